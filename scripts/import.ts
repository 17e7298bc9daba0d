import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { InvalidChange, NothingToChange, revise, StaleChange } from "../db/revising.js";
import { openStore, type Store, StoreError } from "../db/store.js";
import { isTableName, tableNames } from "../db/tables.js";
import { ConfigError, readConfig } from "../server/config.js";
import { proposeChanges } from "../server/desk/change-sets.js";
import {
  changesOf,
  type ImportOptions,
  ImportRefused,
  noRows,
  type Plan,
  type Planned,
  planImport,
  type Tally,
} from "../server/desk/import-plan.js";
import { type Delimiter, delimiters } from "../server/desk/import-records.js";
import { type Encoding, encodings, Unreadable } from "../server/desk/import-text.js";
import { sayCount } from "../server/values/numbers.js";
import { HttpError } from "../server/web/errors.js";
import { Progress } from "./import/progress.js";

const help = `Imports a CSV file into one table of the store named by DATABASE_URL. Of any length: memory does not grow with it.

Usage: npm run import -- TABLE FILE [options]

Without --apply or --propose the file is only checked, and what it would do is said. Rows are known by the table's key;
columns that the file does not have stay as they are, and an empty cell means unknown.

  --apply              writes the rows, all or none, as one revision
  --propose            makes a change set of them for review
  --reason TEXT        why; needed for both
  --author NAME        who; the user of this machine unless given
  --list               also prints each row that would be added, changed or removed
  --remove-absent      rows of the table that the file does not have are to be removed
  --map HEADING=COLUMN which column a heading is; HEADING= leaves it out; can be given several times
  --delimiter NAME     ${Object.keys(delimiters).join(", ")}; guessed unless given
  --encoding NAME      ${encodings.join(", ")}; UTF-8 unless given or marked

Tables: ${tableNames.join(", ")}
`;

/** So many faults are told one by one. */
const mostTold = 1000;

/** The command cannot be done as given. */
class UsageError extends Error {}

interface Asked {
  readonly file: string;
  readonly options: ImportOptions;
  readonly then: "check" | "apply" | "propose";
  readonly reason: string;
  readonly author: string;
  readonly list: boolean;
}

function readArguments(args: readonly string[]): Asked | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      apply: { type: "boolean" },
      propose: { type: "boolean" },
      "dry-run": { type: "boolean" },
      list: { type: "boolean" },
      "remove-absent": { type: "boolean" },
      reason: { type: "string" },
      author: { type: "string" },
      map: { type: "string", multiple: true },
      delimiter: { type: "string" },
      encoding: { type: "string" },
    },
  });
  if (values.help) return undefined;
  const [table, file, ...more] = positionals;
  if (table === undefined || file === undefined || more.length > 0)
    throw new UsageError("Give one table and one file.");
  if (!isTableName(table))
    throw new UsageError(`There is no table "${table}"; the tables are ${tableNames.join(", ")}.`);
  const { delimiter, encoding, reason = "" } = values;
  if (delimiter !== undefined && !Object.hasOwn(delimiters, delimiter))
    throw new UsageError(`--delimiter is one of ${Object.keys(delimiters).join(", ")}.`);
  if (encoding !== undefined && !encodings.some((one) => one === encoding))
    throw new UsageError(`--encoding is one of ${encodings.join(", ")}.`);
  const wanted = [values.apply, values.propose, values["dry-run"]].filter(Boolean).length;
  if (wanted > 1) throw new UsageError("Give one of --apply, --propose and --dry-run.");
  const then = values.apply ? "apply" : values.propose ? "propose" : "check";
  if (then !== "check" && reason.trim() === "") throw new UsageError(`--${then} needs a --reason.`);
  return {
    file: resolve(file),
    options: {
      table,
      chosen: new Map((values.map ?? []).map(readMap)),
      removeAbsent: values["remove-absent"] ?? false,
      ...(delimiter !== undefined && { delimiter: delimiter as Delimiter }),
      ...(encoding !== undefined && { encoding: encoding as Encoding }),
    },
    then,
    reason,
    author: values.author ?? userInfo().username,
    list: values.list ?? false,
  };
}

/** No column's name has an equals sign in it, but a heading may. */
function readMap(given: string): readonly [string, string] {
  const at = given.lastIndexOf("=");
  if (at < 0) throw new UsageError(`--map is HEADING=COLUMN, not "${given}".`);
  return [given.slice(0, at), given.slice(at + 1)];
}

/** The file's bytes, with a bar that moves as they are taken and a hash of them in the end. */
function bytesOf(file: string, what: string) {
  const hash = createHash("sha256");
  const progress = new Progress(what, statSync(file).size);
  async function* bytes(): AsyncGenerator<Uint8Array, void> {
    let done = 0;
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
      done += chunk.length;
      progress.reach(done);
    }
    progress.end();
  }
  return { bytes: bytes(), sum: () => hash.digest("hex") };
}

async function check(store: Store, { file, options, list }: Asked): Promise<{ tally: Tally; sum: string }> {
  const { bytes, sum } = bytesOf(file, "Checking");
  const plan = await planImport(store, bytes, options);
  sayMapping(plan);
  const tally = noRows();
  for await (const batch of plan.rows) {
    for (const row of batch) {
      tally[row.kind]++;
      if (row.kind === "faulty" && tally.faulty <= mostTold) console.error(row.problem.detail);
      if (list && row.kind !== "faulty" && row.kind !== "unchanged") console.log(sayRow(row));
    }
  }
  if (tally.faulty > mostTold) console.error(`… and ${sayCount(tally.faulty - mostTold, "fault")} more.`);
  return { tally, sum: sum() };
}

function sayMapping({ encoding, delimiter, mapping }: Plan): void {
  const left = mapping.headings.filter(({ column }) => column === "").map(({ heading }) => heading);
  const renamed = mapping.headings.filter(({ heading, column }) => column && column !== heading);
  console.log(`Read as ${encoding}, delimited by ${delimiter}.`);
  for (const { heading, column } of renamed) console.log(`${JSON.stringify(heading)} is taken for ${column}.`);
  if (left.length > 0) console.log(`Left out: ${left.map((heading) => JSON.stringify(heading)).join(", ")}.`);
}

function sayRow(row: Extract<Planned, { change: unknown }>): string {
  const where = row.line === undefined ? "not in the file" : `line ${row.line}`;
  return `${where}: ${row.kind} ${row.change.rowId}${row.columns.length > 0 ? ` (${row.columns.join(", ")})` : ""}`;
}

function sayTally({ add, change, remove, unchanged }: Tally, done: boolean): string {
  const [added, changed, removed] = done
    ? ["added", "changed", "removed"]
    : ["to be added", "to be changed", "to be removed"];
  return `${sayCount(add, "row")} ${added}, ${sayCount(change, "row")} ${changed}, ${sayCount(remove, "row")} ${removed}, ${sayCount(unchanged, "row")} as they were`;
}

/** The changes once more from the file, which must be the one that was checked. */
async function* changesAgain(reader: Store, { file, options }: Asked, checked: string) {
  const { bytes, sum } = bytesOf(file, "Writing");
  yield* changesOf(await planImport(reader, bytes, options));
  if (sum() !== checked) throw new ImportRefused("The file has changed since it was checked. Nothing was written.");
}

async function main(args: readonly string[]): Promise<void> {
  const asked = readArguments(args);
  if (!asked) {
    process.stdout.write(help);
    return;
  }
  const { databaseUrl } = readConfig(process.env);
  // Before the store is opened: a file that is not there leaves not even an empty store behind.
  statSync(asked.file);
  const store = await openStore(databaseUrl);
  // Rows are looked up beside the transaction that writes them, as they were before it.
  const reader = await openStore(databaseUrl);
  try {
    await migrate(store.db, store.dialect);
    const { tally, sum } = await check(store, asked);
    const refused = tally.faulty > 0;
    if (refused) {
      console.error(`The file has ${sayCount(tally.faulty, "fault")}. Nothing was written.`);
      process.exitCode = 1;
      return;
    }
    if (asked.then === "check" || tally.add + tally.change + tally.remove === 0) {
      console.log(`${sayTally(tally, false)}. Nothing was written.`);
      return;
    }
    const { reason, author } = asked;
    const changes = changesAgain(reader, asked, sum);
    const now = new Date();
    if (asked.then === "apply") {
      const { id } = await revise(store, changes, { author, summary: reason, now });
      console.log(`${sayTally(tally, true)}: ${store.place} is at revision ${id}.`);
    } else {
      const { id } = await proposeChanges(store, {
        author: { id: `local:${author}`, name: author },
        reason,
        changes,
        now,
      });
      console.log(`${sayTally(tally, false)}: proposed as change set ${id}.`);
    }
  } finally {
    await reader.close();
    await store.close();
  }
}

const kinds = [
  ConfigError,
  StoreError,
  NewerStoreError,
  UsageError,
  Unreadable,
  ImportRefused,
  StaleChange,
  InvalidChange,
  NothingToChange,
  HttpError,
];

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = kinds.some((kind) => error instanceof kind);
  const { syscall, code } = error as NodeJS.ErrnoException;
  // A file that cannot be read, an option that there is not: Node's own sentence says it.
  const expected = known || syscall !== undefined || code?.startsWith("ERR_PARSE_ARGS");
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
