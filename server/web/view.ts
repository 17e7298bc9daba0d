import { z } from "zod";
import type { Column } from "../../db/columns.js";
import { CellFault, readCell } from "../../db/validate.js";
import { addDays, type Day, isReducedDate, lastDay, sayDate } from "../values/dates.js";
import { type Confidence, confidenceLevels, sayEvidence } from "../values/evidence.js";
import { sayNumber } from "../values/numbers.js";
import { type Sides, side } from "../values/sides.js";
import { BadParameters, type ParameterFault } from "./errors.js";
import { nearIds } from "./near-ids.js";

/** What every page is cut by. */
export interface View {
  /** Last day counted. */
  readonly asOf: Day;
  readonly sides: Sides;
  /** Weakest evidence that still counts. */
  readonly confidence: Confidence;
  /** Revision of the dataset that is asked; absent for the latest. */
  readonly revision?: number;
}

/** One value a filter accepts. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of an area's own filters: its key in the URL, its words on the form and in the view sentence. */
export interface Filter {
  readonly key: string;
  readonly label: string;
  /** Accepted values; absent means free text. Several may be given, separated by commas. */
  readonly choices?: readonly Choice[];
  /** Only one of the choices at a time: it does not narrow, it says how the same is told. */
  readonly single?: true;
  /** The value is one that a cell of this column could hold, written as in a CSV file. Choices then only name it. */
  readonly column?: Column;
  /** Ids out of a list too long to choose from, typed in: they are what the page is about, which it says itself. */
  readonly ids?: {
    readonly known: readonly Choice[];
    readonly most: number;
    /** Their order says something, such as which column stands first; otherwise they are sorted. */
    readonly ordered?: true;
  };
  /** The page says what is chosen in words of its own, so that the sentence of the view leaves it out. */
  readonly saidByPage?: true;
  /** What leaving it alone means, where that is not "any". */
  readonly unset?: string;
  /**
   * Makes it a filter over dates: a day no later than the view's, written like `as_of`. Gives the day that is meant
   * when none is given.
   */
  readonly date?: (asOf: Day) => Day;
}

/** What a page accepts beside the view. */
export interface Accepts {
  readonly filters: readonly Filter[];
  /** Columns that `sort` and `columns` may name; empty for a page without a table. */
  readonly sortable: readonly string[];
  /** It tells of the present alone, so that no earlier revision can be asked. */
  readonly presentOnly?: true;
  /** Further parameters of single forms, such as a chart's width, with their check. */
  readonly more?: Readonly<Record<string, z.ZodType<number | boolean | undefined>>>;
}

/** A page's parameters, checked. */
export interface Params {
  readonly view: View;
  /** Values of the filters that were given. */
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly page: number;
  /** Columns of the table that were asked for, in the order asked; absent where its own are meant. */
  readonly columns?: readonly string[];
  /** Rows on a page of the table; absent where its own number is meant. */
  readonly perPage?: number;
  readonly more: Readonly<Record<string, number | boolean | undefined>>;
}

/** Numbers of rows that a page of a table may have. */
export const pageLengths = [25, 50, 100, 250, 500] as const;

/** What the check needs to know of the world. */
export interface Known {
  readonly today: Day;
  /** Countries of the data. */
  readonly countries: readonly string[];
  /** The latest revision, where earlier ones can be asked. */
  readonly latest?: number;
}

const defaults = { a: "US", b: "CN", confidence: "disputed" as Confidence };
const longestText = 200;
const mostUnknownNamed = 5;

/**
 * Checks a query string. `as_of` is a date of reduced precision, which means its last day; without it the view is
 * today's. Empty values count as not given, since that is how a form sends an untouched field.
 * @throws BadParameters listing every parameter that is unknown, repeated or malformed, with what is accepted.
 */
export function parseParams(search: URLSearchParams, accepts: Accepts, known: Known): Params {
  const schema = paramsSchema(accepts, known);
  const accepted = Object.keys(schema.shape);
  const faults: ParameterFault[] = [];
  const given: Record<string, string> = {};
  for (const [parameter, value] of search) {
    if (!accepted.includes(parameter)) {
      faults.push({
        parameter,
        detail: `"${clip(parameter)}" is no parameter of this page; it takes ${accepted.join(", ")}.`,
      });
    } else if (given[parameter] !== undefined && parameter === "columns") {
      // A form sends every ticked box as a parameter of its own.
      given[parameter] = `${given[parameter]},${value}`;
    } else if (given[parameter] !== undefined) {
      faults.push({
        parameter,
        detail: `"${parameter}" is given more than once; give it once, several values separated by commas.`,
      });
    } else if (value !== "") {
      given[parameter] = value;
    }
  }
  const result = schema.safeParse(given);
  for (const issue of result.error?.issues ?? []) {
    const parameter = String(issue.path[0] ?? "");
    faults.push({ parameter, detail: `${parameter} "${clip(given[parameter] ?? "")}" ${issue.message}.` });
  }
  const values = result.data as ParsedValues | undefined;
  if (values && values.a === values.b) {
    faults.push({ parameter: "b", detail: `a and b are both ${values.a}; a comparison needs two countries.` });
  }
  for (const { key, date } of accepts.filters) {
    const [day] = (values?.[key] as readonly string[] | undefined) ?? [];
    if (!values || !date || !day || day <= values.as_of) continue;
    const detail = `${key} "${clip(given[key] ?? "")}" lies after as_of ${values.as_of}; write an earlier date or the same.`;
    faults.push({ parameter: key, detail });
  }
  if (faults.length > 0 || !values) throw new BadParameters(faults);

  const chosen: Record<string, readonly string[]> = {};
  for (const { key, date } of accepts.filters) {
    const value = values[key] as readonly string[] | undefined;
    // The date that is meant anyway is left out, so that it moves with the view when that is changed.
    if (value && value[0] !== date?.(values.as_of)) chosen[key] = value;
  }
  const more: Record<string, number | boolean | undefined> = {};
  for (const key of Object.keys(accepts.more ?? {})) more[key] = values[key] as number | boolean | undefined;
  return {
    view: {
      asOf: values.as_of,
      sides: { a: side(values.a), b: side(values.b) },
      confidence: values.confidence,
      // The latest is what is meant anyway.
      ...(values.revision !== undefined && values.revision !== known.latest && { revision: values.revision }),
    },
    chosen,
    ...(values.sort && { sort: { column: values.sort.replace(/^-/, ""), descending: values.sort.startsWith("-") } }),
    page: values.page ?? 1,
    ...(values.columns && { columns: values.columns }),
    ...(values.per_page && { perPage: Number(values.per_page) }),
    more,
  };
}

interface ParsedValues {
  readonly as_of: Day;
  readonly a: string;
  readonly b: string;
  readonly confidence: Confidence;
  readonly revision?: number;
  readonly sort?: string;
  readonly page?: number;
  readonly columns?: readonly string[];
  readonly per_page?: string;
  readonly [key: string]: unknown;
}

function paramsSchema({ filters, sortable, more }: Accepts, { today, countries, latest }: Known) {
  const country = z.enum(countries as [string, ...string[]], {
    error: `is no country of the data; take one of ${countries.join(", ")}`,
  });
  const orders = sortable.flatMap((column) => [column, `-${column}`]);
  return z.object({
    as_of: reducedDate.default(today),
    a: country.default(defaults.a),
    b: country.default(defaults.b),
    confidence: z
      .enum(confidenceLevels, { error: `is no level of evidence; take one of ${confidenceLevels.join(", ")}` })
      .default(defaults.confidence),
    ...(latest !== undefined && { revision: revisionSchema(latest) }),
    ...Object.fromEntries(filters.map((filter) => [filter.key, filterSchema(filter)])),
    ...(sortable.length > 0 && {
      sort: z
        .enum(orders as [string, ...string[]], {
          error: `is no order; take one of ${sortable.join(", ")}, with a minus before it for descending`,
        })
        .optional(),
      page: wholeNumber(1, 1_000_000),
      columns: columnsSchema(sortable),
      per_page: z.enum(pageLengths.map(String), { error: `must be one of ${pageLengths.join(", ")}` }).optional(),
    }),
    ...more,
  });
}

function revisionSchema(latest: number) {
  const range = latest === 1 ? "there is revision 1 alone" : `there are revisions 1 to ${latest}`;
  return wholeNumber(1, latest, `is no revision of the data; ${range}`);
}

/** A reduced date, which means its last day. */
const reducedDate = z
  .string()
  .refine(isReducedDate, { error: "is not a date; write 2023, 2023-11 or 2023-11-05" })
  .transform(lastDay);

function filterSchema({ choices, single, column, date, ids }: Filter) {
  if (column) return cellSchema(column);
  if (date) return reducedDate.transform((day): string[] => [day]).optional();
  if (ids) return idsSchema(ids);
  if (!choices)
    return z
      .string()
      .max(longestText, { error: `is longer than ${longestText} characters` })
      .transform((text) => [text])
      .optional();
  const values = choices.map(({ value }) => value);
  const list =
    values.length > 40
      ? "one of those that the page's filter offers"
      : `one or more of ${values.join(", ")}, separated by commas`;
  return z
    .string()
    .transform((text) => [...new Set(text.split(","))].sort())
    .refine((given) => given.every((value) => values.includes(value)), { error: `is not accepted; take ${list}` })
    .refine((given) => !single || given.length === 1, { error: `is more than one; take one of ${values.join(", ")}` })
    .optional();
}

/** Columns separated by commas, each once. */
function columnsSchema(names: readonly string[]) {
  return z
    .string()
    .transform((text) => [...new Set(text.split(",").filter(Boolean))])
    .refine((given) => given.every((name) => names.includes(name)), {
      error: `names no column of this table; take some of ${names.join(", ")}, separated by commas`,
    })
    .transform((given) => (given.length > 0 ? given : undefined))
    .optional();
}

/** One value, checked and written as the same cell of a CSV file would be. */
function cellSchema(column: Column) {
  return z
    .string()
    .max(longestText, { error: `is longer than ${longestText} characters` })
    .transform((text, context) => {
      const cell = readCell(column, text);
      if (!(cell instanceof CellFault)) return [String(cell)];
      const example = column.type === "number" ? ", written as 1979.5" : "";
      context.addIssue({ code: "custom", message: `must be ${cell.expected}${example}` });
      return z.NEVER;
    })
    .optional();
}

/** Ids separated by commas or blanks, each once; of those unknown the near ones are named. */
function idsSchema({ known, most, ordered }: NonNullable<Filter["ids"]>) {
  const all = new Set(known.map(({ value }) => value));
  return z
    .string()
    .transform((text, context) => {
      const once = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
      const given = ordered ? once : once.sort();
      const unknown = given.filter((id) => !all.has(id));
      if (given.length <= most && unknown.length === 0) return given.length > 0 ? given : undefined;
      const named = [
        ...(given.length > most ? [`it names ${given.length} things, and up to ${most} are taken`] : []),
        // Looking for near ones costs, and nobody reads of more.
        ...unknown.slice(0, mostUnknownNamed).map((id) => sayUnknown(id, known)),
      ];
      const rest = unknown.length - mostUnknownNamed;
      const more = rest > 0 ? `; ${rest} more are unknown` : "";
      context.addIssue({ code: "custom", message: `is not accepted: ${named.join("; ")}${more}` });
      return z.NEVER;
    })
    .optional();
}

function sayUnknown(id: string, known: readonly Choice[]): string {
  const near = nearIds(id, known).map(({ value }) => value);
  return `“${clip(id)}” is no id of the data${near.length > 0 ? `, near it ${near.length === 1 ? "is" : "are"} ${near.join(", ")}` : ""}`;
}

/** A whole number between two bounds, for `page`, `width` and their like. */
export function wholeNumber(min: number, max: number, error = `must be a whole number from ${min} to ${max}`) {
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error })
    .optional();
}

/** A switch that is on when given as 1. */
export const switchedOn = z
  .enum(["1"], { error: "must be 1 or left out" })
  .transform(() => true)
  .optional();

/**
 * The parameters as the one query string that stands for them: `as_of` always written out, defaults left out, keys in
 * a fixed order. Links, cache keys and file names all come from it.
 */
export function canonicalQuery(params: Pick<Params, "view"> & Partial<Params>): URLSearchParams {
  const { view, chosen = {}, sort, page = 1, columns, perPage, more = {} } = params;
  const query = viewQuery(view);
  for (const key of Object.keys(chosen).sort()) query.set(key, (chosen[key] ?? []).join(","));
  if (sort) query.set("sort", `${sort.descending ? "-" : ""}${sort.column}`);
  if (columns) query.set("columns", columns.join(","));
  if (perPage) query.set("per_page", String(perPage));
  if (page > 1) query.set("page", String(page));
  for (const key of Object.keys(more).sort()) {
    const value = more[key];
    if (value !== undefined) query.set(key, value === true ? "1" : String(value));
  }
  return query;
}

/** The part of the query that every link carries. */
export function viewQuery({ asOf, sides, confidence, revision }: View): URLSearchParams {
  const query = new URLSearchParams({ as_of: asOf });
  if (sides.a.code !== defaults.a) query.set("a", sides.a.code);
  if (sides.b.code !== defaults.b) query.set("b", sides.b.code);
  if (confidence !== defaults.confidence) query.set("confidence", confidence);
  if (revision !== undefined) query.set("revision", String(revision));
  return query;
}

/**
 * The view as a sentence.
 * @example "What had happened by 21 Feb 2024, reported or better, as recorded on 23 Nov 2026"
 */
export function viewSentence({ asOf, confidence, revision }: View, recordedOn: string, today: Day): string {
  const ahead = asOf > addDays(today, 1) ? " (a day still to come)" : "";
  return `What had happened by ${sayDate(asOf)}${ahead}, ${sayEvidence(confidence)}, as recorded ${revision === undefined ? "" : `in revision ${revision} `}on ${sayDate(recordedOn)}`;
}

/** The filters that are set, for the end of the sentence: "country China; stage seed or series-a". */
export function sayFilters(filters: readonly Filter[], chosen: Params["chosen"]): string {
  return filters
    .filter(({ key, ids, saidByPage }) => chosen[key] && !ids && !saidByPage)
    .map(({ key, label, choices, column, date }) => {
      if (column && !choices) return sayCell(label, column, chosen[key]?.[0] ?? "");
      const labels = (chosen[key] ?? []).map((value) => sayChosen({ choices, date }, value));
      return `${label.toLowerCase()} ${labels.join(" or ")}`;
    })
    .join("; ");
}

/** A value of a filter in words. */
export function sayChosen({ choices, date }: Pick<Filter, "choices" | "date">, value: string): string {
  return date ? sayDate(value) : (choices?.find((choice) => choice.value === value)?.label ?? `“${value}”`);
}

function sayCell(label: string, { type, unit }: Column, value: string): string {
  if (type === "date") return `${label.toLowerCase()} ${sayDate(value)}`;
  if (type !== "number") return `${label.toLowerCase()} “${value}”`;
  return `${label} ${sayNumber(Number(value))}${unit ? ` ${unit}` : ""}`;
}

/**
 * What stands of a refused query: the parameters that nothing was said against. Of two sides neither stands alone.
 */
export function standing(search: URLSearchParams, faults: readonly ParameterFault[]): URLSearchParams {
  const left = new URLSearchParams(search);
  const refused = faults.map(({ parameter }) => parameter);
  const sides = refused.includes("a") || refused.includes("b") ? ["a", "b"] : [];
  for (const parameter of [...refused, ...sides]) left.delete(parameter);
  return left;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
