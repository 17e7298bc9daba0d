import { csvHeader, csvLines } from "../../db/csv.js";
import type { Db } from "../../db/database.js";
import type { TableName } from "../../db/tables.js";
import { chartWidths } from "../../public/charts/tokens.js";
import { readContext } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { type DrawnInput, standaloneSvg } from "../web/figures.js";
import type { House } from "../web/pages.js";
import type { StatedFigure } from "./difference.js";
import { makeDocument, type ReportDocument } from "./document.js";
import { findDraft } from "./drafts.js";
import type { FreezeInput, MakeEdition } from "./freeze.js";
import { LiveFigures } from "./live-figures.js";
import { companyName } from "./queries.js";
import { readyMadeSpec } from "./ready-made.js";
import type { FiguresNow } from "./since.js";
import type { ReportSpec } from "./spec.js";
import { standaloneHtml } from "./standalone.js";

/** A report rendered so that it can be frozen: its page, the data of its figures and tables, and what it states. */

/** Prints a self-contained page; `undefined` where no browser is there to do it. */
export type Print = (html: string) => Promise<Uint8Array | undefined>;

const companyBrief = "company-";

/**
 * The definition of a draft or of a ready-made report. Each company has a brief of its own: `company-01-ai`.
 * @throws NotFound if there is neither
 */
export async function getSpec(db: Db, slug: string): Promise<ReportSpec> {
  const draft = await findDraft(db, slug);
  if (draft) return draft.spec;
  if (slug === "company")
    throw new NotFound("Each company has a brief of its own: write its id behind a hyphen, as in company-01-ai.");
  const company = slug.startsWith(companyBrief) ? slug.slice(companyBrief.length) : undefined;
  const name = company && (await companyName(db, company));
  const ready = company === undefined ? readyMadeSpec(slug) : name && readyMadeSpec("company", company);
  if (!ready) throw new NotFound(`There is no report "${slug}".`);
  return name ? { ...ready, title: `${ready.title}: ${name}` } : ready;
}

/** Renders reports for editions. What is asked of the view stands in for what the report's definition says of it. */
export function editionMaker(house: House, print: Print = async () => undefined): MakeEdition {
  return async (slug, _edition, asked) => {
    const written = await getSpec(house.store.db, slug);
    const ctx = await contextOf(house, written, asked);
    const { asOf, sides, confidence } = ctx.view;
    const spec: ReportSpec = {
      ...written,
      // A report that looks from the day on which it is read goes on to do so in its next edition.
      asOf: asked.get("as_of") ? asOf : written.asOf,
      a: sides.a.code,
      b: sides.b.code,
      confidence,
    };
    const report = await makeDocument(house, ctx, spec);
    const html = standaloneHtml(house, report);
    const pdf = await print(html);
    return {
      spec,
      view: ctx.view,
      revision: ctx.revision,
      html,
      ...(pdf && { pdf }),
      ...(await dataOf(report)),
      liveFigures: await statedFigures(ctx, report),
      tablesUsed: tablesOf(report),
    };
  };
}

/** The figures that an edition's report would state at the same day now. */
export function figuresNow(house: House): FiguresNow {
  return async (spec, asOf) => {
    const ctx = await contextOf(house, spec, new URLSearchParams({ as_of: asOf }));
    const report = await makeDocument(house, ctx, spec);
    return statedFigures(ctx, report);
  };
}

function contextOf(house: House, spec: ReportSpec, asked: URLSearchParams): Promise<Context> {
  const search = new URLSearchParams({ as_of: spec.asOf, a: spec.a, b: spec.b, confidence: spec.confidence });
  for (const [name, value] of asked) if (value !== "") search.set(name, value);
  return readContext(house, search, { filters: [], sortable: [] });
}

async function dataOf({
  title,
  sentence,
  figures,
  tables,
}: ReportDocument): Promise<Pick<FreezeInput, "figures" | "tables">> {
  const keyed = numberedKeys();
  const data: FreezeInput["tables"][number][] = [];
  for (const { id, key, title, csv } of tables) data.push({ id, key: keyed(key), title, csv: await csv() });
  return {
    figures: figures.map(({ id, key, number, finding, input }) => ({
      id,
      key: keyed(key),
      title: finding,
      csv: chartCsv(input),
      svg: standaloneSvg(input, chartWidths.medium, [
        `Figure ${number} of “${title}”, where its sources are listed. ${sentence}.`,
        "Parallax, data under CC BY 4.0.",
      ]),
    })),
    tables: data,
  };
}

function chartCsv(input: DrawnInput): string {
  const { columns, rows } = input.table();
  const described = columns.map(({ name, type }) => ({ name, type }));
  return csvHeader(described) + csvLines(described, rows);
}

/** Tells apart what one report shows several times, such as the same chart of two companies. */
function numberedKeys(): (key: string) => string {
  const times = new Map<string, number>();
  return (key) => {
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    return time === 1 ? key : `${key} ${time}`;
  };
}

/** Families of figures that prose can quote, with the tables that they are taken from. */
const tablesOfFamily: Readonly<Record<string, readonly TableName[]>> = {
  funding: ["funding_rounds", "companies"],
  companies: ["companies"],
  models: ["models", "companies"],
  dependence: ["dependencies", "models", "companies"],
  chips: ["chips", "export_rules", "chip_rulings"],
  listings: ["listings", "companies"],
  lag: ["benchmark_scores", "benchmarks", "models", "companies"],
  claims: ["claims"],
  compute: ["compute_holdings", "chips", "companies"],
  rules: ["export_rules"],
  sources: ["sources", "citations"],
};

const familyTables = (reference: string) => tablesOfFamily[/^[a-z_]+/.exec(reference)?.[0] ?? ""] ?? [];

/** Tables of its sections, and those of the figures that its prose quotes. */
function tablesOf({ tablesUsed, quoted }: ReportDocument): readonly TableName[] {
  return [...new Set([...tablesUsed, ...quoted.flatMap(({ reference }) => familyTables(reference))])];
}

/**
 * The figures that its prose quotes, those that it could quote from the tables it reads, since its sections state them
 * in one way or another, and the findings of its charts.
 */
async function statedFigures(ctx: Context, report: ReportDocument): Promise<readonly StatedFigure[]> {
  const used = tablesOf(report);
  const isOf = (reference: string) => {
    const tables = familyTables(reference);
    return tables.length > 0 && tables.every((table) => used.includes(table));
  };
  const quotable = (await new LiveFigures(ctx).list()).filter(({ reference }) => isOf(reference));
  const figures = new Map([...report.quoted, ...quotable].map((figure) => [figure.reference, figure]));
  const keyed = numberedKeys();
  return [
    ...[...figures.values()].map(({ reference, title, text, value }) => ({ key: reference, title, text, value })),
    ...report.figures.map(({ key, number, finding }) => ({
      key: `finding ${keyed(key)}`,
      title: `Figure ${number}`,
      text: finding,
      value: null,
    })),
  ];
}
