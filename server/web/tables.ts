import { sayDate } from "../values/dates.js";
import type { Confidence } from "../values/evidence.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "./context.js";
import { NotFound } from "./errors.js";
import type { Order, OutColumn, OutRow, Rows } from "./rows.js";

/** One cell as the page prints it. */
export interface CellModel {
  readonly text: string;
  readonly href?: string;
  /** Number of the note that the cell cites. */
  readonly note?: number;
  /** A second line in small print. */
  readonly small?: string;
  /** Class of the cell's own: a side, a level of evidence, a status. */
  readonly mark?: string;
}

/** A column on screen. It may tell of several columns of the download. */
export interface ShownColumn {
  readonly title: string;
  readonly unit?: string;
  readonly numeric?: boolean;
  /** Column of the download that its head sorts by. */
  readonly sort?: string;
  /** Its cells explain themselves, so they go without the column's title where a row stands as a card, on a phone. */
  readonly plain?: true;
  cell(row: OutRow, ctx: Context): CellModel;
}

/** A page's table: what is downloaded and what of it is shown. */
export interface TableSpec<S = undefined> {
  /** What one row is: "funding round". */
  readonly noun: string;
  readonly plural?: string;
  readonly columns: readonly OutColumn[];
  /** Order when none is asked for; the key makes it total. */
  readonly order: readonly Order[];
  readonly key: readonly string[];
  readonly shown: readonly ShownColumn[];
  rows(ctx: Context, order: readonly Order[], subject: S): Promise<Rows>;
}

export interface TableHead {
  readonly title: string;
  readonly unit?: string;
  readonly numeric: boolean;
  readonly sortHref?: string;
  readonly sorted?: "ascending" | "descending";
  /** Stands before the cell where a row is a card. */
  readonly label?: string;
}

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
  readonly previousHref?: string;
  readonly nextHref?: string;
  readonly heads: readonly TableHead[];
  readonly rows: readonly (readonly (CellModel & { readonly numeric: boolean })[])[];
  readonly csvHref: string;
  readonly jsonHref: string;
  readonly csvName: string;
}

/** Rows on one page. Few enough to load fast, more than any of the shipped tables but one has. */
export const rowsPerPage = 500;

/** Columns that an upright sheet has room for; wider tables are printed on sheets turned sideways. */
const mostUpright = 8;

/** The order asked for, or the table's own, made total by the key. */
export function orderOf<S>(table: TableSpec<S>, ctx: Context): readonly Order[] {
  const { sort } = ctx.params;
  const wished = sort ? [sort, ...table.order.filter(({ column }) => column !== sort.column)] : table.order;
  return [
    ...wished,
    ...table.key.filter((column) => !wished.some((order) => order.column === column)).map((column) => ({ column })),
  ];
}

/** The table as the page prints it. */
export async function tableModel<S>(table: TableSpec<S>, rows: Rows, ctx: Context, path: string): Promise<TableModel> {
  const { page, sort } = ctx.params;
  const count = await rows.count();
  const offset = (page - 1) * rowsPerPage;
  const shown = await rows.page(rowsPerPage, offset);
  if (page > 1 && shown.length === 0) {
    throw new NotFound(
      `page ${page} is beyond the last; the table has ${sayCount(Math.ceil(count / rowsPerPage), "page")}.`,
    );
  }
  const stem = path === "/" ? "/overview" : path;
  return {
    noun: table.noun,
    plural: table.plural ?? `${table.noun}s`,
    count,
    wide: table.shown.length > mostUpright,
    counted: `${sayCount(count, table.noun, table.plural)}${shown.length < count ? `, of which ${offset + 1} to ${offset + shown.length} stand here; the CSV has all` : ""}`,
    first: shown.length > 0 ? offset + 1 : 0,
    last: offset + shown.length,
    ...(page > 1 && { previousHref: ctx.hrefHere(path, { page: page === 2 ? null : String(page - 1) }) }),
    ...(offset + shown.length < count && { nextHref: ctx.hrefHere(path, { page: String(page + 1) }) }),
    heads: table.shown.map(({ title, unit, numeric = false, plain, sort: by }, at) => ({
      title,
      ...(unit && { unit }),
      numeric,
      ...(!plain && at > 0 && { label: cardLabel(title, unit) }),
      ...(by && {
        sortHref: `${ctx.hrefHere(path, { sort: sort?.column === by && !sort.descending ? `-${by}` : by })}#rows`,
      }),
      ...(by && sort?.column === by && { sorted: sort.descending ? ("descending" as const) : ("ascending" as const) }),
    })),
    rows: shown.map((row) =>
      table.shown.map((column) => ({ ...column.cell(row, ctx), numeric: column.numeric ?? false })),
    ),
    csvHref: ctx.hrefHere(`${stem}.csv`, { bom: "1" }),
    jsonHref: ctx.hrefHere(`${stem}.json`),
    csvName: `${stem.slice(1).replaceAll("/", "-")}.csv`,
  };
}

/** Amounts in dollars carry their sign. */
function cardLabel(title: string, unit: string | undefined): string {
  return unit && unit !== "USD" ? `${title}, ${unit}` : title;
}

/** A small table of a page beside its main one: not sorted by its heads, not paged, no file of its own. */
export interface PlainTable {
  readonly heads: readonly Pick<TableHead, "title" | "unit" | "numeric" | "label">[];
  readonly rows: readonly (readonly CellModel[])[];
}

export function plainTable(columns: readonly ShownColumn[], rows: readonly OutRow[], ctx: Context): PlainTable {
  return {
    heads: columns.map(({ title, unit, numeric = false, plain }, at) => ({
      title,
      ...(unit && { unit }),
      numeric,
      ...(!plain && at > 0 && { label: cardLabel(title, unit) }),
    })),
    rows: rows.map((row) => columns.map((column) => column.cell(row, ctx))),
  };
}

const unknown: CellModel = { text: "–", mark: "unknown" };
const text = (row: OutRow, column: string) =>
  row[column] === null || row[column] === undefined ? undefined : String(row[column]);

/** Ready-made columns for what every table shows. */
export const show = {
  text(title: string, column: string, say: (value: string) => string = (value) => value): ShownColumn {
    return { title, sort: column, cell: (row) => cellOr(text(row, column), (value) => ({ text: say(value) })) };
  },
  /** Sentences: a column that must not be squeezed on a phone. */
  prose(title: string, column: string): ShownColumn {
    return {
      title,
      plain: true,
      cell: (row) => cellOr(text(row, column), (value) => ({ text: value, mark: "prose" })),
    };
  },
  date(title: string, column: string): ShownColumn {
    return {
      title,
      sort: column,
      cell: (row) => cellOr(text(row, column), (value) => ({ text: sayDate(value), mark: "date" })),
    };
  },
  number(title: string, column: string, unit?: string, say: (value: number) => string = sayNumber): ShownColumn {
    return {
      title,
      ...(unit && { unit }),
      numeric: true,
      sort: column,
      cell: (row) => (typeof row[column] === "number" ? { text: say(row[column]) } : unknown),
    };
  },
  /** A name that leads to the page of what it names. */
  link(title: string, column: string, href: (row: OutRow) => string | undefined, small?: string): ShownColumn {
    return {
      title,
      sort: column,
      plain: true,
      cell: (row, ctx) => {
        const to = href(row);
        const under = small ? text(row, small) : undefined;
        return cellOr(text(row, column), (value) => ({
          text: value,
          ...(to && { href: ctx.href(to) }),
          ...(under && { small: under }),
        }));
      },
    };
  },
  /** A country, marked as the side it is on. */
  country(column: string, title = "Country"): ShownColumn {
    return {
      title,
      sort: column,
      plain: true,
      cell: (row, ctx) =>
        cellOr(text(row, column), (value) => ({ text: value, mark: `side-${sideOf(value, ctx.view.sides)}` })),
    };
  },
  confidence(): ShownColumn {
    return {
      title: "Evidence",
      sort: "confidence",
      cell: (row) =>
        cellOr(text(row, "confidence") as Confidence | undefined, (value) => ({
          text: value,
          mark: `evidence-${value}`,
        })),
    };
  },
  /** The source by its publisher, with the number of its note. */
  source(): ShownColumn {
    return {
      title: "Source",
      cell: (row, ctx) =>
        cellOr(text(row, "source_id"), (value) => ({
          text: text(row, "source_publisher") ?? value,
          href: ctx.href(`/sources/${value}`),
          note: ctx.notes.cite(value),
        })),
    };
  },
} as const;

function cellOr<T extends string>(value: T | undefined, cell: (value: T) => CellModel): CellModel {
  return value === undefined ? unknown : cell(value);
}
