import { isTableName, type TableName, tableNames } from "../../db/tables.js";
import { BadParameters, type ParameterFault } from "../web/errors.js";
import { type Delimiter, delimiters } from "./import-records.js";
import { type Encoding, encodings } from "./import-text.js";

/** How a file is to be read and which of its rows are to be seen: what the address of its page says. */

export const kinds = ["faulty", "add", "change", "remove", "unchanged"] as const;
export type Kind = (typeof kinds)[number];

export interface Asked {
  /** Guessed from the header where it is not given. */
  readonly table?: TableName;
  readonly delimiter?: Delimiter;
  readonly encoding?: Encoding;
  readonly removeAbsent: boolean;
  readonly chosen: ReadonlyMap<string, string>;
  /** Rows of one kind alone. */
  readonly show?: Kind;
  readonly page: number;
}

const own = ["table", "delimiter", "encoding", "absent", "map", "mapped", "show", "page"] as const;

/**
 * Reads what is asked, and gives what is left of the query: the view.
 * @throws BadParameters naming what is accepted
 */
export function readAsked(search: URLSearchParams): { readonly asked: Asked; readonly rest: URLSearchParams } {
  const faults: ParameterFault[] = [];
  const one = <T extends string>(parameter: string, accepted: readonly T[]): T | undefined => {
    const given = search.get(parameter);
    if (given === null || given === "") return undefined;
    const found = accepted.find((value) => value === given);
    if (!found)
      faults.push({ parameter, detail: `${parameter} "${given.slice(0, 60)}" is none of ${accepted.join(", ")}.` });
    return found;
  };
  const table = one("table", tableNames);
  const delimiter = one("delimiter", Object.keys(delimiters) as Delimiter[]);
  const encoding = one("encoding", encodings);
  const absent = one("absent", ["remove", "keep"]);
  const show = one("show", kinds);
  const page = search.get("page") ?? "1";
  if (!/^[1-9]\d{0,5}$/.test(page)) faults.push({ parameter: "page", detail: "page is a whole number from 1." });
  if (faults.length > 0) throw new BadParameters(faults);
  // Choices that were made for another table say nothing of this one.
  const mapped = search.get("mapped");
  const maps = mapped !== null && isTableName(mapped) && mapped !== table ? [] : search.getAll("map");
  const rest = new URLSearchParams(search);
  for (const name of own) rest.delete(name);
  return {
    asked: {
      ...(table && { table }),
      ...(delimiter && { delimiter }),
      ...(encoding && { encoding }),
      removeAbsent: absent === "remove",
      chosen: new Map(maps.flatMap(readMap)),
      ...(show && { show }),
      page: Number(page),
    },
    rest,
  };
}

/** `HEADING=COLUMN`; no column's name has an equals sign in it. What nobody has chosen yet comes without one. */
function readMap(given: string): readonly (readonly [string, string])[] {
  const at = given.lastIndexOf("=");
  return at < 0 ? [] : [[given.slice(0, at), given.slice(at + 1)]];
}

/** The same as a query. */
export function queryOf({ table, delimiter, encoding, removeAbsent, chosen, show, page }: Asked): URLSearchParams {
  const query = new URLSearchParams();
  if (table) query.set("table", table);
  if (delimiter) query.set("delimiter", delimiter);
  if (encoding) query.set("encoding", encoding);
  if (removeAbsent) query.set("absent", "remove");
  for (const [heading, column] of chosen) query.append("map", `${heading}=${column}`);
  if (show) query.set("show", show);
  if (page > 1) query.set("page", String(page));
  return query;
}
