import { readCsv } from "../../db/csv.js";
import { namingColumns } from "../../db/naming.js";
import type { RawRow } from "../../db/reading.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { Breath } from "../values/breath.js";
import type { FactTable } from "./facts-used.js";

/** What differs between two states of a report's facts, figures and data: two editions, or an edition and today. */

export type Cell = string | number | null;

/** A row of the facts, by its key and as a reader would name it. */
export interface NamedRow {
  readonly key: string;
  readonly name: string;
}

export interface ChangedCell {
  readonly column: string;
  readonly before: Cell;
  readonly after: Cell;
}

export interface ChangedRow extends NamedRow {
  readonly cells: readonly ChangedCell[];
}

export interface TableDifference {
  readonly table: TableName;
  readonly added: readonly NamedRow[];
  readonly changed: readonly ChangedRow[];
  readonly removed: readonly NamedRow[];
}

/** A figure as the report's words state it. */
export interface StatedFigure {
  readonly key: string;
  readonly title: string;
  /** As printed, "$38bn". */
  readonly text: string;
  readonly value: number | string | null;
}

/** A figure that says something else; `null` where it is not stated. */
export interface FigureDifference {
  readonly key: string;
  readonly title: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The data of a figure or table as CSV. */
export interface SeriesData {
  readonly id: string;
  readonly title: string;
  /** Names it in every edition, whatever number it has there; its id where left out. */
  readonly key?: string;
  readonly csv: string;
}

export interface SeriesDifference {
  readonly title: string;
  /** Rows that are there no more, and rows that were not there; a changed row is one of each. */
  readonly gone: number;
  readonly fresh: number;
}

export interface Difference {
  /** Tables with a difference. */
  readonly facts: readonly TableDifference[];
  /** Tables that the report did not read before, and those that it reads no more: their rows are no changes. */
  readonly begun: readonly TableName[];
  readonly dropped: readonly TableName[];
  readonly figures: readonly FigureDifference[];
  readonly series: readonly SeriesDifference[];
}

export interface ReportState {
  readonly facts: readonly FactTable[];
  readonly figures: readonly StatedFigure[];
  readonly series: readonly SeriesData[];
}

export async function differenceBetween(before: ReportState, after: ReportState): Promise<Difference> {
  const tablesOf = (state: ReportState) => state.facts.map(({ table }) => table);
  return {
    facts: await factsDifference(before.facts, after.facts),
    begun: tablesOf(after).filter((table) => !tablesOf(before).includes(table)),
    dropped: tablesOf(before).filter((table) => !tablesOf(after).includes(table)),
    figures: figuresDifference(before.figures, after.figures),
    series: seriesDifference(before.series, after.series),
  };
}

/** Rows added, changed and removed, in the tables that both have; those without a difference are left out. */
export async function factsDifference(
  before: readonly FactTable[],
  after: readonly FactTable[],
): Promise<readonly TableDifference[]> {
  const breath = new Breath();
  const [earlierNames, laterNames] = [namesIn(before), namesIn(after)];
  const differences: TableDifference[] = [];
  for (const later of after) {
    const earlier = before.find(({ table }) => table === later.table);
    if (!earlier) continue;
    const { table } = later;
    // A column that the registry has gained since, or lost, says nothing about the facts.
    const shared = later.columns.filter((column) => earlier.columns.includes(column));
    const missing = new Map<string, RawRow>();
    for (const row of earlier.rows) missing.set(keyOf(earlier, row), row);
    const added: NamedRow[] = [];
    const changed: ChangedRow[] = [];
    for (const row of later.rows) {
      const key = keyOf(later, row);
      const old = missing.get(key);
      missing.delete(key);
      if (breath.due) await breath.take();
      if (!old) {
        added.push({ key, name: laterNames(later, row) });
        continue;
      }
      const cells = shared.flatMap((column): readonly ChangedCell[] => {
        const [was, is] = [cellOf(earlier, old, column), cellOf(later, row, column)];
        return was === is ? [] : [{ column, before: was, after: is }];
      });
      if (cells.length > 0) changed.push({ key, name: laterNames(later, row), cells });
    }
    const removed = [...missing].map(([key, row]) => ({ key, name: earlierNames(earlier, row) }));
    if (added.length + changed.length + removed.length > 0) differences.push({ table, added, changed, removed });
  }
  return differences;
}

const cellOf = ({ columns }: FactTable, row: RawRow, column: string) => (row[columns.indexOf(column)] ?? null) as Cell;

function keyOf(facts: FactTable, row: RawRow): string {
  return tableOf(facts.table)
    .key.map((column) => String(cellOf(facts, row, column)))
    .join(" / ");
}

/** Names rows as a reader would, as far as the facts themselves hold the names of what they refer to. */
function namesIn(facts: readonly FactTable[]): (table: FactTable, row: RawRow) => string {
  const labels = new Map<string, ReadonlyMap<Cell, Cell>>();
  const labelsOf = (name: string) => {
    const known = labels.get(name);
    if (known) return known;
    const table = facts.find((one) => one.table === name);
    const { label } = table ? tableOf(table.table) : {};
    const made = new Map(
      table && label ? table.rows.map((row) => [cellOf(table, row, "id"), cellOf(table, row, label)]) : [],
    );
    labels.set(name, made);
    return made;
  };
  return (table, row) => {
    const { columns, separator } = namingColumns(table.table);
    const words = columns.flatMap((column) => {
      const own = cellOf(table, row, column);
      const targets = tableOf(table.table).columns[column]?.references ?? [];
      const name = targets.map((target) => labelsOf(target).get(own)).find((label) => label !== undefined) ?? own;
      return name === null ? [] : [String(name)];
    });
    return words.join(separator) || keyOf(table, row);
  };
}

/** Figures whose words differ. */
export function figuresDifference(
  before: readonly StatedFigure[],
  after: readonly StatedFigure[],
): readonly FigureDifference[] {
  const later = new Map(after.map((figure) => [figure.key, figure]));
  const earlier = new Set(before.map(({ key }) => key));
  const stated = before.map(({ key, title, text }) => ({
    key,
    title: later.get(key)?.title ?? title,
    before: text,
    after: later.get(key)?.text ?? null,
  }));
  const fresh = after
    .filter(({ key }) => !earlier.has(key))
    .map(({ key, title, text }) => ({ key, title, before: null, after: text }));
  return [...stated, ...fresh].filter((figure) => figure.before !== figure.after);
}

/** Data that differ in some row; what only one of the two has differs in every row. */
export function seriesDifference(
  before: readonly SeriesData[],
  after: readonly SeriesData[],
): readonly SeriesDifference[] {
  const keyed = (all: readonly SeriesData[]) => new Map(all.map((one) => [one.key ?? one.id, one]));
  const [earlier, later] = [keyed(before), keyed(after)];
  return [...new Set([...later.keys(), ...earlier.keys()])].flatMap((key) => {
    const [was, is] = [earlier.get(key), later.get(key)];
    if (was?.csv === is?.csv) return [];
    const rows = tally(was?.csv);
    let fresh = 0;
    for (const [row, count] of tally(is?.csv)) {
      const matched = Math.min(count, rows.get(row) ?? 0);
      fresh += count - matched;
      rows.set(row, (rows.get(row) ?? 0) - matched);
    }
    const gone = [...rows.values()].reduce((sum, count) => sum + count, 0);
    return gone + fresh > 0 ? [{ title: is?.title ?? was?.title ?? key, gone, fresh }] : [];
  });
}

/** How often each record of a CSV stands in it, without the header. */
function tally(csv: string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cells } of csv === undefined ? [] : readCsv(Buffer.from(csv)).records) {
    const row = JSON.stringify(cells);
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  return counts;
}

/** Whether there is nothing to tell. */
export function isNothing({ facts, begun, dropped, figures, series }: Difference): boolean {
  return facts.length + begun.length + dropped.length + figures.length + series.length === 0;
}
