import { chipStatus, type ExportRule } from "../chips/export-rules.js";
import type { ChipSpecification } from "../chips/performance.js";
import { inFrame, type LineageNode, lineageKinds } from "../dependencies/lineage.js";
import { type DatedEdge, dependenceSince, type RestingSince, restingSince, stepsByDay } from "../dependencies/since.js";
import { fundingTotal, type Round } from "../funding/totals.js";
import { Breath } from "../values/breath.js";
import { addDays, addMonths, type Day } from "../values/dates.js";
import { band, type Confidence, confidenceLevels, counts, type EvidenceBand } from "../values/evidence.js";
import { type Sides, sideOf } from "../values/sides.js";

/** Facts behind the headline figures, on any evidence. `dated_on` is the day from which a row counts. */
export interface HeadlineFacts {
  readonly rounds: readonly (Round & { readonly source_id: string })[];
  readonly companies: readonly {
    readonly country: string | null;
    readonly kind: string;
    readonly dated_on: string;
    readonly source_id: string;
  }[];
  readonly models: readonly {
    readonly id: string;
    readonly country: string | null;
    readonly inclusion: string;
    readonly released_on: string | null;
    readonly confidence: Confidence;
    readonly source_id: string;
  }[];
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly (DatedEdge & { readonly sourceId: string })[];
  readonly chips: readonly (ChipSpecification & {
    readonly dated_on: string;
    readonly confidence: Confidence;
    readonly source_id: string;
  })[];
  readonly rules: readonly ExportRule[];
  readonly listings: readonly {
    readonly company_id: string;
    readonly country: string | null;
    readonly dated_on: string;
    readonly removed_on: string | null;
    readonly source_id: string;
  }[];
}

/** The facts with what is asked of them again and again: at each day of a course, on each level of a band. */
interface Remembering extends HeadlineFacts {
  /** Status of a chip at a day. */
  status(chip: HeadlineFacts["chips"][number], day: Day): string;
  /** Open models of a side that dependence counts. */
  readonly framed: Readonly<Record<"a" | "b", readonly LineageNode[]>>;
  /** Since when nodes rest on a side's, by the weakest evidence that counts. */
  readonly since: Readonly<Record<"a" | "b", ReadonlyMap<Confidence, RestingSince>>>;
}

async function remembering(facts: HeadlineFacts, sides: Sides): Promise<Remembering> {
  const statuses = new Map<HeadlineFacts["chips"][number], Map<Day, string>>(
    facts.chips.map((chip) => [chip, new Map()]),
  );
  const nodes = new Map(facts.nodes.map((node) => [node.id, node]));
  const steps = await stepsByDay(nodes, facts.edges, lineageKinds);
  const sinceOn = async (side: "a" | "b") => {
    const levels = new Map<Confidence, RestingSince>();
    for (const strictest of confidenceLevels) {
      levels.set(strictest, await restingSince(nodes, steps, { country: sides[side].code, strictest }));
    }
    return levels;
  };
  const framed = (side: "a" | "b") =>
    facts.nodes.filter((node) => inFrame(node, { of: sides[side].code, denominator: "open" }));
  return {
    ...facts,
    framed: { a: framed("a"), b: framed("b") },
    since: { a: await sinceOn("a"), b: await sinceOn("b") },
    status(chip, day) {
      const known = statuses.get(chip)?.get(day);
      if (known) return known;
      const { status } = chipStatus(chip, facts.rules, day);
      statuses.get(chip)?.set(day, status);
      return status;
    },
  };
}

/** One side's figure. */
export interface Figure {
  /** `null` where too little is known to print a figure: too few models, no amount. `counted` then says what is. */
  readonly value: number | null;
  /** What it is taken from, where that must be said: 7 of 9 models, 12 of 46 chips. */
  readonly counted?: { readonly part: number; readonly whole: number };
}

export interface Measure {
  readonly key: "funding-year" | "funding" | "companies" | "models" | "dependence" | "chips" | "listings";
  readonly title: string;
  /** What is counted, in a line. */
  readonly about: string;
  readonly unit: string;
  readonly format: "usd" | "count" | "percent";
  /** The rows counted carry no level of evidence, so there is no band. */
  readonly unbanded?: true;
  /** The figure of one country against the other at a day, on evidence of `strictest` or better. */
  figure(facts: Remembering, of: "a" | "b", sides: Sides, day: Day, strictest: Confidence): Figure;
  /** Sources of the rows it is taken from, of both sides. */
  sources(facts: HeadlineFacts, sides: Sides, day: Day): readonly string[];
}

const yearBefore = (day: Day) => addMonths(day, -12);
const opposite = { a: "b", b: "a" } as const;
const both =
  <T>(one: (row: T) => boolean, other: (row: T) => boolean) =>
  (row: T) =>
    one(row) && other(row);
const onEither = (sides: Sides) => (row: { readonly country: string | null }) => sideOf(row.country, sides) !== "other";
/** Kinds that compete; investors, public bodies and universities fund and support. */
export const competing = new Set(["startup", "incumbent", "research-lab", "chipmaker", "foundry", "cloud"]);
export const controlled = new Set(["prohibited-without-license", "notification", "licensed"]);

function funding(key: Measure["key"], title: string, about: string, after: (day: Day) => string): Measure {
  const happened = (facts: HeadlineFacts, day: Day) => facts.rounds.filter(({ announced_on }) => announced_on <= day);
  return {
    key,
    title,
    about,
    unit: "US dollars",
    format: "usd",
    figure(facts, of, sides, day, strictest) {
      const { amountUsd, rounds, undisclosed } = fundingTotal(happened(facts, day), of, sides, strictest, after(day));
      const disclosed = rounds - undisclosed;
      return { value: disclosed === 0 ? null : amountUsd, counted: { part: disclosed, whole: rounds } };
    },
    sources: (facts, sides, day) =>
      happened(facts, day)
        .filter((round) => onEither(sides)(round) && round.announced_on > after(day))
        .map(({ source_id }) => source_id),
  };
}

/** The headline figures in the order of the page. */
export const measures: readonly Measure[] = [
  funding("funding-year", "Known funding, 12 months", "equity rounds that disclose their amount", yearBefore),
  funding("funding", "Known funding, in total", "equity rounds that disclose their amount", () => ""),
  {
    key: "companies",
    unbanded: true,
    title: "Companies",
    about: "developers, chipmakers and clouds; no investors or public bodies",
    unit: "companies",
    format: "count",
    figure: (facts, of, sides, day) => ({
      value: facts.companies.filter(
        (row) => competing.has(row.kind) && row.dated_on <= day && sideOf(row.country, sides) === of,
      ).length,
    }),
    sources: (facts, sides, day) =>
      facts.companies
        .filter((row) => competing.has(row.kind) && row.dated_on <= day && onEither(sides)(row))
        .map(({ source_id }) => source_id),
  },
  {
    key: "models",
    title: "Notable models released, 12 months",
    about: "on Epoch AI’s list of notable models",
    unit: "models",
    format: "count",
    figure: (facts, of, sides, day, strictest) => ({
      value: facts.models.filter(
        both(notableAt(day), (row) => counts(row.confidence, strictest) && sideOf(row.country, sides) === of),
      ).length,
    }),
    sources: (facts, sides, day) =>
      facts.models.filter(both(notableAt(day), onEither(sides))).map(({ source_id }) => source_id),
  },
  {
    key: "dependence",
    title: "Resting on the other side’s open source",
    about:
      "open-weight models of the last 12 months that rest on the other side’s, by any chain of lineage; disputed edges count only at the band’s loose end",
    unit: "share of models",
    format: "percent",
    figure(facts, of, sides, day, strictest) {
      const { share, resting, models } = dependenceSince(
        facts.framed[of],
        facts.since[opposite[of]].get(strictest) ?? new Map(),
        { of: sides[of].code, from: addDays(yearBefore(day), 1), to: day, denominator: "open" },
      );
      return { value: share, counted: { part: resting, whole: models } };
    },
    sources: (facts, _sides, day) =>
      facts.edges.filter(({ datedOn }) => datedOn <= day).map(({ sourceId }) => sourceId),
  },
  {
    key: "chips",
    title: "Chips under US export control",
    about:
      "of each side’s vendors: a licence or a notice is needed for mainland China, or the chip may not be used, as computed from the rules in force",
    unit: "chips",
    format: "count",
    figure(facts, of, sides, day, strictest) {
      const own = facts.chips.filter(
        (chip) =>
          chip.dated_on <= day &&
          counts(chip.confidence, strictest) &&
          sideOf(chip.vendor_country ?? null, sides) === of,
      );
      const part = own.filter((chip) => controlled.has(facts.status(chip, day))).length;
      return { value: part, counted: { part, whole: own.length } };
    },
    sources: (facts, sides, day) =>
      facts.chips
        .filter((chip) => chip.dated_on <= day && sideOf(chip.vendor_country ?? null, sides) !== "other")
        .map(({ source_id }) => source_id),
  },
  {
    key: "listings",
    unbanded: true,
    title: "Listed companies",
    about: "on a restriction list of either government: Entity List, 1260H, NS-CMIC, unreliable entities",
    unit: "companies",
    format: "count",
    figure: (facts, of, sides, day) => ({
      value: new Set(
        facts.listings
          .filter((row) => isListed(row, day) && sideOf(row.country, sides) === of)
          .map(({ company_id }) => company_id),
      ).size,
    }),
    sources: (facts, sides, day) =>
      facts.listings.filter((row) => isListed(row, day) && onEither(sides)(row)).map(({ source_id }) => source_id),
  },
];

/** Whether a model is notable and was released in the year up to `day`. */
function notableAt(day: Day): (model: HeadlineFacts["models"][number]) => boolean {
  const after = yearBefore(day);
  return ({ inclusion, released_on }) =>
    inclusion === "notable" && released_on !== null && released_on <= day && released_on > after;
}

function isListed({ dated_on, removed_on }: HeadlineFacts["listings"][number], day: Day): boolean {
  return dated_on <= day && (removed_on === null || removed_on > day);
}

/** A measure at the view, its band and its course. */
export interface Headline {
  readonly measure: Measure;
  readonly a: HeadlineSide;
  readonly b: HeadlineSide;
  readonly sources: readonly string[];
}

export interface HeadlineSide extends Figure {
  readonly band: EvidenceBand<Figure>;
  readonly course: readonly {
    readonly on: Day;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

/**
 * What a measure counts at the view's evidence. Disputed edges are somebody's allegation: dependence takes them in only
 * where it shows what looser evidence would give.
 */
function viewEvidence({ key }: Measure, confidence: Confidence): Confidence {
  return key === "dependence" && confidence === "disputed" ? "estimated" : confidence;
}

const courseQuarters = 20;

/** Quarterly days of the five years up to `asOf`, which is the last. */
export function courseDays(asOf: Day): readonly Day[] {
  return Array.from({ length: courseQuarters + 1 }, (_, index) => addMonths(asOf, 3 * (index - courseQuarters)));
}

/**
 * Every measure for both sides, with its course over `days`. Gives way to other work between its steps, since the facts
 * may be very many.
 */
export async function headlines(
  rows: HeadlineFacts,
  sides: Sides,
  asOf: Day,
  confidence: Confidence,
  days: readonly Day[] = courseDays(asOf),
): Promise<readonly Headline[]> {
  const facts = await remembering(rows, sides);
  const breath = new Breath();
  const found: Headline[] = [];
  for (const measure of measures) {
    const one = async (of: "a" | "b"): Promise<HeadlineSide> => {
      const at = async (day: Day, strictest: Confidence): Promise<Figure> => {
        await breath.take();
        return measure.figure(facts, of, sides, day, strictest);
      };
      const course: HeadlineSide["course"][number][] = [];
      for (const on of days) {
        const { value } = await at(on, viewEvidence(measure, confidence));
        const low = lowEnd(await at(on, "confirmed"), measure);
        course.push({ on, value, low, high: (await at(on, "disputed")).value });
      }
      return {
        ...(await at(asOf, viewEvidence(measure, confidence))),
        band: band((strictest) => measure.figure(facts, of, sides, asOf, strictest)),
        course,
      };
    };
    const [a, b] = [await one("a"), await one("b")];
    found.push({ measure, a, b, sources: [...new Set(measure.sources(facts, sides, asOf))] });
  }
  return found;
}

/** A band of known amounts begins at nothing where none of them is confirmed. */
function lowEnd({ value }: Figure, { format }: Measure): number | null {
  return value === null && format === "usd" ? 0 : value;
}

/** Nouns of the measures on which a side can be said to lead. */
const leads: Partial<Record<Measure["key"], string>> = {
  "funding-year": "money raised",
  models: "notable models",
  companies: "companies counted",
};

/**
 * The page's headline, from the figures below it: who leads on money, models and companies.
 * @example "The United States leads on money raised and notable models; China leads on companies counted"
 */
export function sayLeads(figures: readonly Headline[], sides: Sides): string {
  const won: Record<"a" | "b" | "level", string[]> = { a: [], b: [], level: [] };
  for (const { measure, a, b } of figures) {
    const noun = leads[measure.key];
    if (!noun || a.value === null || b.value === null || a.value + b.value === 0) continue;
    won[a.value > b.value ? "a" : a.value < b.value ? "b" : "level"].push(noun);
  }
  const sentences = (["a", "b"] as const)
    .filter((side) => won[side].length > 0)
    .map((side) => `${sides[side].name} leads on ${listed(won[side])}`);
  if (won.level.length > 0) sentences.push(`they are level on ${listed(won.level)}`);
  const sentence = sentences.join("; ");
  if (sentence === "") return `Nothing is known yet to set ${sides.a.name} against ${sides.b.name}`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
