import { createReadStream } from "node:fs";
import type { RowChange } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { type CellProblem, cellProblem, HttpError } from "../web/errors.js";
import type { Asked } from "./import-asked.js";
import { fitOf, guessTable } from "./import-mapping.js";
import { noRows, type Plan, type Planned, planImport, type Tally } from "./import-plan.js";
import { openFile } from "./import-records.js";
import { Unreadable } from "./import-text.js";

/** A file that was sent, gone through from top to bottom for a page. */

/** What is sent to a page has at most so many bytes and rows; more goes by the command line, which has no bound. */
export const mostBytes = 10_000_000;
export const mostRows = 50_000;
/** Rows shown at a time, and faults. */
export const rowsShown = 100;
export const faultsShown = 500;

export interface DryRun {
  /** Nothing where the file could not be read at all. */
  readonly plan?: Plan;
  readonly table?: TableName;
  readonly tally: Tally;
  readonly problems: readonly CellProblem[];
  /** Rows of the kind and page asked for. */
  readonly rows: readonly Planned[];
  /** How many there are of that kind. */
  readonly shown: number;
  readonly changes: readonly RowChange[];
}

/** Reads the file at `path` as asked and says what each of its rows would do. Nothing is written. */
export async function dryRun(store: Store, path: string, asked: Asked): Promise<DryRun> {
  const nothing = { tally: noRows(), problems: [], rows: [], shown: 0, changes: [] };
  try {
    const table = asked.table ?? (await tableOfFile(path, asked));
    if (!table) {
      const problem = cellProblem(1, "", "the header", "the headings of one of the tables; choose the table");
      return { ...nothing, problems: [problem], tally: { ...noRows(), faulty: 1 } };
    }
    const plan = await planImport(store, createReadStream(path), { ...asked, table });
    return { plan, table, ...(await gathered(plan, asked)) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { table } = asked;
    return { ...nothing, ...(table && { table }), problems: [error.problem], tally: { ...noRows(), faulty: 1 } };
  }
}

async function tableOfFile(path: string, asked: Asked): Promise<TableName | undefined> {
  const best = (header: readonly string[]) => Math.max(...tableNames.map((table) => fitOf(table, header)));
  const bytes = createReadStream(path);
  try {
    return guessTable((await openFile(bytes, asked, best)).header);
  } finally {
    bytes.destroy();
  }
}

async function gathered(plan: Plan, { show, page }: Asked): Promise<Omit<DryRun, "plan" | "table">> {
  const tally = noRows();
  const problems: CellProblem[] = [];
  const rows: Planned[] = [];
  const changes: RowChange[] = [];
  const from = (page - 1) * rowsShown;
  let shown = 0;
  for await (const batch of plan.rows) {
    for (const row of batch) {
      tally[row.kind]++;
      if (row.kind === "faulty" && problems.length < faultsShown) problems.push(row.problem);
      if ("change" in row) changes.push(row.change);
      if (row.kind === "faulty" ? show !== "faulty" : show !== undefined && show !== row.kind) continue;
      if (shown >= from && rows.length < rowsShown) rows.push(row);
      shown++;
    }
    if (tally.add + tally.change + tally.unchanged > mostRows) throw tooLong();
  }
  return { tally, problems, rows, shown, changes };
}

function tooLong(): HttpError {
  const most = mostRows.toLocaleString("en");
  return new HttpError(
    413,
    "File too long",
    `The file has more than ${most} rows. Longer ones are imported on the server's command line: npm run import -- TABLE FILE`,
  );
}
