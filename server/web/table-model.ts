import { sayCount, sayNumber } from "../values/numbers.js";
import { choosable, chosenColumns, tellsOf } from "./columns.js";
import type { Context } from "./context.js";
import { NotFound } from "./errors.js";
import { type FacetModel, facetsOf } from "./facets.js";
import { type FormModel, pairs } from "./layout.js";
import { type CellModel, headOf, orderOf, type ShownColumn, type TableHead, type TableSpec } from "./tables.js";
import { canonicalQuery, pageLengths, sayChosen } from "./view.js";

/** A table as the page prints it. */
export interface TableModel {
  readonly noun: string;
  readonly plural: string;
  readonly count: number;
  /** It has too many columns for an upright sheet of paper. */
  readonly wide: boolean;
  /** "289 funding rounds", and which of them stand on this page. */
  readonly counted: string;
  readonly first: number;
  readonly last: number;
  readonly pages?: PagesModel;
  readonly facets: readonly FacetModel[];
  /** Values of filters that are set, each with the link that takes it away. */
  readonly tokens: readonly { readonly label: string; readonly value: string; readonly href: string }[];
  /** Takes all of them away. */
  readonly clearHref: string;
  readonly choice: ColumnChoice;
  readonly heads: readonly TableHead[];
  readonly rows: readonly (readonly (CellModel & { readonly numeric: boolean })[])[];
  readonly csvHref: string;
  readonly jsonHref: string;
  readonly csvName: string;
}

/** The form that chooses the columns of table and download. */
export interface ColumnChoice {
  readonly action: string;
  readonly hidden: FormModel["hidden"];
  readonly columns: readonly {
    readonly name: string;
    readonly title: string;
    readonly about: string;
    readonly chosen: boolean;
  }[];
  /** Back to the table's own columns; absent where it has them. */
  readonly usualHref?: string;
  readonly perPage: { readonly choices: readonly number[]; readonly value: number };
}

/** Where a page of a long table stands among the others. */
interface PagesModel {
  readonly previousHref?: string;
  readonly nextHref?: string;
  /** The first, the last and those near this one; a gap stands where some are left out. */
  readonly links: readonly ({ readonly page: number; readonly href?: string } | "gap")[];
}

/** Columns that an upright sheet has room for; wider tables are printed on sheets turned sideways. */
const mostUpright = 8;

export async function tableModel<S>(table: TableSpec<S>, ctx: Context, path: string, subject: S): Promise<TableModel> {
  const { page, sort } = ctx.params;
  const perPage = lengthOf(table, ctx);
  const rowsOf = (asked: Context) => table.rows(asked, orderOf(table, asked), subject);
  const rows = await rowsOf(ctx);
  const { shown: columns } = chosenColumns(table, ctx);
  const count = await rows.count();
  const offset = (page - 1) * perPage;
  const shown = await rows.page(perPage, offset);
  const pageCount = Math.ceil(count / perPage);
  if (page > 1 && shown.length === 0)
    throw new NotFound(`page ${page} is beyond the last; the table has ${sayCount(pageCount, "page")}.`);
  const stem = path === "/" ? "/overview" : path;
  return {
    noun: table.noun,
    plural: table.plural ?? `${table.noun}s`,
    count,
    wide: table.wide ?? columns.length > mostUpright,
    counted: `${sayCount(count, table.noun, table.plural)}${shown.length < count ? `, of which ${sayNumber(offset + 1)} to ${sayNumber(offset + shown.length)} stand here; the CSV has all` : ""}`,
    first: shown.length > 0 ? offset + 1 : 0,
    last: offset + shown.length,
    ...(pageCount > 1 && { pages: pagesModel(ctx, path, page, pageCount) }),
    facets: await facetsOf(ctx, path, table.facets ?? {}, rows, rowsOf),
    ...tokensOf(ctx, path),
    choice: columnChoice(table, columns, ctx, path),
    heads: columns.map((column, at) => {
      const { sort: by } = column;
      return {
        ...headOf(column, at, ctx),
        ...(by && {
          sortHref: `${ctx.hrefTable(path, { sort: sort?.column === by && !sort.descending ? `-${by}` : by })}#rows`,
        }),
        ...(by &&
          sort?.column === by && { sorted: sort.descending ? ("descending" as const) : ("ascending" as const) }),
      };
    }),
    rows: shown.map((row) => columns.map((column) => ({ ...column.cell(row, ctx), numeric: column.numeric ?? false }))),
    csvHref: ctx.hrefTable(`${stem}.csv`, { bom: "1", per_page: null }),
    jsonHref: ctx.hrefTable(`${stem}.json`, { per_page: null }),
    csvName: `${stem.slice(1).replaceAll("/", "-")}.csv`,
  };
}

/** Few enough to load fast, more than most of the shipped tables have. */
const usualLength = 500;

function lengthOf<S>(table: TableSpec<S>, ctx: Context): number {
  return ctx.params.perPage ?? table.length ?? usualLength;
}

/** Pages beside the present one that are linked by their numbers. */
const near = 2;

function pagesModel(ctx: Context, path: string, page: number, last: number): PagesModel {
  const href = (to: number) => `${ctx.hrefTable(path, { page: to === 1 ? null : String(to) })}#rows`;
  const numbers = [...new Set([1, ...Array.from({ length: 2 * near + 1 }, (_, at) => page - near + at), last])].filter(
    (number) => number >= 1 && number <= last,
  );
  return {
    ...(page > 1 && { previousHref: href(page - 1) }),
    ...(page < last && { nextHref: href(page + 1) }),
    links: numbers.flatMap((number, at) => [
      ...(at > 0 && number - (numbers[at - 1] ?? 0) > 1 ? (["gap"] as const) : []),
      number === page ? { page: number } : { page: number, href: href(number) },
    ]),
  };
}

function tokensOf(ctx: Context, path: string): Pick<TableModel, "tokens" | "clearHref"> {
  const set = ctx.filters.filter(({ key, ids }) => ctx.chosen(key) && !ids);
  const href = (key: string, left: readonly string[]) =>
    `${ctx.hrefTable(path, { [key]: left.length > 0 ? left.join(",") : null })}#rows`;
  return {
    tokens: set.flatMap((filter) => {
      const values = ctx.chosen(filter.key) ?? [];
      return values.map((value) => ({
        label: filter.label,
        value: sayChosen(filter, value),
        href: href(
          filter.key,
          values.filter((other) => other !== value),
        ),
      }));
    }),
    clearHref: `${ctx.hrefTable(path, Object.fromEntries(set.map(({ key }) => [key, null])))}#rows`,
  };
}

function columnChoice<S>(table: TableSpec<S>, shown: readonly ShownColumn[], ctx: Context, path: string): ColumnChoice {
  const { columns: wished } = ctx.params;
  const chosen = wished ?? shown.map(tellsOf);
  const offered = choosable(table);
  return {
    action: `${path}#rows`,
    hidden: pairs(canonicalQuery(ctx.params), ["columns", "per_page", "page"]),
    columns: offered.map(({ name, title, description }) => ({
      name,
      title: offered.filter((other) => other.title === title).length > 1 ? `${title} (${name})` : title,
      about: description,
      chosen: chosen.includes(name),
    })),
    ...(wished && { usualHref: `${ctx.hrefTable(path, { columns: null })}#rows` }),
    perPage: { choices: pageLengths, value: lengthOf(table, ctx) },
  };
}
