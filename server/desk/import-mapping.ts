import type { Column } from "../../db/columns.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import { type CellProblem, cellProblem } from "../web/errors.js";

/** Which column of a table each column of a file is. */

/** What somebody has chosen for a heading of the file: a column's name, or nothing to leave it out. */
export type Chosen = ReadonlyMap<string, string>;

export interface MappedColumn {
  /** Its place in the file, from 0. */
  readonly at: number;
  readonly name: string;
  readonly column: Column;
}

export interface Mapping {
  readonly columns: readonly MappedColumn[];
  /** Each heading of the file with the column that it is; `undefined` where that is open, "" where it is left out. */
  readonly headings: readonly { readonly heading: string; readonly column: string | undefined }[];
  readonly problems: readonly CellProblem[];
}

/** More columns than any table has, with room for what is left out. */
const mostColumns = 500;

/**
 * Maps a header: what was chosen, else a column of the same name or title, letter case, spaces and punctuation aside.
 * A heading that is no column has to be chosen or left out: nothing of a file is passed over unsaid.
 */
export function mapHeader(table: TableName, header: readonly string[], chosen: Chosen = new Map()): Mapping {
  const { columns, key } = tableOf(table);
  if (header.length > mostColumns) {
    const problem = cellProblem(1, "", `${header.length.toLocaleString("en")} columns`, `at most ${mostColumns}`);
    return { columns: [], headings: [], problems: [problem] };
  }
  const names = Object.keys(columns);
  const guesses = guessesFor(table);
  const problems: CellProblem[] = [];
  const problem = (heading: string, expected: string) => problems.push(cellProblem(1, heading, heading, expected));
  const mapped: MappedColumn[] = [];
  const headings = header.map((heading, at) => {
    const name = chosen.get(heading) ?? guesses.get(folded(heading));
    const column = name !== undefined && Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (name === "") return { heading, column: "" };
    if (name === undefined) problem(heading, `one of the columns ${names.join(", ")}, or to be left out`);
    else if (!column) problem(heading, `one of the columns ${names.join(", ")}; ${JSON.stringify(name)} is none`);
    else if (mapped.some((other) => other.name === name))
      problem(heading, `each column once; ${name} stands there already`);
    else mapped.push({ at, name, column });
    return { heading, column: column && name };
  });
  for (const part of key)
    if (!mapped.some(({ name }) => name === part))
      problems.push(cellProblem(1, part, "", "the column to be there, since rows are known by it"));
  for (const heading of chosen.keys())
    if (!header.includes(heading))
      problem(heading, `one of the headings of the file: ${header.slice(0, 60).join(", ") || "none"}`);
  return { columns: mapped, headings, problems };
}

/** The table that a header suits best; `undefined` where it suits none. */
export function guessTable(header: readonly string[]): TableName | undefined {
  const rated = tableNames.map((table) => ({ table, fit: fitOf(table, header) }));
  const [best] = rated.sort((one, other) => other.fit - one.fit);
  return best && best.fit > 0 ? best.table : undefined;
}

/** How much of the header are columns of the table and, among tables alike in that, how much of the table is in it. */
export function fitOf(table: TableName, header: readonly string[]): number {
  if (header.length === 0 || header.length > mostColumns) return 0;
  const guesses = guessesFor(table);
  const found = new Set(header.map((heading) => guesses.get(folded(heading))).filter((name) => name !== undefined));
  return found.size / header.length + found.size / Object.keys(tableOf(table).columns).length / 100;
}

/** Columns by name, title, and title with unit. A title that two columns share, or that is another's name, says nothing. */
function guessesFor(table: TableName): ReadonlyMap<string, string> {
  const { columns } = tableOf(table);
  const guesses = new Map(Object.keys(columns).map((name) => [folded(name), name]));
  const titles = Object.entries(columns).flatMap(([name, { title, unit }]) =>
    [title, ...(unit ? [`${title} ${unit}`] : [])].map((text) => [folded(text), name] as const),
  );
  for (const [title, name] of titles) {
    const alone = titles.every(([other, of]) => other !== title || of === name);
    if (alone && !guesses.has(title)) guesses.set(title, name);
  }
  return guesses;
}

function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
