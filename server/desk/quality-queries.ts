import { sql } from "kysely";
import { evidenced, happenedBy } from "../../db/dated.js";
import { presentRows } from "../../db/row-checks.js";
import { type Row, type TableName, tableOf } from "../../db/tables.js";
import { Breath } from "../values/breath.js";
import type { Day } from "../values/dates.js";
import { type Use, usesInView } from "../web/citing.js";
import type { Context } from "../web/context.js";
import type { View } from "../web/view.js";
import type { LinksKnown } from "./link-checks.js";
import {
  conflicts,
  type Dated,
  deadReferences,
  type Finding,
  type Further,
  type Known,
  lookAlike,
  rowOf,
  singleSource,
  stale,
  weakEvidence,
  withoutDieArea,
  withoutLineage,
} from "./quality-lists.js";

/** Every list at the view's date and on its evidence. */
export async function findingsOf(ctx: Context, links: LinksKnown): Promise<readonly Finding[]> {
  const { db, view } = ctx;
  const breath = new Breath();
  const uses = await ctx.store.rows(db.selectFrom(usesInView(view).as("uses")).selectAll());
  const known = uses.filter(({ role }) => role === "first").map(knownOf);
  const further = uses.filter(({ role }) => role !== "first").map(furtherOf);
  const byRow = new Map(known.map((row) => [rowOf(row), row]));
  const of = (table: TableName, ids: readonly string[]) => ids.flatMap((id) => byRow.get(`${table} ${id}`) ?? []);
  await breath.take();

  const bareChips = await db.selectFrom("chips").select("id").where("die_area_mm2", "is", null).execute();
  const dependents = await db
    .selectFrom("dependencies")
    .select("dependent_id")
    .distinct()
    .where(happenedBy("dependencies", view.asOf))
    .execute();
  const names = await db.selectFrom("companies").select(["id", "name", "native_name"]).execute();
  const written = new Map(
    names.map(({ id, name, native_name }) => [id, [name, ...(native_name ? [native_name] : [])]]),
  );
  const companies = known
    .filter(({ table }) => table === "companies")
    .map((company) => ({ ...company, names: written.get(company.row_id) ?? [] }));
  const recorded = await recordedIn(
    ctx,
    further.filter(({ agrees, column }) => !agrees && column !== ""),
  );
  await breath.take();
  return [
    ...(await lostSources(ctx, links)),
    ...conflicts(further, (use) => recorded.get(rowOf(use))?.[use.column] ?? null),
    ...withoutDieArea(
      of(
        "chips",
        bareChips.map(({ id }) => id),
      ),
    ),
    ...lookAlike(companies),
    ...withoutLineage(
      known.filter(({ table }) => table === "models"),
      new Set(dependents.map(({ dependent_id }) => dependent_id)),
    ),
    ...stale([...(await holdings(ctx, byRow)), ...(await indicatorValues(ctx, byRow))], 18, view.asOf),
    ...stale(await valuations(ctx, byRow), 24, view.asOf),
    ...(await unusedSources(ctx)),
    ...weakEvidence(known, further),
    ...singleSource(known, further),
  ];
}

function knownOf({ table, row_id, label, dated_on, confidence, company_id, source_id }: Use): Known {
  return { table, row_id, label, dated_on, confidence, company_id, source_id };
}

function furtherOf(use: Use): Further {
  return { ...knownOf(use), column: use.column, agrees: use.role === "agrees", value: use.value };
}

async function recordedIn(
  { db }: Context,
  further: readonly Further[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string | null>>>> {
  const cells = new Map<string, Record<string, string | null>>();
  for (const table of new Set(further.map((use) => use.table))) {
    const ids = new Set(further.filter((use) => use.table === table).map(({ row_id }) => row_id));
    const rows = await presentRows(
      db,
      table,
      [...ids].map((id) => ({ id })),
    );
    for (const row of rows.values()) {
      const texts = Object.entries(row).map(([column, cell]) => [column, cell === null ? null : String(cell)]);
      cells.set(`${table} ${row["id"]}`, Object.fromEntries(texts));
    }
  }
  return cells;
}

type ByRow = ReadonlyMap<string, Known>;

function dated(
  byRow: ByRow,
  table: TableName,
  rows: readonly { key: string; series: string; day: string }[],
): readonly Dated[] {
  return rows.flatMap(({ key, series, day }) => {
    const row = byRow.get(`${table} ${key}`);
    return row ? [{ ...row, series: `${table} ${series}`, dated_on: day }] : [];
  });
}

async function holdings({ db }: Context, byRow: ByRow): Promise<readonly Dated[]> {
  const rows = await db
    .selectFrom("compute_holdings")
    .select(["id as key", "company_id as series", "as_of_on as day"])
    .execute();
  return dated(byRow, "compute_holdings", rows);
}

async function indicatorValues({ db, view }: Context, byRow: ByRow): Promise<readonly Dated[]> {
  const rows = await db
    .selectFrom("indicator_values")
    .select(["indicator_id", "country", "period", "source_id"])
    .where(happenedBy("indicator_values", view.asOf))
    .where(evidenced("indicator_values", view.confidence))
    .execute();
  return dated(
    byRow,
    "indicator_values",
    rows.map((row) => ({
      key: tableOf("indicator_values")
        .key.map((column) => row[column as keyof typeof row])
        .join("/"),
      series: `${row.indicator_id} ${row.country}`,
      day: row.period,
    })),
  );
}

/** Of startups: what a listed company is worth stands in the papers. */
async function valuations({ db }: Context, byRow: ByRow): Promise<readonly Dated[]> {
  const rows = await db
    .selectFrom("funding_rounds")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .select(["funding_rounds.id as key", "company_id as series", "announced_on as day"])
    .where("post_money_usd", "is not", null)
    .where("companies.kind", "=", "startup")
    .where("companies.ticker", "is", null)
    .execute();
  return dated(byRow, "funding_rounds", rows);
}

/** A view in which every fact counts. */
const anyTime = (view: View): View => ({ ...view, asOf: "9999-12-31" as Day, confidence: "disputed" });

async function lostSources(ctx: Context, { lost }: LinksKnown): Promise<readonly Finding[]> {
  if (lost.size === 0) return [];
  const { db, view } = ctx;
  const all = await db.selectFrom("sources").select(["id", "title", "url", "published_on"]).orderBy("id").execute();
  const rows = db
    .selectFrom(usesInView(anyTime(view)).as("uses"))
    .select(["table", "row_id", "source_id"])
    .distinct();
  const facts = new Map<string, number>();
  for (const { source_id } of await ctx.store.rows(rows)) facts.set(source_id, (facts.get(source_id) ?? 0) + 1);
  return deadReferences(
    all.flatMap((source) => {
      const check = lost.get(source.url);
      return check ? [{ ...sourceRow(source), check, facts: facts.get(source.id) ?? 0 }] : [];
    }),
  );
}

function sourceRow({ id, title, published_on }: Pick<Row<"sources">, "id" | "title" | "published_on">): Known {
  return {
    table: "sources",
    row_id: id,
    label: title,
    dated_on: published_on,
    confidence: null,
    company_id: null,
    source_id: id,
  };
}

async function unusedSources({ db, view }: Context): Promise<readonly Finding[]> {
  const used = db.selectFrom(usesInView(anyTime(view)).as("uses")).select("source_id");
  const sources = await db
    .selectFrom("sources")
    .select(["id", "title", "published_on"])
    .where(sql<boolean>`id not in (${used})`)
    .execute();
  return sources.map((source) => ({
    ...sourceRow(source),
    list: "unused-source",
    column: "",
    finding: "No fact cites it.",
    recorded: null,
    other: null,
  }));
}
