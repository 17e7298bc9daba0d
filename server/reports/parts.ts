import { csvHeader, csvLines } from "../../db/csv.js";
import { chartWidths } from "../../public/charts/tokens.js";
import { sayCount } from "../values/numbers.js";
import { plainly, tellsOf } from "../web/columns.js";
import type { Context } from "../web/context.js";
import { csvDownload } from "../web/downloads.js";
import { type DrawnInput, picturesOf } from "../web/figures.js";
import type { House, PageSpec } from "../web/pages.js";
import type { OutRow } from "../web/rows.js";
import { type CellModel, headOf, orderOf, type PlainTable, type ShownColumn, type TableSpec } from "../web/tables.js";
import type { FigureSpec, PartSpec, PlainSpec, RowsSpec, TemplateSpec } from "./sections.js";

/** A numbered figure as the report prints it. */
export interface FigurePart {
  readonly kind: "figure";
  readonly number: number;
  readonly id: string;
  /** What it shows, whatever its number and finding are: its page and chart. */
  readonly key: string;
  readonly finding: string;
  readonly unit: string;
  readonly coverage: string;
  /** Its text for screen readers. */
  readonly summary: string;
  readonly pictures: readonly { readonly variant: string; readonly svg: string }[];
  readonly sheets: readonly string[];
  /** It has a sheet turned sideways. */
  readonly wide: boolean;
  /** Numbers of its notes, as ranges. */
  readonly notes: string;
  readonly leads: boolean;
  /** What it is drawn from, for its files. */
  readonly input: DrawnInput;
}

/** A numbered table as the report prints it. */
export interface TablePart {
  readonly kind: "table";
  readonly number: number;
  readonly id: string;
  /** What it shows, whatever its number is: its page and title. */
  readonly key: string;
  readonly title: string;
  /** "The first 25 of 289 funding rounds"; empty where all of them are printed. */
  readonly counted: string;
  readonly wide: boolean;
  /** It fits on one sheet. */
  readonly short: boolean;
  /** A plain table, or what a template of the page has made. */
  readonly table?: PlainTable;
  readonly html?: string;
  /** All its rows as CSV, those that are not printed too. */
  csv(): Promise<string>;
}

export type Part = FigurePart | TablePart;

/** Counts figures and tables through a whole report. */
export class Numbering {
  #figures = 0;
  #tables = 0;
  figure(): number {
    return ++this.#figures;
  }
  table(): number {
    return ++this.#tables;
  }
}

/** A page as a report asks it: with its parameters, and what `:id` stands for. */
export interface AskedPage {
  readonly spec: PageSpec<unknown>;
  readonly ctx: Context;
  readonly subject: unknown;
  /** What the page has beside figures and table; worked out once. */
  parts(): Promise<object>;
}

/** Columns that an upright sheet has room for. */
const mostUpright = 8;

/** Rows of a table that is kept together on its sheet. */
const mostShort = 18;

/** Makes one part of a section out of its page; `undefined` where the page has nothing to print. */
export async function makePart(
  part: PartSpec,
  page: AskedPage,
  numbering: Numbering,
  house: House,
): Promise<Part | undefined> {
  if (part.kind === "figure") return figurePart(part, page, numbering);
  if (part.kind === "rows") return rowsPart(part, page, numbering);
  if (part.kind === "plain") return plainPart(part, page, numbering);
  return templatePart(part, page, numbering, house);
}

async function figurePart(
  part: FigureSpec,
  { spec, ctx, subject }: AskedPage,
  numbering: Numbering,
): Promise<FigurePart> {
  const chart = spec.charts[part.chart];
  if (!chart) throw new Error(`${spec.path} has no chart "${part.chart}".`);
  const input = await chart.input(ctx, subject);
  const { finding, unit, coverage, summary } = input.text();
  const number = numbering.figure();
  const id = `figure-${number}`;
  const { narrow, medium, wide } = chartWidths;
  return {
    kind: "figure",
    number,
    id,
    key: `${part.page} ${part.chart}`,
    finding,
    unit,
    coverage,
    summary,
    ...picturesOf(input, id, part.wide ? { narrow, medium, wide } : { narrow, medium }),
    wide: part.wide === true,
    notes: ctx.notes.citeAll(input.sources),
    leads: part.leads === true,
    input,
  };
}

async function rowsPart(
  part: RowsSpec,
  { spec, ctx, subject }: AskedPage,
  numbering: Numbering,
): Promise<TablePart | undefined> {
  const { table } = spec;
  if (!table) throw new Error(`${spec.path} has no table.`);
  const key = table.key.map((column) => ({ column }));
  const order = part.order ? [...part.order, ...key] : orderOf(table, ctx);
  const rows = await table.rows(ctx, order, subject);
  const count = await rows.count();
  if (count === 0) return undefined;
  const printed = await rows.page(part.most, 0);
  const columns = shownOf(table, part.columns);
  return {
    kind: "table",
    ...numbered(numbering),
    key: `${part.page} ${part.title}`,
    title: part.title,
    counted:
      printed.length < count ? `The first ${printed.length} of ${sayCount(count, table.noun, table.plural)}.` : "",
    wide: columns.length > mostUpright,
    short: printed.length <= mostShort,
    table: {
      heads: columns.map((column, at) => headOf(column, at, ctx)),
      rows: printed.map((row) => columns.map((column) => cellOf(column, row, ctx, part))),
    },
    csv: () => textOf(table, rows),
  };
}

function cellOf(column: ShownColumn, row: OutRow, ctx: Context, { terse }: RowsSpec): CellModel {
  // A row's address on its page means nothing here, and two tables may hold the same row.
  const { anchor: _place, small, ...cell } = column.cell(row, ctx);
  return small && !terse ? { ...cell, small } : cell;
}

/** The table's own columns by what they tell of, those that it does not show printed by their type, and the source. */
function shownOf(table: TableSpec<unknown>, names: readonly string[]): readonly ShownColumn[] {
  const own = new Map(table.shown.map((column) => [tellsOf(column), column]));
  const shown = names.map((name) => {
    const known = own.get(name);
    if (known) return known;
    const column = table.columns.find((one) => one.name === name);
    if (!column) throw new Error(`The table of ${table.noun} has no column "${name}".`);
    return plainly(column);
  });
  return table.columns.some(({ name }) => name === "source_id")
    ? [...shown, own.get("source_id") ?? bareSource]
    : shown;
}

async function textOf(table: TableSpec<unknown>, rows: Awaited<ReturnType<TableSpec["rows"]>>): Promise<string> {
  const { pieces } = await csvDownload(table.columns, rows, { fileName: "" });
  const chunks: Buffer[] = [];
  for await (const piece of pieces()) chunks.push(Buffer.from(piece));
  return Buffer.concat(chunks).toString();
}

/** Where the rows do not bring the publisher along, the number of the note leads to it. */
const bareSource: ShownColumn = {
  title: "Source",
  cell: (row, ctx): CellModel => {
    const id = row["source_id"];
    return typeof id === "string" ? { text: "note", note: ctx.notes.cite(id) } : { text: "–", mark: "unknown" };
  },
};

async function plainPart(part: PlainSpec, page: AskedPage, numbering: Numbering): Promise<TablePart | undefined> {
  const table = part.table(await page.parts());
  if (!table || table.rows.length === 0) return undefined;
  return {
    kind: "table",
    ...numbered(numbering),
    key: `${part.page} ${part.title}`,
    title: part.title,
    counted: "",
    wide: table.heads.length > mostUpright,
    short: table.rows.length <= mostShort,
    table,
    csv: async () => plainCsv(table),
  };
}

/** What stands in the cells, as it stands there: a small table has no columns of its own to export. */
function plainCsv({ heads, rows }: PlainTable): string {
  const columns = heads.map(({ title, unit }) => ({
    name: unit ? `${title} (${unit})` : title,
    type: "text" as const,
  }));
  const lines = rows.map((row) => row.map(({ text, small }) => (small ? `${text} (${small})` : text)));
  return `${csvHeader(columns)}${csvLines(columns, lines)}`;
}

async function templatePart(
  part: TemplateSpec,
  page: AskedPage,
  numbering: Numbering,
  house: House,
): Promise<TablePart | undefined> {
  const model = await part.model(page);
  if (!model) return undefined;
  const { spec, ctx, subject } = page;
  const { table } = spec;
  if (!table) throw new Error(`${spec.path} has no table.`);
  return {
    kind: "table",
    ...numbered(numbering),
    key: `${part.page} ${part.title}`,
    title: part.title,
    counted: "",
    wide: part.wide === true,
    short: false,
    html: house.render(part.template, model),
    csv: async () => textOf(table, await table.rows(ctx, orderOf(table, ctx), subject)),
  };
}

function numbered(numbering: Numbering): { readonly number: number; readonly id: string } {
  const number = numbering.table();
  return { number, id: `table-${number}` };
}
