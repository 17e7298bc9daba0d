import { buffer } from "node:stream/consumers";
import type { ColumnType } from "../../db/columns.js";
import { csvHeader, csvLines } from "../../db/csv.js";
import type { Part } from "../../db/datapackage.js";
import type { RawRow } from "../../db/reading.js";
import { editionOf, packageTexts } from "../data/package.js";
import { Breath } from "../values/breath.js";
import { sayDate } from "../values/dates.js";
import { sayEvidence } from "../values/evidence.js";
import { zipStream } from "../web/zip.js";
import type { Difference, StatedFigure } from "./difference.js";
import { sha256 } from "./editions.js";
import { type FactTable, factsCsv, refersInside } from "./facts-used.js";
import type { FreezeInput } from "./freeze.js";

/**
 * An edition as one archive that needs no Parallax to be read or checked: the report, the data of each figure and
 * table, the facts it rests on as a data package, and a manifest with the hash of every file.
 */

export interface Bundled {
  readonly slug: string;
  readonly edition: number;
  readonly frozenAt: string;
  /** The build that made it. */
  readonly build: string;
  readonly input: FreezeInput;
  readonly facts: readonly FactTable[];
  readonly difference: Difference | undefined;
}

interface BundledFile {
  readonly path: string;
  readonly type: string;
  readonly title: string;
  readonly contents: string | Uint8Array;
}

const csvType = "text/csv; charset=utf-8; header=present";

/** The archive. The same edition always gives the same bytes. */
export async function bundle(bundled: Bundled): Promise<Buffer> {
  const files = await filesOf(bundled);
  const manifest = `${JSON.stringify(manifestOf(bundled, files), null, 2)}\n`;
  const sums = [...files, { path: "manifest.json", contents: manifest }]
    .map(({ path, contents }) => `${sha256(contents)}  ${path}\n`)
    .join("");
  const all = [...files, { path: "manifest.json", contents: manifest }, { path: "SHA256SUMS", contents: sums }];
  const entries = all.map(({ path, contents }) => ({ name: path, bytes: Buffer.from(contents) }));
  return buffer(zipStream(entries, bundled.frozenAt.slice(0, 10)));
}

async function filesOf({ slug, edition, input, facts, difference }: Bundled): Promise<readonly BundledFile[]> {
  const { spec, view, html, pdf, figures, tables, liveFigures, revision } = input;
  const part: Part = {
    name: `${slug}-edition-${edition}`,
    title: `Facts of “${spec.title}”, edition ${edition}`,
    about: `The facts that edition ${edition} of the report “${spec.title}” rests on: rows of the tables it reads that had happened by ${sayDate(view.asOf)} and count ${sayEvidence(view.confidence)}, with the sources they cite.`,
    tables: facts.map(({ table }) => table),
    refersInside: refersInside(facts),
  };
  const files: BundledFile[] = [
    { path: "report.html", type: "text/html; charset=utf-8", title: spec.title, contents: html },
    ...(pdf ? [{ path: "report.pdf", type: "application/pdf", title: spec.title, contents: pdf }] : []),
    ...figures.flatMap(({ id, title, csv, svg }) => [
      { path: `figures/${id}.csv`, type: csvType, title, contents: csv },
      ...(svg ? [{ path: `figures/${id}.svg`, type: "image/svg+xml; charset=utf-8", title, contents: svg }] : []),
    ]),
    ...tables.map(({ id, title, csv }) => ({ path: `tables/${id}.csv`, type: csvType, title, contents: csv })),
    {
      path: "figures-in-text.csv",
      type: csvType,
      title: "Figures stated in the text",
      contents: statedCsv(liveFigures),
    },
    ...(difference
      ? [
          {
            path: "difference.csv",
            type: csvType,
            title: `What differs from edition ${edition - 1}`,
            contents: differenceCsv(difference),
          },
        ]
      : []),
  ];
  for (const [name, contents] of Object.entries(await packageTexts(editionOf(revision), part)))
    files.push({ path: `data/${name}`, type: typeOf(name), title: part.title, contents });
  const breath = new Breath();
  for (const table of facts) {
    files.push({ path: `data/${table.table}.csv`, type: csvType, title: part.title, contents: factsCsv(table) });
    await breath.take();
  }
  return files;
}

function typeOf(name: string): string {
  if (name.endsWith(".json")) return "application/json; charset=utf-8";
  return name.endsWith(".md") ? "text/markdown; charset=utf-8" : "text/plain; charset=utf-8";
}

function manifestOf({ slug, edition, frozenAt, build, input }: Bundled, files: readonly BundledFile[]): object {
  const { spec, view, revision } = input;
  return {
    report: slug,
    edition,
    title: spec.title,
    authors: spec.authors,
    frozen_at: frozenAt,
    generator: { name: "Parallax", build },
    dataset: { revision: revision.id, recorded_on: revision.recorded_on, recorded_at: revision.recorded_at },
    view: { as_of: view.asOf, a: view.sides.a.code, b: view.sides.b.code, confidence: view.confidence },
    files: files.map(({ path, type, title, contents }) => ({
      path,
      title,
      type,
      bytes: Buffer.byteLength(contents),
      sha256: sha256(contents),
    })),
  };
}

function statedCsv(figures: readonly StatedFigure[]): string {
  return csvOf(
    ["key", "title", "text", "value"],
    figures.map(({ key, title, text, value }) => [key, title, text, value === null ? null : String(value)]),
  );
}

const differenceColumns = ["what", "where", "key", "name", "column", "before", "after"];

/** The difference as a CSV file. */
export function differenceCsv(difference: Difference): string {
  return csvOf(differenceColumns, differenceRows(difference));
}

/** The difference, one row for each cell, row of facts or figure. */
export function differenceRows({ facts, figures, series }: Difference): readonly RawRow[] {
  const rows = facts.flatMap(({ table, added, changed, removed }) => [
    ...changed.flatMap(({ key, name, cells }) =>
      cells.map(({ column, before, after }) => ["changed", table, key, name, column, asText(before), asText(after)]),
    ),
    ...added.map(({ key, name }) => ["added", table, key, name, null, null, null]),
    ...removed.map(({ key, name }) => ["removed", table, key, name, null, null, null]),
  ]);
  return [
    ...figures.map(({ key, title, before, after }) => ["changed", "figure in text", key, title, "text", before, after]),
    ...series.map(({ title, gone, fresh }) => [
      "changed",
      "figure or table",
      null,
      title,
      "rows",
      `${gone} gone`,
      `${fresh} new`,
    ]),
    ...rows,
  ];
}

const asText = (cell: string | number | null) => (cell === null ? null : String(cell));

function csvOf(names: readonly string[], rows: readonly RawRow[]): string {
  const columns = names.map((name) => ({ name, type: "text" satisfies ColumnType as ColumnType }));
  return csvHeader(columns) + csvLines(columns, rows);
}
