import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { RevisionRow } from "../../db/database.js";
import { type Edition, licenceNote, shippedDataset, writeDescriptor } from "../../db/datapackage.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { places } from "../places.js";
import { csvDownload, writeDownload } from "../web/downloads.js";
import { writeWhole } from "../web/finished-files.js";
import { columnsOf, tableRows } from "../web/rows.js";

/** The data package: one CSV file for each table, the descriptor, and what a reader needs beside them. */

/** The package's files that are no table, by name. */
async function packageTexts(edition: Edition): Promise<Readonly<Record<string, string>>> {
  return {
    "datapackage.json": writeDescriptor(edition),
    "METRICS.md": await metricsText(),
    "LICENSE.txt": `${shippedDataset.title}\nFacts as recorded on ${edition.recordedOn}\n\n${licenceNote.replaceAll("`", "")}\nhttps://creativecommons.org/licenses/by/4.0/\n`,
  };
}

/** Metrics, operators and consequences of the export rules, as shipped. */
export function metricsText(): Promise<string> {
  return readFile(join(places.dataset, "METRICS.md"), "utf8");
}

export function editionOf({ id, recorded_on }: RevisionRow): Edition {
  return { recordedOn: recorded_on, revision: id };
}

/** Writes a whole table as CSV, its columns being those of the registry. */
export async function writeTable(store: Store, table: TableName, path: string, withMark = false): Promise<number> {
  const columns = columnsOf(table);
  const download = await csvDownload(columns, tableRows(store, table), { fileName: `${table}.csv`, withMark });
  await writeDownload(download, createWriteStream(path));
  return download.rowCount;
}

/** The facts cannot be written out. The message is one line. */
export class ExportError extends Error {}

export interface ExportResult {
  readonly revision: RevisionRow;
  readonly rows: number;
}

/**
 * Writes the store's tables as a data package into a folder, which is made if needed. All files are of one revision;
 * each is whole or not there.
 */
export async function exportPackage(store: Store, folder: string): Promise<ExportResult> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new ExportError(`Cannot make the folder ${folder}: ${error.message}.`);
  });
  for (let attempt = 1; attempt <= 5; attempt++) {
    const revision = await store.revision();
    if (!revision) throw new ExportError("The store holds no facts yet. Load them with: npm run load");
    let rows = 0;
    for (const table of tableNames)
      await writeWhole(join(folder, `${table}.csv`), async (draft) => {
        rows += await writeTable(store, table, draft);
      });
    for (const [name, text] of Object.entries(await packageTexts(editionOf(revision))))
      await writeWhole(join(folder, name), (draft) => writeFile(draft, text));
    if ((await store.revision())?.id === revision.id) return { revision, rows };
  }
  throw new ExportError("The facts kept changing while they were exported. Try again when nobody is editing.");
}

/** Writes the package as one zip file out of the finished files of its tables. The same facts give the same bytes. */
export async function writeZip(
  path: string,
  revision: RevisionRow,
  tableFile: (table: TableName) => Promise<string>,
): Promise<void> {
  const zip = new ZipFile();
  const options = { mtime: dosTime(revision.recorded_on), mode: 0o100644, forceDosTimestamp: true };
  for (const [name, text] of Object.entries(await packageTexts(editionOf(revision))))
    zip.addBuffer(Buffer.from(text), name, options);
  for (const table of tableNames) zip.addFile(await tableFile(table), `${table}.csv`, options);
  const out = zip.outputStream as Readable;
  zip.once("error", (error) => out.destroy(error as Error));
  zip.end();
  await pipeline(out, createWriteStream(path));
}

/**
 * Noon of a day on the clock of this machine: zip files tell local time without saying where, so this gives the same
 * bytes everywhere.
 */
function dosTime(day: string): Date {
  const [year = 1980, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}
