import type { Confidence } from "../server/values/evidence.js";
import { confidenceLevels } from "../server/values/evidence.js";

/**
 * The vocabulary of the registry: how a column is described once, for validation, the data dictionary, CSV headers,
 * import, forms and the published data package.
 */

export type ColumnType = "slug" | "text" | "url" | "number" | "integer" | "boolean" | "date" | "json";

export interface Column<T = unknown, Nullable extends boolean = boolean> {
  readonly type: ColumnType;
  readonly title: string;
  /** A plain sentence for a stranger; says what an empty cell means unless that is "unknown". */
  readonly description: string;
  readonly required: boolean;
  /** Unit of a number, as a table head prints it. */
  readonly unit?: string;
  readonly oneOf?: readonly string[];
  /** Tables one of which must hold the id. */
  readonly references?: readonly string[];
  /** The id's table is named by this column of the same row. */
  readonly referencesBy?: string;
  readonly unique?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Must name a column of the table that this column of the same row names. */
  readonly namesColumnOf?: string;
  /** What an empty cell is stored as, where empty is a value and not an unknown. */
  readonly blank?: "";
  /** Carries the value's type to the row types; never set. */
  readonly _value?: [T, Nullable];
}

type Extra = Partial<Pick<Column, "unit" | "unique" | "min" | "max">>;

const column = <T, N extends boolean>(
  type: ColumnType,
  required: boolean,
  title: string,
  description: string,
  more: Partial<Column> = {},
) => ({ type, required, title, description, ...more }) as Column<T, N>;

/** The row's own id: a text slug, stable in URLs and files. */
export const id = (description: string) => column<string, false>("slug", true, "Id", description, { unique: true });
export const text = (title: string, description: string, extra?: Extra) =>
  column<string, false>("text", true, title, description, extra);
export const maybeText = (title: string, description: string, extra?: Extra) =>
  column<string, true>("text", false, title, description, extra);
/** A column's name, empty where the whole row is meant. */
export const columnName = (tableColumn: string, title: string, description: string) =>
  column<string, false>("text", false, title, description, { blank: "", namesColumnOf: tableColumn });
export const url = (title: string, description: string) => column<string, false>("url", true, title, description);
export const number = (title: string, description: string, extra?: Extra) =>
  column<number, false>("number", true, title, description, extra);
export const maybeNumber = (title: string, description: string, extra?: Extra) =>
  column<number, true>("number", false, title, description, extra);
export const maybeInteger = (title: string, description: string, extra?: Extra) =>
  column<number, true>("integer", false, title, description, extra);
/** Stored as 0 or 1 on both databases, written `true` or `false` in CSV. */
export const boolean = (title: string, description: string) =>
  column<0 | 1, false>("boolean", true, title, description);
export const maybeBoolean = (title: string, description: string) =>
  column<0 | 1, true>("boolean", false, title, description);
/** A date of reduced precision, stored as written. */
export const date = (title: string, description: string) => column<string, false>("date", true, title, description);
export const maybeDate = (title: string, description: string) =>
  column<string, true>("date", false, title, description);
export const json = (title: string, description: string) => column<string, false>("json", true, title, description);

export const oneOf = <const V extends string>(title: string, values: readonly V[], description: string) =>
  column<V, false>("text", true, title, description, { oneOf: values });
export const maybeOneOf = <const V extends string>(title: string, values: readonly V[], description: string) =>
  column<V, true>("text", false, title, description, { oneOf: values });

export const ref = (table: string | readonly string[], title: string, description: string) =>
  column<string, false>("slug", true, title, description, { references: [table].flat() });
export const maybeRef = (table: string | readonly string[], title: string, description: string) =>
  column<string, true>("slug", false, title, description, { references: [table].flat() });
export const refBy = (tableColumn: string, title: string, description: string) =>
  column<string, false>("slug", true, title, description, { referencesBy: tableColumn });

export const source = () => ref("sources", "Source", "First source of the row; further ones stand in citations.");
export const confidence = () =>
  column<Confidence, false>(
    "text",
    true,
    "Confidence",
    "How well the row is evidenced: confirmed by a primary document, reported by others, estimated by reckoning, or disputed.",
    {
      oneOf: confidenceLevels,
    },
  );

/**
 * Where a row stands in time. Every cut at `as_of` follows this and nothing else.
 *
 * `from` lists the places its first day is looked for, in order; a row that none of them dates counts at any date,
 * since nothing says that it came later. A reduced date counts from its first day. `until` names the column with the
 * first day on which the row no longer holds.
 */
export interface DatedBy {
  readonly from: readonly DateOrigin[];
  readonly until?: string;
}

export type DateOrigin =
  /** A column of the row itself. */
  | string
  /** The earliest date among rows of other tables that point here. */
  | {
      readonly earliest: readonly {
        readonly table: string;
        readonly by: string;
        readonly date: string;
        readonly through?: string;
      }[];
    }
  /** The date of the row that a column points to. */
  | { readonly of: string; readonly by: string; readonly date: string };

export interface Table<C extends Record<string, Column> = Record<string, Column>> {
  readonly title: string;
  readonly description: string;
  readonly key: readonly (keyof C & string)[];
  /** Column that names a row to a reader. */
  readonly label?: keyof C & string;
  readonly datedBy?: DatedBy;
  readonly columns: C;
}

export const table = <C extends Record<string, Column>>(definition: Table<C>): Table<C> => definition;

type Value<C> = C extends Column<infer T, infer N> ? (N extends true ? T | null : T) : never;
/** A row as the store gives it, derived from the columns. */
export type RowOf<T> = T extends Table<infer C> ? { readonly [K in keyof C]: Value<C[K]> } : never;
