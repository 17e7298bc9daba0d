import type { TableName } from "../../db/tables.js";
import type { CompareTable } from "../companies/compare-view.js";
import type { FundingParts } from "../funding/parts.js";
import type { GapParts } from "../gap/gap-parts.js";
import type { Order } from "../web/rows.js";
import type { PlainTable } from "../web/tables.js";
import type { AskedPage } from "./parts.js";
import { scoreboard } from "./scoreboard.js";
import type { SectionKey } from "./spec.js";

/** A figure or table of a section, told by the page that it is taken from. */
export type PartSpec = FigureSpec | RowsSpec | PlainSpec | TemplateSpec;

interface OfPage {
  /** Address under which the page is mounted; `:id` stands for the section's subject. */
  readonly page: string;
}

/** A chart of the page. */
export interface FigureSpec extends OfPage {
  readonly kind: "figure";
  readonly chart: string;
  /** Flatter the wider it is laid out: only so it fits on one sheet. */
  readonly wide?: true;
  /** Its finding is one of the report's findings at a glance. */
  readonly leads?: true;
}

/** The first rows of the page's own table, with some of its columns. */
export interface RowsSpec extends OfPage {
  readonly kind: "rows";
  readonly title: string;
  /** Columns of the download that the shown ones tell of, in order; the source of a row always goes with it. */
  readonly columns: readonly string[];
  /** Rows that are printed at most; the report's data hold all. */
  readonly most: number;
  /** Without the small print of its cells. */
  readonly terse?: true;
  readonly order?: readonly Order[];
}

/** A small table that the page has beside its own. */
export interface PlainSpec extends OfPage {
  readonly kind: "plain";
  readonly title: string;
  table(parts: object): PlainTable | null | undefined;
}

/** What a template of the page prints, where its table is no plain one. */
export interface TemplateSpec extends OfPage {
  readonly kind: "template";
  readonly title: string;
  readonly template: string;
  /** Too wide for an upright sheet. */
  readonly wide?: true;
  /** What the template is given; `undefined` where there is nothing to print. */
  model(page: AskedPage): Promise<object | undefined>;
}

/** A section of a report. */
export interface SectionSpec {
  readonly key: SectionKey;
  readonly title: string;
  /** What it shows, for whoever puts a report together. */
  readonly about: string;
  /** How its figures are reckoned, for the reader. */
  readonly method: string;
  /** Tables of facts that it is taken from. */
  readonly tables: readonly TableName[];
  /** Parameters that it takes: filters of its pages by their keys. */
  readonly takes: readonly string[];
  /** Parameter that names what `:id` stands for on its pages; of several, each has its own figures. */
  readonly subject?: { readonly parameter: string; readonly label: string; readonly usual: readonly string[] };
  readonly parts: readonly PartSpec[];
}

const latest = (column: string): readonly Order[] => [{ column, descending: true }];

/** Every section that a report can have. */
export const sections: Readonly<Record<SectionKey, SectionSpec>> = {
  scoreboard: {
    key: "scoreboard",
    title: "The two sides in figures",
    about: "Every headline figure of both sides, on stricter and looser evidence",
    method:
      "Each figure is computed from sourced rows that counted on the report’s day. In small print stands what it is taken from and, where they differ, the figure on confirmed rows / with reported ones / on any evidence.",
    tables: [
      "companies",
      "funding_rounds",
      "models",
      "dependencies",
      "chips",
      "export_rules",
      "listings",
      "benchmark_scores",
      "benchmarks",
      "compute_holdings",
    ],
    takes: [],
    parts: [
      {
        kind: "template",
        page: "/",
        title: "Headline figures",
        template: "reports/scoreboard",
        model: scoreboard,
      },
    ],
  },
  companies: {
    key: "companies",
    title: "Who competes",
    about: "Companies by kind, and those with the most known funding",
    method:
      "Developers, chipmakers, clouds, investors and public bodies that had come into being by the day. Known funding adds up the disclosed equity rounds; its evidence is that of the weakest round in the sum.",
    tables: ["companies", "funding_rounds", "models", "listings"],
    takes: ["country", "kind", "listed", "q"],
    parts: [
      { kind: "figure", page: "/companies", chart: "kinds", leads: true },
      {
        kind: "rows",
        page: "/companies",
        title: "Companies by known funding",
        columns: ["name", "country", "kind", "known_funding_usd", "funding_confidence", "models", "lists"],
        most: 25,
      },
    ],
  },
  company: {
    key: "company",
    title: "The company",
    about: "One company: particulars, key figures and its dated facts",
    method:
      "What is recorded of the company by the day, each fact with its source. What is not recorded is said to be so and never taken as zero.",
    tables: [
      "companies",
      "funding_rounds",
      "funding_participants",
      "models",
      "dependencies",
      "chips",
      "compute_holdings",
      "listings",
      "events",
      "claims",
    ],
    takes: [],
    subject: { parameter: "company", label: "Company", usual: [] },
    parts: [
      {
        kind: "template",
        page: "/companies/:id",
        title: "Particulars and key figures",
        template: "reports/particulars",
        model: (page) => page.parts(),
      },
      { kind: "figure", page: "/companies/:id", chart: "strip", leads: true },
      {
        kind: "rows",
        page: "/companies/:id",
        title: "Dated facts, latest first",
        columns: ["on", "fact", "title", "detail", "amount_usd", "confidence"],
        most: 500,
      },
    ],
  },
  compare: {
    key: "compare",
    title: "Companies side by side",
    about: "Up to four companies in the same rows",
    method:
      "The same measures for each company. A triangle marks the highest or latest of the known values; a dash stands for what is not known, which is never zero.",
    tables: [
      "companies",
      "funding_rounds",
      "models",
      "dependencies",
      "compute_holdings",
      "listings",
      "events",
      "claims",
    ],
    takes: ["ids", "differences"],
    parts: [
      {
        kind: "template",
        page: "/compare",
        title: "Side by side",
        template: "companies/compare-table",
        wide: true,
        model: async (page) => ((await page.parts()) as { readonly comparison: CompareTable | undefined }).comparison,
      },
    ],
  },
  funding: {
    key: "funding",
    title: "With what money",
    about: "Known funding over time, its concentration and the largest rounds",
    method:
      "Equity raised by companies, as announced. Debt, secondary sales and stock-market listings are never in the totals. Rounds that disclose no amount are counted and never taken as zero.",
    tables: ["funding_rounds", "companies"],
    takes: ["country", "stage", "q", "period", "money"],
    parts: [
      { kind: "figure", page: "/funding", chart: "cumulative", leads: true },
      {
        kind: "plain",
        page: "/funding",
        title: "Funding in short",
        table: (parts) => (parts as FundingParts).short.table,
      },
      { kind: "figure", page: "/funding", chart: "per-period" },
      { kind: "figure", page: "/funding", chart: "ladder" },
      {
        kind: "rows",
        page: "/funding",
        title: "The largest rounds",
        columns: ["announced_on", "company_name", "country", "stage", "amount_usd", "post_money_usd", "confidence"],
        most: 25,
        order: [...latest("amount_usd"), ...latest("announced_on")],
      },
    ],
  },
  chips: {
    key: "chips",
    title: "On which chips",
    about: "Chips against the thresholds of the rules, their status over time, and who holds how many",
    method:
      "Total processing performance and performance density are computed from each chip’s own figures, and the status from the rules in force at the date. A missing figure leaves a status undetermined only where it could change the answer.",
    tables: ["chips", "export_rules", "chip_rulings", "compute_holdings", "companies"],
    takes: ["vendor", "side", "market", "status", "year", "q"],
    parts: [
      { kind: "figure", page: "/chips", chart: "density", leads: true },
      { kind: "figure", page: "/chips", chart: "calendar", wide: true },
      { kind: "figure", page: "/compute", chart: "held" },
      { kind: "figure", page: "/compute", chart: "holders" },
      {
        kind: "rows",
        page: "/chips",
        title: "The newest chips and their status",
        columns: ["name", "vendor_name", "released_on", "tpp", "performance_density", "status"],
        most: 25,
        terse: true,
      },
    ],
  },
  rules: {
    key: "rules",
    title: "Under which rules",
    about: "Versions of the export rules, what each caught, and the restriction lists",
    method:
      "Every recorded version of a rule of either government and its allies, with its conditions as data. Chips caught are counted over all chips known at the day; stricter and freer hold a rule’s first day of effect against the day before.",
    tables: ["export_rules", "chips", "listings", "companies"],
    takes: ["authority", "consequence", "state"],
    parts: [
      { kind: "figure", page: "/rules", chart: "succession", wide: true, leads: true },
      { kind: "figure", page: "/listings", chart: "course" },
      {
        kind: "rows",
        page: "/rules",
        title: "Rules, the newest first",
        columns: ["title", "authority", "effective_on", "state", "consequence", "chips_caught"],
        most: 60,
      },
    ],
  },
  regulation: {
    key: "regulation",
    title: "Under which regulation",
    about: "Both sides’ regulation on one time line, rules in force by subject, registered services",
    method:
      "Laws, orders, measures, controls and what was done under them, by what they are about. The subject is the one that a row itself names; a row that names none stands under Other.",
    tables: ["events", "export_rules", "indicators", "indicator_values", "claims"],
    takes: ["subject", "side", "state", "year", "q"],
    parts: [
      { kind: "figure", page: "/regulation", chart: "acts", leads: true },
      { kind: "figure", page: "/regulation", chart: "in-force" },
      { kind: "figure", page: "/regulation", chart: "registered" },
      {
        kind: "rows",
        page: "/regulation",
        title: "Acts of regulation, the newest first",
        columns: ["dated_on", "country", "subject", "title", "rule_state", "confidence"],
        most: 30,
      },
    ],
  },
  dependencies: {
    key: "dependencies",
    title: "Standing on whose open source",
    about: "Shares of models that rest on the other side’s, flows, roots and the lineage",
    method:
      "Each line is one sourced way in which a model rests on another: its weights, architecture, distillation, synthetic data, tokenizer or code. Shares are taken over open models; a model without a recorded base counts as not resting.",
    tables: ["models", "software", "dependencies", "companies"],
    takes: ["scope", "kind", "q"],
    parts: [
      { kind: "figure", page: "/dependencies", chart: "shares", leads: true },
      { kind: "figure", page: "/dependencies", chart: "flow" },
      { kind: "figure", page: "/dependencies", chart: "roots" },
      { kind: "figure", page: "/dependencies", chart: "lineage", wide: true },
      {
        kind: "rows",
        page: "/dependencies",
        title: "The newest dependencies",
        columns: [
          "since_on",
          "dependent_name",
          "dependent_country",
          "kind",
          "dependency_name",
          "dependency_country",
          "confidence",
        ],
        most: 25,
      },
    ],
  },
  gap: {
    key: "gap",
    title: "How wide the gap is",
    about: "Lag in months, as claimed by experts and as measured on benchmarks",
    method:
      "A crossing is a record of the follower: its lag is the time since the leader first reached that score. The pooled median counts every crossing of the twelve months to the day alike. A record that still waits for its match gives a lower bound that grows.",
    tables: ["benchmarks", "benchmark_scores", "models", "claims", "companies"],
    takes: [],
    parts: [
      { kind: "figure", page: "/gap", chart: "claimed", leads: true },
      {
        kind: "plain",
        page: "/gap",
        title: "The lag on stricter and looser evidence",
        table: (parts) => (parts as GapParts).evidence.table,
      },
      { kind: "figure", page: "/gap", chart: "frontier" },
      { kind: "figure", page: "/gap", chart: "scores" },
      { kind: "plain", page: "/gap", title: "Lag by benchmark", table: (parts) => (parts as GapParts).lags },
    ],
  },
  claims: {
    key: "claims",
    title: "What was claimed",
    about: "Dated statements of experts, with what was measured at the time",
    method:
      "Statements are reported as said and not as true, in our words. Beside a lag claimed in months or years stands the lag measured on its day.",
    tables: ["claims", "benchmark_scores", "benchmarks", "models"],
    takes: ["topic", "speaker", "about", "year"],
    parts: [
      { kind: "figure", page: "/claims", chart: "statements", leads: true },
      {
        kind: "rows",
        page: "/claims",
        title: "Claims, the newest first",
        columns: ["stated_on", "speaker", "organization", "subject_country", "statement", "value_low"],
        most: 30,
      },
    ],
  },
  "then-and-now": {
    key: "then-and-now",
    title: "Then and now",
    about: "Every headline figure at two dates, with what came between",
    method:
      "The same reckoning over the rows that counted on either day. What became known later of an earlier day counts on both.",
    tables: [
      "companies",
      "funding_rounds",
      "models",
      "dependencies",
      "chips",
      "export_rules",
      "listings",
      "benchmark_scores",
      "benchmarks",
      "compute_holdings",
    ],
    takes: ["from", "to"],
    parts: [
      {
        kind: "template",
        page: "/then-and-now",
        title: "Headline figures at two dates",
        template: "changes/figures-at-two-dates",
        wide: true,
        model: (page) => page.parts(),
      },
    ],
  },
  timeline: {
    key: "timeline",
    title: "What happened",
    about: "Events by category, and the newest of them",
    method:
      "Rules, deals, releases and incidents, each with its day and its source. The country is the one that an event belongs to, which need not be that of the company it concerns.",
    tables: ["events", "companies"],
    takes: ["country", "category", "q"],
    parts: [
      { kind: "figure", page: "/timeline", chart: "events", leads: true },
      {
        kind: "rows",
        page: "/timeline",
        title: "Events, the newest first",
        columns: ["occurred_on", "country", "category", "title", "confidence"],
        most: 30,
      },
    ],
  },
  indicators: {
    key: "indicators",
    title: "The surroundings in figures",
    about: "Published series of both sides: investment, energy, talent, patents and more",
    method:
      "Series as their publishers give them. Where sources differ on a period, all of them are drawn; a value counts from the first day of its period.",
    tables: ["indicators", "indicator_values"],
    takes: [],
    subject: {
      parameter: "indicator",
      label: "Indicators",
      usual: [
        "private-ai-investment",
        "notable-models-epoch",
        "gpu-cluster-perf-share",
        "genai-services-filed-cn",
        "electricity-generation",
      ],
    },
    parts: [{ kind: "figure", page: "/indicators/:id", chart: "series" }],
  },
  sources: {
    key: "sources",
    title: "What it rests on",
    about: "The sources with the most facts in the view",
    method:
      "Pages, documents and data sets that facts were read from. The list is not cut by date, since what happened in one year may be told in another; the number of facts counts those of the view.",
    tables: ["sources", "citations"],
    takes: ["kind", "language", "q"],
    parts: [
      {
        kind: "rows",
        page: "/sources",
        title: "Sources by the facts that rest on them",
        columns: ["title", "publisher", "published_on", "kind", "license", "facts"],
        most: 40,
      },
    ],
  },
};
