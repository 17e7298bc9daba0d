import { createWriteStream } from "node:fs";
import type { RevisionRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import type { TableName } from "../../db/tables.js";
import { jsonDownload, writeDownload } from "../web/downloads.js";
import type { FinishedFiles, Recipe } from "../web/finished-files.js";
import { columnsOf, tableRows } from "../web/rows.js";
import { writeTable, writeZip } from "./package.js";
import { writeSqliteFile } from "./sqlite-file.js";

/** What the finished files of the data page are made of. */

/** `parallax-chips-2026-11-23.csv`: a whole table goes by the day the facts were recorded. */
const savedAs = (what: string, ending: string) => (revision: RevisionRow) =>
  `${["parallax", what, revision.recorded_on].filter(Boolean).join("-")}.${ending}`;

export function tableCsv(store: Store, table: TableName, withMark = false): Recipe {
  return {
    name: `${table}${withMark ? "-bom" : ""}.csv`,
    type: "text/csv; charset=utf-8; header=present",
    fileName: savedAs(table, "csv"),
    rows: () => tableRows(store, table).count(),
    write: async (path) => void (await writeTable(store, table, path, withMark)),
  };
}

export function tableJson(store: Store, table: TableName): Recipe {
  const fileName = savedAs(table, "json");
  return {
    name: `${table}.json`,
    type: "application/json; charset=utf-8",
    fileName,
    rows: () => tableRows(store, table).count(),
    async write(path, revision) {
      const view = { table, revision: revision.id, recorded_on: revision.recorded_on };
      const download = await jsonDownload(columnsOf(table), tableRows(store, table), view, fileName(revision));
      await writeDownload(download, createWriteStream(path));
    },
  };
}

export function packageZip(store: Store, files: FinishedFiles): Recipe {
  return {
    name: "parallax.zip",
    type: "application/zip",
    fileName: savedAs("", "zip"),
    compressed: true,
    write: (path, revision) =>
      writeZip(path, revision, async (table) => (await files.finish(tableCsv(store, table))).path),
  };
}

export function sqliteFile(store: Store): Recipe {
  return {
    name: "parallax.sqlite",
    type: "application/vnd.sqlite3",
    fileName: savedAs("", "sqlite"),
    write: (path) => writeSqliteFile(store, path),
  };
}
