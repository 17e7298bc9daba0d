import { sql } from "kysely";
import { evidenced, happenedBy } from "../../db/dated.js";
import { lastDay } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";
import type { YearSeries } from "./money.js";

/** Rounds that had happened in this view, with their company and first source; narrowed by the page's filters. */
export function fundingRounds(ctx: Context) {
  const rounds = ctx.db
    .selectFrom("funding_rounds")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .innerJoin("sources", "sources.id", "funding_rounds.source_id")
    .selectAll("funding_rounds")
    .select([
      "companies.name as company_name",
      "companies.country as country",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .select([usdPerUnit.as("usd_per_unit"), rateBasis.as("rate_basis"), rateFor.as("rate_for")])
    .where(happenedBy("funding_rounds", ctx.view.asOf))
    .where(evidenced("funding_rounds", ctx.view.confidence));
  const columns = { country: "companies.country", stage: "funding_rounds.stage", company: "companies.id" };
  return narrowed(rounds, ctx, columns, ["companies.name", "companies.native_name", "funding_rounds.note"]);
}

/** Whether a round was announced in another currency and both amounts are known: only then is there a rate. */
const isForeign = sql<boolean>`funding_rounds.currency <> 'USD' and funding_rounds.amount_usd is not null and funding_rounds.amount_original > 0`;

/** Dollars for one unit of the currency, as the two amounts of the row imply. */
const usdPerUnit = sql<
  number | null
>`case when ${isForeign} then cast(funding_rounds.amount_usd as double precision) / funding_rounds.amount_original end`;

const note = sql`lower(coalesce(funding_rounds.note, ''))`;
const byYear = sql`(${note} like 'converted at the year%' or ${note} like '%. converted at the year%' or ${note} like '%both converted at the year%')`;
const byPeg = sql`(${note} like 'converted at 7.8 hkd per usd%' or ${note} like '%. converted at 7.8 hkd per usd%')`;
const byReport = sql`${note} like '%usd figure per %'`;

/**
 * Where the dollar figure comes from, by the fixed phrases of the notes. "Valuation of CNY 20 bn converted ..." tells of
 * the valuation alone, so that the amount beside it stays `not-told`.
 */
const rateBasis = sql<
  string | null
>`case when ${isForeign} then case when ${byYear} then 'year-average' when ${byPeg} then 'fixed' when ${byReport} then 'reported' else 'not-told' end end`;

/** What the rate is taken for: the year of an average, else the announcement. */
const rateFor = sql<
  string | null
>`case when ${isForeign} then case when ${byYear} then substr(funding_rounds.announced_on, 1, 4) else funding_rounds.announced_on end end`;

/** A round as far as the analyses look at it. */
export interface AnalysedRound {
  readonly id: string;
  readonly company_id: string;
  readonly company_name: string;
  readonly country: string | null;
  readonly announced_on: string;
  readonly stage: string;
  readonly amount_usd: number | null;
  readonly post_money_usd: number | null;
  readonly confidence: Confidence;
  readonly source_id: string;
}

/** Rounds on every level of evidence, since a band shows what the view leaves out; oldest first. */
export function allRounds(ctx: Context): Promise<readonly AnalysedRound[]> {
  return ctx.once("rounds on any evidence", () =>
    fundingRounds(ctx.onAnyEvidence())
      .clearSelect()
      .select([
        "funding_rounds.id",
        "funding_rounds.company_id",
        "companies.name as company_name",
        "companies.country as country",
        "funding_rounds.announced_on",
        "funding_rounds.stage",
        "funding_rounds.amount_usd",
        "funding_rounds.post_money_usd",
        "funding_rounds.confidence",
        "funding_rounds.source_id",
      ])
      .orderBy("announced_on")
      .orderBy("funding_rounds.id")
      .execute(),
  );
}

/** Those of the view's evidence. */
export async function viewedRounds(ctx: Context): Promise<readonly AnalysedRound[]> {
  const { confidence } = ctx.view;
  return (await allRounds(ctx)).filter((round) => counts(round.confidence, confidence));
}

/** The statistics that money is set against, by their ids among the indicators. */
export const seriesIds = { real: "us-cpi-u", gdp: "gdp-current-usd", head: "population" } as const;

/** Yearly values of an indicator for some countries, and what they rest on. */
export interface KnownSeries {
  readonly values: YearSeries;
  readonly sources: readonly string[];
}

/**
 * Yearly values by country. A year that was not over by the view's date has no annual figure yet and is left out. Where
 * several sources tell of a year the best evidence is taken, of equals the first source by its id.
 */
export async function yearSeries(
  ctx: Context,
  indicator: string,
  countries: readonly string[],
): Promise<ReadonlyMap<string, KnownSeries>> {
  const rows = await ctx.db
    .selectFrom("indicator_values")
    .select(["country", "period", "value", "confidence", "source_id"])
    .where("indicator_id", "=", indicator)
    .where("country", "in", [...countries])
    .where(happenedBy("indicator_values", ctx.view.asOf))
    .where(evidenced("indicator_values", ctx.view.confidence))
    .orderBy("country")
    .orderBy("period")
    .orderBy("source_id")
    .execute();
  const found = new Map<string, { values: Map<number, number>; best: Map<number, (typeof rows)[number]> }>();
  for (const row of rows) {
    if (row.period.length !== 4 || lastDay(row.period) > ctx.view.asOf) continue;
    const own = found.get(row.country) ?? { values: new Map(), best: new Map() };
    found.set(row.country, own);
    const year = Number(row.period);
    const held = own.best.get(year);
    if (held && counts(held.confidence, row.confidence)) continue;
    own.best.set(year, row);
    own.values.set(year, row.value);
  }
  return new Map(
    [...found].map(([country, { values, best }]) => [
      country,
      { values, sources: [...new Set([...best.values()].map(({ source_id }) => source_id))] },
    ]),
  );
}

/** Who took part in the rounds of each company in this view, with how often, and how often as a lead. */
export interface Backer {
  readonly companyId: string;
  readonly investorId: string;
  readonly name: string;
  readonly rounds: number;
  readonly led: number;
}

export async function backers(ctx: Context): Promise<readonly Backer[]> {
  const rows = await ctx.db
    .selectFrom("funding_participants")
    .innerJoin("funding_rounds", "funding_rounds.id", "funding_participants.round_id")
    .innerJoin("companies as investors", "investors.id", "funding_participants.investor_id")
    .select((eb) => [
      "funding_rounds.company_id",
      "funding_participants.investor_id",
      "investors.name",
      "funding_participants.is_lead",
      eb.fn.countAll().as("rounds"),
    ])
    .where(happenedBy("funding_rounds", ctx.view.asOf))
    .where(evidenced("funding_rounds", ctx.view.confidence))
    .groupBy(["funding_rounds.company_id", "funding_participants.investor_id", "investors.name", "is_lead"])
    .execute();
  const found = new Map<string, { -readonly [key in keyof Backer]: Backer[key] }>();
  for (const { company_id: companyId, investor_id: investorId, name, is_lead, rounds } of rows) {
    const key = `${companyId} ${investorId}`;
    const backer = found.get(key) ?? { companyId, investorId, name, rounds: 0, led: 0 };
    backer.rounds += Number(rounds);
    if (is_lead) backer.led += Number(rounds);
    found.set(key, backer);
  }
  return [...found.values()];
}
