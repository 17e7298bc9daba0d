import { type StripData, strip } from "../../public/charts/strip.js";
import { Judged } from "../chips/holdings-course.js";
import { openingDay } from "../timeline/opening.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import { sayStage } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import type { PageSpec } from "../web/pages.js";
import { columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CompanyHoldings, computeHeld, sayVerdict } from "./compute-held.js";
import {
  byDate,
  chipFact,
  dependencyFact,
  eventFact,
  type Fact,
  factKinds,
  holdingFact,
  investmentFact,
  listingFact,
  modelFact,
  type Party,
  roundFact,
  sayParties,
  subsidiaryFact,
} from "./facts.js";
import { type KeyFigure, keyFigures, type MoneyRow } from "./key-figures.js";
import {
  type Company,
  chipsOf,
  dependenciesOf,
  eventsOf,
  findCompany,
  holdingsJudgedFor,
  holdingsOf,
  investmentsOf,
  investorsOf,
  listingsOf,
  modelsOf,
  roundsOf,
  subsidiariesOf,
  unitChip,
} from "./profile-queries.js";
import { type FactSection, type HeadItem, headOf, hrefOf, sectionsOf } from "./profile-view.js";

/** A company with everything that is dated of it, latest first. */
interface Profile {
  readonly company: Company;
  readonly facts: readonly Fact[];
  /** Its rounds on any evidence, for the band of the known funding. */
  readonly money: readonly MoneyRow[];
  readonly holdings: CompanyHoldings;
}

/** What the template of a profile is given beside figure and table. */
interface ProfileParts {
  readonly head: readonly HeadItem[];
  readonly figures: readonly (KeyFigure & { readonly notes: string })[];
  readonly sections: readonly FactSection[];
  /** "57 dated facts" */
  readonly counted: string;
  /** Said where an earlier view prints texts of today; empty otherwise. */
  readonly wording: string;
}

const columns: readonly OutColumn[] = [
  {
    name: "fact",
    type: "text",
    title: "Fact",
    description: `Sort of fact: ${factKinds.map(({ key }) => key).join(", ")}.`,
  },
  {
    name: "id",
    type: "slug",
    title: "Id",
    description: "Id of the row that tells it; of the round for an investment.",
  },
  {
    name: "on",
    type: "date",
    title: "Date",
    description:
      "Day from which it counts: its own date or, without one, the date that the data dictionary names. Empty where nothing dates it.",
  },
  { name: "until", type: "date", title: "Until", description: "First day on which it no longer held." },
  { name: "title", type: "text", title: "Title", description: "What or whom it is about." },
  { name: "detail", type: "text", title: "Detail", description: "The rest of it in words." },
  {
    name: "amount_usd",
    type: "integer",
    title: "Amount",
    unit: "USD",
    description:
      "Amount that the company raised in a round. Empty where undisclosed, and for rounds that it only took part in, since their amounts are not divisible.",
  },
  { name: "quantity", type: "integer", title: "Quantity", unit: "chips", description: "Number of chips held." },
  ...columnsOf("events", "confidence"),
  ...sourceColumns,
  ...columnsOf("models", "note"),
];

export const profilePage: PageSpec<Profile> = {
  path: "/companies/:id",
  name: "companies/profile",
  title: "Company",
  find: findProfile,
  charts: { strip: chart("strip", strip, stripInput) },
  table: {
    noun: "dated fact",
    columns,
    order: [{ column: "on", descending: true }, { column: "fact" }],
    key: ["id"],
    // The page prints the facts by their sort; the table is the download alone.
    shown: [],
    rows: async (_ctx, order, { facts }) => computedRows(facts.map(rowOf), columns, order),
  },
  content: async (ctx, profile) => {
    const { company } = profile;
    const what = `${company.kind.replaceAll("-", " ")}${company.country ? `, ${countryLabel(company.country)}` : ""}`;
    return {
      title: company.name,
      headline: company.name,
      lede: company.summary
        ? `${company.summary}${ctx.view.asOf < ctx.today ? " (Described as of today.)" : ""}`
        : `${what.charAt(0).toUpperCase()}${what.slice(1)}.`,
      parts: partsOf(ctx, profile),
    };
  },
};

async function findProfile(ctx: Context, id: string): Promise<Profile> {
  const company = await findCompany(ctx, id);
  if (!company) {
    throw new NotFound(
      `No company with the id "${id}" is in this view: it may be unknown, or count only after ${sayDate(ctx.view.asOf)}.`,
    );
  }
  const investors = new Map<string, Party[]>();
  for (const { round_id, investor_id, name, is_lead } of await investorsOf(ctx, id)) {
    const party = { id: investor_id, name, lead: is_lead === 1 };
    investors.set(round_id, [...(investors.get(round_id) ?? []), party]);
  }
  const holdings = { rows: await holdingsJudgedFor(ctx, id), unit: await unitChip(ctx) };
  const verdicts = new Map(
    new Judged(holdings.rows)
      .at(ctx.view.asOf, ctx.view.confidence)
      .map(({ row, verdict }) => [row.id, sayVerdict(row, verdict, holdings.unit?.fp16_tflops ?? null)]),
  );
  const facts = [
    ...(await roundsOf(ctx, id)).map((row) => roundFact(row, company.country, investors.get(row.id) ?? [])),
    ...(await investmentsOf(ctx, id)).map(investmentFact),
    ...(await modelsOf(ctx, id)).map((row) => modelFact(row, company.country)),
    ...(await dependenciesOf(ctx, id)).map((row) => dependencyFact(row, id)),
    ...(await chipsOf(ctx, id)).map((row) => chipFact(row, id)),
    ...(await holdingsOf(ctx, id)).map((row) => holdingFact(row, id, verdicts.get(row.id))),
    ...(await listingsOf(ctx, id)).map(listingFact),
    ...(await eventsOf(ctx, id)).map(eventFact),
    ...(await subsidiariesOf(ctx, id)).map(subsidiaryFact),
  ];
  return { company, facts: facts.sort(byDate), money: await roundsOf(ctx.onAnyEvidence(), id), holdings };
}

function rowOf(fact: Fact): OutRow {
  return {
    fact: fact.kind,
    id: fact.id,
    on: fact.on,
    until: fact.until,
    title: fact.title,
    detail: [fact.detail, sayParties(fact.parties)].filter(Boolean).join("; ") || null,
    amount_usd: fact.amountUsd,
    quantity: fact.quantity,
    confidence: fact.confidence,
    source_id: fact.sourceId,
    source_url: fact.sourceUrl,
    note: fact.note,
  };
}

function partsOf(ctx: Context, { company, facts, money, holdings }: Profile): ProfileParts {
  const { asOf, confidence } = ctx.view;
  const held = computeHeld(holdings, company.id, asOf, confidence);
  return {
    head: headOf(ctx, company),
    figures: [...keyFigures(facts, money, confidence), ...(held ? [held] : [])].map((figure) => ({
      ...figure,
      notes: ctx.notes.citeAll(figure.sources),
    })),
    sections: sectionsOf(ctx, facts),
    counted: sayCount(facts.length, "dated fact"),
    wording:
      asOf < ctx.today
        ? "Particulars and notes, too, are worded as of today; only dated facts are cut at the view's date."
        : "",
  };
}

/** A round is known by its amount; its stage alone would say little beside a dot. */
function shortTitle({ kind, title, amountUsd }: Fact): string {
  if (kind !== "round" || amountUsd === null) return title;
  return title === sayStage("unspecified") ? sayUsd(amountUsd) : `${title}, ${sayUsd(amountUsd)}`;
}

function noteOf({ kind, detail, amountUsd }: Fact): string {
  return [kind === "round" && amountUsd === null && "amount not disclosed", detail].filter(Boolean).join(", ");
}

/** All dated facts but the companies it owns, whose date is not that of owning them. */
async function stripInput(ctx: Context, { facts }: Profile): Promise<{ data: StripData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const drawable = facts.filter(({ kind }) => kind !== "subsidiary");
  const dated = drawable.flatMap((fact) => (fact.on === null ? [] : [{ ...fact, on: fact.on }]));
  const undated = drawable.length - dated.length;
  return {
    data: {
      sides,
      asOf,
      from: openingDay(
        dated.map(({ on }) => on),
        asOf,
      ),
      subject: { one: "dated fact", many: "dated facts" },
      lanes: factKinds
        .filter(({ key }) => dated.some(({ kind }) => kind === key))
        .map(({ key, lane }) => ({ key, title: lane })),
      items: dated.map((fact) => ({
        id: `${fact.kind} ${fact.id}`,
        lane: fact.kind,
        on: fact.on,
        side: sideOf(fact.country, sides),
        title: shortTitle(fact),
        note: noteOf(fact),
        ...(fact.confidence && { confidence: fact.confidence }),
        ...hrefOf(ctx, fact),
      })),
      coverageNote: [
        undated > 0 && `${sayCount(undated, "fact")} without a date not drawn`,
        "the side is that of the other party where there is one",
      ]
        .filter(Boolean)
        .join("; "),
    },
    sources: dated.map(({ sourceId }) => sourceId),
  };
}
