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
  readonly source_url?: string;
}

/**
 * Rounds on every level of evidence, since a band shows what the view leaves out; oldest first. They may be many, so
 * they are read beside the event loop.
 */
export function allRounds(ctx: Context): Promise<readonly AnalysedRound[]> {
  return ctx.once("rounds on any evidence", () =>
    ctx.store.rows(
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
          "sources.url as source_url",
        ])
        .orderBy("announced_on")
        .orderBy("funding_rounds.id"),
    ),
  );
}

/** Those of the view's evidence. */
export function viewedRounds(ctx: Context): Promise<readonly AnalysedRound[]> {
  const { confidence } = ctx.view;
  return ctx.once("rounds on the view's evidence", async () =>
    (await allRounds(ctx)).filter((round) => counts(round.confidence, confidence)),
  );
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

/** One of the foremost investors of a company, and how many it has in all. */
export interface Backer {
  readonly company_id: string;
  readonly investor_id: string;
  readonly name: string;
  readonly investors: number;
}

const mostNamed = 3;

/**
 * Of each company the investors that led most of its rounds in this view, else took part in most, the foremost first.
 * Ranked by the database: only those that are named come out of it.
 */
export async function backers(ctx: Context): Promise<readonly Backer[]> {
  const taken = ctx.db
    .selectFrom("funding_participants")
    .innerJoin("funding_rounds", "funding_rounds.id", "funding_participants.round_id")
    .select((eb) => [
      "funding_rounds.company_id",
      "funding_participants.investor_id",
      eb.fn.countAll().as("rounds"),
      sql<number>`sum(coalesce(funding_participants.is_lead, 0))`.as("led"),
    ])
    .where(happenedBy("funding_rounds", ctx.view.asOf))
    .where(evidenced("funding_rounds", ctx.view.confidence))
    .groupBy(["funding_rounds.company_id", "funding_participants.investor_id"]);
  const ranked = ctx.db.selectFrom(taken.as("taken")).select((eb) => [
    "taken.company_id",
    "taken.investor_id",
    eb.fn
      .countAll()
      .over((over) => over.partitionBy("taken.company_id"))
      .as("investors"),
    eb.fn
      .agg<number>("row_number")
      .over((over) =>
        over
          .partitionBy("taken.company_id")
          .orderBy("taken.led", "desc")
          .orderBy("taken.rounds", "desc")
          .orderBy("taken.investor_id"),
      )
      .as("place"),
  ]);
  const rows = await ctx.store.rows(
    ctx.db
      .selectFrom(ranked.as("ranked"))
      .innerJoin("companies", "companies.id", "ranked.investor_id")
      .select(["ranked.company_id", "ranked.investor_id", "companies.name", "ranked.investors"])
      .where("ranked.place", "<=", mostNamed)
      .orderBy("ranked.company_id")
      .orderBy("ranked.place"),
  );
  return rows.map((row) => ({ ...row, investors: Number(row.investors) }));
}
