import { strip } from "../../public/charts/strip.js";
import { Judged } from "../chips/holdings-course.js";
import { graphOfView } from "../dependencies/graph-in-view.js";
import { withIds } from "../dependencies/numbered.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import type { PageSpec } from "../web/pages.js";
import { columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type InvestorSection, investorSection } from "./cap-table-view.js";
import { type CompanyHoldings, computeHeld, sayVerdict } from "./compute-held.js";
import {
  chipFact,
  claimFact,
  dependencyFact,
  eventFact,
  holdingFact,
  investmentFact,
  listingFact,
  modelFact,
  roundFact,
  subsidiaryFact,
} from "./fact-rows.js";
import { byDate, type Fact, factKinds, type Party, sayParties } from "./facts.js";
import { type KeyFigure, keyFigures, type MoneyRow } from "./key-figures.js";
import { sayLineage } from "./model-lineage.js";
import { type OwnerNode, ownerTree, type ShownPerson, sayNotRecorded, shownPeople } from "./people-view.js";
import {
  type Company,
  chipsOf,
  claimsOf,
  dependenciesOf,
  eventsOf,
  findCompany,
  holdingsJudgedFor,
  holdingsOf,
  investmentsOf,
  investorsOf,
  listingsOf,
  modelsOf,
  ownersAndOwned,
  roundsOf,
  subsidiariesOf,
  unitChip,
} from "./profile-queries.js";
import { stripOf } from "./profile-strip.js";
import { type FactSection, type HeadItem, headOf, sectionsOf } from "./profile-view.js";
import { type TieSection, tieSections } from "./ties-view.js";

/** A company with everything that is dated of it, latest first. */
interface Profile {
  readonly company: Company;
  readonly facts: readonly Fact[];
  /** Its rounds on any evidence, for the band of the known funding. */
  readonly money: readonly MoneyRow[];
  readonly rounds: Awaited<ReturnType<typeof roundsOf>>;
  readonly participants: Awaited<ReturnType<typeof investorsOf>>;
  readonly claims: Awaited<ReturnType<typeof claimsOf>>;
  readonly holdings: CompanyHoldings;
}

/** What the template of a profile is given beside figure and table. */
interface ProfileParts {
  readonly head: readonly HeadItem[];
  readonly figures: readonly (KeyFigure & { readonly notes: string })[];
  readonly compareHref: string;
  /** The parts of the page that there are, and its page among the investors. */
  readonly contents: readonly { readonly text: string; readonly count?: string; readonly href: string }[];
  /** What a reader would look for in vain; empty where all is there. */
  readonly notRecorded: string;
  readonly people: readonly ShownPerson[];
  readonly owners: OwnerNode | undefined;
  readonly investors: InvestorSection | undefined;
  readonly sections: readonly FactSection[];
  /** What its models rest on, and who rests on them. */
  readonly ties: readonly TieSection[];
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
  charts: { strip: chart("strip", strip, async (ctx, { facts }) => stripOf(ctx, facts)) },
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
      parts: await partsOf(ctx, profile),
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
  const participants = await investorsOf(ctx, id);
  for (const { round_id, investor_id, name, is_lead } of participants) {
    const party = { id: investor_id, name, lead: is_lead === 1 };
    investors.set(round_id, [...(investors.get(round_id) ?? []), party]);
  }
  const holdings = { rows: await holdingsJudgedFor(ctx, id), unit: await unitChip(ctx) };
  const verdicts = new Map(
    new Judged(holdings.rows)
      .at(ctx.view.asOf, ctx.view.confidence)
      .map(({ row, verdict }) => [row.id, sayVerdict(row, verdict, holdings.unit?.fp16_tflops ?? null)]),
  );
  const rounds = await roundsOf(ctx, id);
  const claims = await claimsOf(ctx, company);
  const lineage = await lineageIn(ctx);
  const facts = [
    ...rounds.map((row) => roundFact(row, company.country, investors.get(row.id) ?? [])),
    ...(await investmentsOf(ctx, id)).map(investmentFact),
    ...(await modelsOf(ctx, id)).map((row) => modelFact(row, company.country, lineage(row.id))),
    ...(await dependenciesOf(ctx, id)).map((row) => dependencyFact(row, id)),
    ...(await chipsOf(ctx, id)).map((row) => chipFact(row, id)),
    ...(await holdingsOf(ctx, id)).map((row) => holdingFact(row, id, verdicts.get(row.id))),
    ...(await listingsOf(ctx, id)).map(listingFact),
    ...(await eventsOf(ctx, id)).map(eventFact),
    ...claims.map((row) => claimFact(row, company.country)),
    ...(await subsidiariesOf(ctx, id)).map(subsidiaryFact),
  ];
  return {
    company,
    facts: facts.sort(byDate),
    money: await roundsOf(ctx.onAnyEvidence(), id),
    rounds,
    participants,
    claims,
    holdings,
  };
}

/** Says the lineage of any model in the view. */
async function lineageIn(ctx: Context): Promise<(id: string) => string | null> {
  const rows = await graphOfView(ctx);
  const graph = withIds(rows, ctx.view.confidence);
  return (id) => sayLineage(graph, id, (other) => rows.byId.get(other)?.name ?? other);
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

async function partsOf(ctx: Context, profile: Profile): Promise<ProfileParts> {
  const { company, facts, money, holdings } = profile;
  const { asOf, confidence } = ctx.view;
  const held = computeHeld(holdings, company.id, asOf, confidence);
  const head = headOf(ctx, company);
  const people = shownPeople(ctx, company, profile.claims);
  const owners = ownerTree(ctx, await ownersAndOwned(ctx), company.id);
  const investors = investorSection(ctx, profile.rounds, profile.participants);
  const ties = await tieSections(ctx, company);
  const sections = sectionsOf(ctx, facts);
  return {
    head,
    figures: [...keyFigures(facts, money, confidence), ...(held ? [held] : [])].map((figure) => ({
      ...figure,
      notes: ctx.notes.citeAll(figure.sources),
    })),
    compareHref: ctx.href("/compare", { ids: company.id }),
    contents: [
      ...(people.length > 0 ? [{ text: "People", count: String(people.length), href: "#people" }] : []),
      ...(owners ? [{ text: "Owners and owned", href: "#owners" }] : []),
      ...(investors ? [{ text: "Known investors", count: investors.count, href: "#investors" }] : []),
      ...ties.map(({ key, title }) => ({ text: title, href: `#ties-${key}` })),
      ...sections.map(({ key, title, count }) => ({ text: title, count, href: `#facts-${key}` })),
      ...(sections.some(({ key }) => key === "investment")
        ? [{ text: "As an investor", href: ctx.href(`/investors/${company.id}`) }]
        : []),
    ],
    notRecorded: sayNotRecorded(company, facts),
    people,
    owners,
    investors,
    sections,
    ties,
    counted: sayCount(facts.length, "dated fact"),
    wording:
      asOf < ctx.today
        ? "Particulars and notes, too, are worded as of today; only dated facts are cut at the view's date."
        : "",
  };
}
