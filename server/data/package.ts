import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { csvHeader, csvLines } from "../../db/csv.js";
import type { RevisionRow } from "../../db/database.js";
import { type Edition, licenceNote, type Part, shippedDataset, writeDescriptor } from "../../db/datapackage.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { places } from "../places.js";
import { csvDownload, writeDownload } from "../web/downloads.js";
import { writeWhole } from "../web/finished-files.js";
import { columnsOf, tableRows } from "../web/rows.js";
import { type ZipEntry, zipStream } from "../web/zip.js";

/** The data package: one CSV file for each table, the descriptor, and what a reader needs beside them. */

/** The package's files that are no table, by name. */
export async function packageTexts(edition: Edition, part?: Part): Promise<Readonly<Record<string, string>>> {
  return {
    "datapackage.json": writeDescriptor(edition, part),
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

/** A store that holds exactly the dataset which was loaded last is that dataset again, and no state of its own. */
function exportedEdition(revision: RevisionRow): Edition {
  return revision.dataset_hash === null ? editionOf(revision) : { recordedOn: revision.recorded_on };
}

/** Writes a whole table as the dataset keeps it under version control: in the order of its key, lines ending in LF. */
async function writeVersioned(store: Store, table: TableName, path: string): Promise<number> {
  const columns = columnsOf(table);
  let rows = 0;
  async function* pieces() {
    yield csvHeader(columns, "\n");
    for await (const batch of tableRows(store, table).stream()) {
      rows += batch.length;
      yield csvLines(columns, batch, "\n");
    }
  }
  await pipeline(pieces(), createWriteStream(path));
  return rows;
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
 * each is whole or not there. The same facts give the same bytes: those of db/dataset, where they are the facts that
 * it says.
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
        rows += await writeVersioned(store, table, draft);
      });
    for (const [name, text] of Object.entries(await packageTexts(exportedEdition(revision))))
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
  const texts = Object.entries(await packageTexts(editionOf(revision)));
  const tables: ZipEntry[] = [];
  for (const table of tableNames) tables.push({ name: `${table}.csv`, path: await tableFile(table) });
  const entries = [...texts.map(([name, text]) => ({ name, bytes: Buffer.from(text) })), ...tables];
  await pipeline(zipStream(entries, revision.recorded_on), createWriteStream(path));
}
