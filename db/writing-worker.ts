import { parentPort, workerData } from "node:worker_threads";
import SqliteConnection from "better-sqlite3";
import { type Form, type Piece, pieceOf, type WrittenColumn } from "./pieces.js";
import { batches, type RawRow, type Reading, type Statement } from "./reading.js";

/**
 * The thread beside the event loop that counts rows, finds few among many and writes them as text. It serves all downloads of one database,
 * a piece of one and then a piece of another, as they ask for them; each has a connection and a snapshot of its own.
 */

/** What the thread is asked. `file` names one of the files being written. */
export type Task =
  | { readonly do: "figure"; readonly statement: Statement }
  /** The first so many rows; `file` names those that are left over, to be asked for with `more`. */
  | { readonly do: "rows"; readonly file: number; readonly statement: Statement }
  | { readonly do: "more"; readonly file: number }
  | {
      readonly do: "open";
      readonly file: number;
      readonly reading: Reading;
      readonly columns: readonly WrittenColumn[];
      readonly form: Form;
    }
  | { readonly do: "next"; readonly file: number }
  | { readonly do: "close"; readonly file: number };

export interface Asked {
  readonly id: number;
  readonly task: Task;
}

export interface Answered {
  readonly id: number;
  readonly value?: number | Piece | RowSlice | undefined;
  /** What went wrong, in words: an error of SQLite does not travel between threads. */
  readonly error?: string;
}

/** Some of the rows that a query gave, and whether others are left. */
export interface RowSlice {
  readonly rows: readonly unknown[];
  readonly left: boolean;
}

interface OpenFile {
  readonly connection: SqliteConnection.Database;
  readonly columns: readonly WrittenColumn[];
  readonly form: Form;
  readonly rows: Iterator<readonly RawRow[]>;
}

const { database } = workerData as { readonly database: string };
const files = new Map<number, OpenFile>();
/** Rows that were found and are still to be handed over. */
const found = new Map<number, readonly unknown[]>();

/** Rows handed over at a time: whoever asked unpacks so many in a millisecond or two. */
const sliceRows = 1000;

const connect = () => new SqliteConnection(database, { readonly: true, fileMustExist: true });

function answer(task: Task): Answered["value"] {
  switch (task.do) {
    case "figure":
      return asked(task.statement, (statement, values) => statement.pluck().get(...values)) as number;
    case "rows":
      return slice(
        task.file,
        asked(task.statement, (statement, values) => statement.all(...values)),
      );
    case "more":
      return slice(task.file, found.get(task.file) ?? []);
    case "open": {
      const { file, reading, columns, form } = task;
      const connection = connect();
      files.set(file, { connection, columns, form, rows: batches(connection, reading)[Symbol.iterator]() });
      return undefined;
    }
    case "next": {
      const file = files.get(task.file);
      const batch = file?.rows.next();
      return file && batch && !batch.done ? pieceOf(file.form, file.columns, batch.value) : undefined;
    }
    case "close": {
      const file = files.get(task.file);
      files.delete(task.file);
      // An unfinished cursor holds the connection.
      file?.rows.return?.();
      file?.connection.close();
      return undefined;
    }
  }
}

function slice(file: number, rows: readonly unknown[]): RowSlice {
  const left = rows.length > sliceRows;
  if (left) found.set(file, rows.slice(sliceRows));
  else found.delete(file);
  return { rows: rows.slice(0, sliceRows), left };
}

/** What a statement gives on a connection of its own. */
function asked<T>(
  { sql, parameters }: Statement,
  get: (statement: SqliteConnection.Statement, values: readonly unknown[]) => T,
): T {
  const connection = connect();
  try {
    return get(connection.prepare(sql), parameters);
  } finally {
    connection.close();
  }
}

parentPort?.on("message", ({ id, task }: Asked) => {
  let answered: Answered;
  try {
    answered = { id, value: answer(task) };
  } catch (error) {
    answered = { id, error: error instanceof Error ? error.message : String(error) };
  }
  const { value } = answered;
  // Bytes are handed over, not copied.
  const bytes = typeof value === "object" && "text" in value ? [value.text.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answered, bytes);
});
