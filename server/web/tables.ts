import { sayDate } from "../values/dates.js";
import type { Confidence } from "../values/evidence.js";
import { sayNumber } from "../values/numbers.js";
import { type Sides, sideOf } from "../values/sides.js";
import type { Context } from "./context.js";
import type { FacetSpec } from "./facets.js";
import type { Order, OutColumn, OutRow, Rows } from "./rows.js";
import type { pageLengths } from "./view.js";

/** One cell as the page prints it. */
export interface CellModel {
  readonly text: string;
  readonly href?: string;
  /** Number of the note that the cell cites. */
  readonly note?: number;
  /** A second line in small print. */
  readonly small?: string;
  /** Id of the row, by which a link finds it on the page. */
  readonly anchor?: string;
  /** Class of the cell's own: a side, a level of evidence, a status. */
  readonly mark?: string;
}

/** A column on screen. It may tell of several columns of the download. */
export interface ShownColumn {
  /** The head; one that names a side is told by the view. */
  readonly title: string | ((sides: Sides) => string);
  readonly unit?: string;
  readonly numeric?: boolean;
  /** Column of the download that it tells of and that its head sorts by. */
  readonly sort?: string;
  /** Column of the download that it tells of, where its head sorts by none. */
  readonly of?: string;
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
  /** Rows on a page unless others are asked for: fewer than usual where they are long. */
  readonly length?: (typeof pageLengths)[number];
  /** Too wide for an upright sheet although its columns are few. */
  readonly wide?: true;
  /** Filters whose values stand above the table with their counts. */
  readonly facets?: Readonly<Record<string, FacetSpec>>;
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

/** The order asked for, or the table's own, made total by the key. */
export function orderOf<S>(table: TableSpec<S>, ctx: Context): readonly Order[] {
  const { sort } = ctx.params;
  const wished = sort ? [sort, ...table.order.filter(({ column }) => column !== sort.column)] : table.order;
  return [
    ...wished,
    ...table.key.filter((column) => !wished.some((order) => order.column === column)).map((column) => ({ column })),
  ];
}

/** Amounts in dollars carry their sign. */
function cardLabel(title: string, unit: string | undefined): string {
  return unit && unit !== "USD" ? `${title}, ${unit}` : title;
}

/** What stands over a column, but for the sorting; the first names its row and needs no label before its cell. */
export function headOf(column: ShownColumn, at: number, ctx: Context): PlainTable["heads"][number] {
  const { unit, numeric = false, plain } = column;
  const title = typeof column.title === "string" ? column.title : column.title(ctx.view.sides);
  return {
    title,
    ...(unit && { unit }),
    numeric,
    ...(!plain && at > 0 && { label: cardLabel(title, unit) }),
  };
}

/** A small table of a page beside its main one: not sorted by its heads, not paged, no file of its own. */
export interface PlainTable {
  readonly heads: readonly Pick<TableHead, "title" | "unit" | "numeric" | "label">[];
  readonly rows: readonly (readonly CellModel[])[];
}

export function plainTable(columns: readonly ShownColumn[], rows: readonly OutRow[], ctx: Context): PlainTable {
  return {
    heads: columns.map((column, at) => headOf(column, at, ctx)),
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
      of: column,
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
      of: "source_id",
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
