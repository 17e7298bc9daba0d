import type { TableName } from "../../db/tables.js";
import { chartWidths } from "../../public/charts/tokens.js";
import type { Context } from "../web/context.js";
import type { House } from "../web/pages.js";
import type { StatedFigure } from "./difference.js";
import { makeDocument, type ReportDocument } from "./document.js";
import { figureCsv, figureSvg } from "./exhibits.js";
import type { FreezeInput, MakeEdition } from "./freeze.js";
import { type AskedReport, askReport, reportContext } from "./library.js";
import { LiveFigures } from "./live-figures.js";
import type { FiguresNow } from "./since.js";
import type { ReportSpec } from "./spec.js";
import { standaloneHtml } from "./standalone.js";

/** A report rendered so that it can be frozen: its page, the data of its figures and tables, and what it states. */

/** Prints a self-contained page; `undefined` where no browser is there to do it. */
export type Print = (html: string) => Promise<Uint8Array | undefined>;

/** Renders reports for editions. What is asked of the view stands in for what the report's definition says of it. */
export function editionMaker(house: House, print: Print = async () => undefined): MakeEdition {
  return async (slug, _edition, search) => {
    const { spec: written, ctx } = await askReport(house, slug, search);
    const asked = askedOtherwise(await askReport(house, slug, new URLSearchParams()), ctx, written.paper);
    const { sides, confidence } = ctx.view;
    const spec: ReportSpec = {
      ...written,
      // A report that looks from the day on which it is read goes on to do so in its next edition.
      asOf: asked["as_of"] ?? written.asOf,
      a: sides.a.code,
      b: sides.b.code,
      confidence,
    };
    const report = await makeDocument(house, ctx, spec);
    const html = standaloneHtml(house, report);
    const pdf = await print(html);
    return {
      spec,
      asked,
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

/** The parameters in which a report is asked otherwise than it would be by itself. */
function askedOtherwise(own: AskedReport, { view }: Context, paper: string): Readonly<Record<string, string>> {
  const parameters = ({ asOf, sides, confidence }: Context["view"], paper: string) => ({
    as_of: asOf,
    a: sides.a.code,
    b: sides.b.code,
    confidence,
    paper,
  });
  const usual: Readonly<Record<string, string>> = parameters(own.ctx.view, own.spec.paper);
  return Object.fromEntries(Object.entries(parameters(view, paper)).filter(([name, value]) => value !== usual[name]));
}

/** The figures that an edition's report would state at the same day now. */
export function figuresNow(house: House): FiguresNow {
  return async (spec, asOf) => {
    const ctx = await reportContext(house, spec, new URLSearchParams({ as_of: asOf }));
    const report = await makeDocument(house, ctx, spec);
    return statedFigures(ctx, report);
  };
}

async function dataOf(report: ReportDocument): Promise<Pick<FreezeInput, "figures" | "tables">> {
  const { figures, tables } = report;
  const keyed = numberedKeys();
  const data: FreezeInput["tables"][number][] = [];
  for (const { id, key, title, csv } of tables) data.push({ id, key: keyed(key), title, csv: await csv() });
  return {
    figures: figures.map((figure) => ({
      id: figure.id,
      key: keyed(figure.key),
      title: figure.finding,
      csv: figureCsv(figure),
      svg: figureSvg(report, figure, chartWidths.medium),
    })),
    tables: data,
  };
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

const familyTables = (family: string) => tablesOfFamily[family] ?? [];
const familyOf = (reference: string) => /^[a-z_]+/.exec(reference)?.[0] ?? "";

/** Tables of its sections, and those of the figures that its prose quotes. */
function tablesOf({ tablesUsed, quoted }: ReportDocument): readonly TableName[] {
  return [...new Set([...tablesUsed, ...quoted.flatMap(({ reference }) => familyTables(familyOf(reference)))])];
}

/**
 * The figures that its prose quotes, those that it could quote from the tables it reads, since its sections state them
 * in one way or another, and the findings of its charts.
 */
async function statedFigures(ctx: Context, report: ReportDocument): Promise<readonly StatedFigure[]> {
  const used = tablesOf(report);
  const isRead = (family: string) => {
    const tables = familyTables(family);
    return tables.length > 0 && tables.every((table) => used.includes(table));
  };
  const quotable = await new LiveFigures(ctx).list(isRead);
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
