import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type CsvColumn, csvHeader, csvLines } from "../db/csv.js";
import { type Dataset, DatasetError, readDataset } from "../db/dataset.js";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { InvalidChange, NothingToChange, StaleChange } from "../db/revising.js";
import type { RowChange } from "../db/row-writing.js";
import { openStore, type Store, StoreError } from "../db/store.js";
import { applySync, NoBase, planSync, recordSync } from "../db/syncing.js";
import type { Conflict, Merged } from "../db/three-way.js";
import { ConfigError, readConfig } from "../server/config.js";
import { proposeChanges } from "../server/desk/change-sets.js";
import { places } from "../server/places.js";
import { sayCount } from "../server/values/numbers.js";

const help = `Brings a newer dataset into the store named by DATABASE_URL and keeps the store's own edits. What the dataset alone
has changed is taken over; what was changed here alone stays; what both have changed otherwise stays as it is here and
is listed. Without --apply nothing is written.

Usage: npm run dataset:sync                 the shipped facts in db/dataset
       npm run dataset:sync -- FOLDER       those of another folder

  --apply            writes what is taken over, all or nothing, and proposes the rest as a change set for review
  --conflicts FILE   also writes the conflicts to a CSV file
  --author NAME      who; the user of this machine unless given
`;

/** What is asked of the reviewer: to take the dataset's side. */
const reason =
  "The dataset says otherwise than an edit made here. Approve to take the dataset's side, reject to keep ours.";

const conflictColumns: readonly (CsvColumn & { readonly name: keyof Conflict | "row_id" })[] = [
  { name: "table", type: "text" },
  { name: "row_id", type: "text" },
  { name: "column", type: "text" },
  { name: "base", type: "text" },
  { name: "ours", type: "text" },
  { name: "theirs", type: "text" },
  { name: "why", type: "text" },
];

function writeConflicts(path: string, conflicts: readonly Conflict[]): void {
  const cell = (value: unknown) => (value === null ? null : String(value));
  const rows = conflicts.map((one) =>
    conflictColumns.map(({ name }) => cell(name === "row_id" ? one.rowId : one[name])),
  );
  writeFileSync(path, `${csvHeader(conflictColumns)}${csvLines(conflictColumns, rows)}`);
}

function sayConflict({ table, rowId, column, base, ours, theirs, why }: Conflict): string {
  if (!column) return `${table} ${rowId}: ${why}`;
  const [was, here, there] = [base, ours, theirs].map((cell) => (cell === null ? "empty" : JSON.stringify(cell)));
  return `${table} ${rowId}, ${column}: was ${was}, here ${here}, in the dataset ${there}`;
}

function sayMerge({ changes, conflicts }: Merged, done: boolean): string {
  const count = (action: RowChange["action"]) => changes.filter((change) => change.action === action).length;
  const taken = `${sayCount(count("add"), "row")} added, ${sayCount(count("change"), "row")} changed, ${sayCount(count("remove"), "row")} removed`;
  return `${done ? "Taken over" : "To be taken over"}: ${taken}. In conflict: ${sayCount(conflicts.length, "place")}.`;
}

/** Proposes what would take the dataset's side. What cannot be done, since it would leave a reference to nothing, is left out. */
async function propose(store: Store, merged: Merged, author: string, now: Date): Promise<number | undefined> {
  let changes = merged.alternatives;
  while (changes.length > 0) {
    try {
      const proposal = { author: { id: `local:${author}`, name: author }, reason, changes, now };
      return (await proposeChanges(store, proposal)).id;
    } catch (error) {
      if (!(error instanceof InvalidChange)) throw error;
      const faulty = new Set(error.faults.map(({ table, rowId }) => `${table} ${rowId}`));
      const sound = changes.filter(({ table, rowId }) => !faulty.has(`${table} ${rowId}`));
      if (sound.length === changes.length) throw error;
      changes = sound;
    }
  }
  return undefined;
}

async function apply(store: Store, dataset: Dataset, merged: Merged, author: string): Promise<void> {
  const now = new Date();
  await applySync(store, merged, {
    author,
    now,
    summary: `Dataset of ${dataset.recordedOn}, merged with edits made here`,
  });
  console.log(sayMerge(merged, true));
  const set = await propose(store, merged, author, now);
  if (set !== undefined) console.log(`Proposed for review as change set ${set}.`);
  await recordSync(store, dataset, merged, { author, now });
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      apply: { type: "boolean" },
      "dry-run": { type: "boolean" },
      conflicts: { type: "string" },
      author: { type: "string" },
    },
  });
  if (values.help || positionals.length > 1) {
    process.stdout.write(help);
    if (!values.help) process.exitCode = 1;
    return;
  }
  const [folder] = positionals;
  const { databaseUrl } = readConfig(process.env);
  const dataset = readDataset(folder === undefined ? places.dataset : resolve(folder));
  const store = await openStore(databaseUrl);
  try {
    await migrate(store.db, store.dialect);
    const merged = await planSync(store.db, dataset);
    for (const conflict of merged.conflicts) console.log(sayConflict(conflict));
    if (values.conflicts !== undefined) writeConflicts(resolve(values.conflicts), merged.conflicts);
    if (values.apply && !values["dry-run"]) await apply(store, dataset, merged, values.author ?? userInfo().username);
    else console.log(`${sayMerge(merged, false)} Nothing was written; --apply does it.`);
  } finally {
    await store.close();
  }
}

const kinds = [
  ConfigError,
  StoreError,
  NewerStoreError,
  DatasetError,
  NoBase,
  StaleChange,
  InvalidChange,
  NothingToChange,
];

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = kinds.some((kind) => error instanceof kind);
  const { syscall, code } = error as NodeJS.ErrnoException;
  const expected = known || syscall !== undefined || code?.startsWith("ERR_PARSE_ARGS");
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
