import type { Db } from "../../db/database.js";
import type { StoredRow } from "../../db/dataset.js";
import { differingColumns, type InvalidChange, type RowChange } from "../../db/revising.js";
import { rowWithKey } from "../../db/row-checks.js";
import { rowKey } from "../../db/row-writing.js";
import { type TableName, tableOf } from "../../db/tables.js";
import type { FormFields } from "../web/uploads.js";
import { readRow, sayFault, writtenCell } from "./row-form.js";
import { freeSourceId, sourceAt } from "./row-lookup.js";

/**
 * One form, read: the row itself, a source that was not there yet and a further source as a citation, as the changes
 * of one set. Nothing of the form is believed: the row that it began from is the one that stood at its revision.
 */

export interface Edit {
  readonly table: TableName;
  /** Undefined for a row that is to be added. */
  readonly rowId: string | undefined;
  /** Revision at which the form was opened. */
  readonly revision: number;
  /** The row as it stood then. */
  readonly opened: StoredRow | null;
  readonly written: FormFields;
}

/** What the names of fields begin with: those of the row, of a new source, of a citation. */
export const prefixes = { row: "c-", source: "s-", citation: "k-" } as const;

/** A source that is recorded already, offered in place of the same written anew. */
export interface Offer {
  /** Field that the id belongs in. */
  readonly field: string;
  readonly id: string;
  readonly title: string;
}

export interface ReadEdit {
  readonly changes: readonly RowChange[];
  /** What is wrong, by the name of the field; under the empty name what belongs to none. */
  readonly faults: ReadonlyMap<string, string>;
  readonly offer?: Offer;
}

const longestReason = 2000;

export async function readEdit(db: Db, edit: Edit): Promise<ReadEdit> {
  const { table, rowId, opened } = edit;
  const { form, undecided } = settled(edit.written);
  const faults = new Map<string, string>();
  const source = await readSource(db, table, form);
  const fields = { ...Object.fromEntries(form), ...source.fields };
  const read = readRow({ table, prefix: prefixes.row, opened }, new Map(Object.entries(fields)));
  for (const part of [source.faults, read.faults, undecided]) for (const [name, fault] of part) faults.set(name, fault);
  const changes: RowChange[] = [];
  if (source.row) changes.push(added("sources", source.row));
  const own = rowId ?? rowKey(table, read.row);
  if (!rowId && read.faults.size === 0) {
    const taken = keyFault(own, (await rowWithKey(db, table, own)) !== undefined);
    if (taken) faults.set(prefixes.row + tableOf(table).key.at(-1), taken);
  }
  if (!opened || differingColumns(table, opened, read.row).length > 0)
    changes.push({ table, rowId: own, action: opened ? "change" : "add", before: opened, after: read.row });
  const citation = await readCitation(db, { table, row: read.row, fields });
  for (const [name, fault] of citation.faults) faults.set(name, fault);
  if (citation.row) changes.push(added("citations", citation.row));
  const reason = (form.get("reason") ?? "").trim();
  if (reason === "") faults.set("reason", "Say why: the history keeps it beside the change.");
  else if (reason.length > longestReason || reason.includes("\0"))
    faults.set("reason", sayFault(`text of at most ${longestReason.toLocaleString("en")} characters`));
  return { changes, faults, ...(source.offer && { offer: source.offer }) };
}

function added(table: TableName, row: StoredRow): RowChange {
  return { table, rowId: rowKey(table, row), action: "add", before: null, after: row };
}

function keyFault(rowId: string, taken: boolean): string | undefined {
  if (taken) return "There is a row with this key already.";
  // Its form would stand where new rows are made.
  return rowId === "new" ? sayFault('an id other than "new"') : undefined;
}

/** Whether rows of a table can be cited for: those that have an id, except the sources themselves. */
export function isCitable(table: TableName): boolean {
  return table !== "sources" && tableOf(table).key.join() === "id";
}

/** Whether a form of the table has a place for a source that is not there yet. */
export function takesSource(table: TableName): boolean {
  return isCitable(table) || Object.hasOwn(tableOf(table).columns, "source_id");
}

interface ReadPart {
  readonly row?: StoredRow;
  readonly faults: ReadonlyMap<string, string>;
}

/** A source written into the form, with the fields of the others that come to name it. */
async function readSource(db: Db, table: TableName, form: FormFields) {
  const { source: prefix } = prefixes;
  const isWritten = [...form].some(
    ([name, value]) => name.startsWith(prefix) && name !== "s-use" && value.trim() !== "",
  );
  const none: ReadPart & { readonly fields: Readonly<Record<string, string>>; readonly offer?: Offer } = {
    faults: new Map(),
    fields: {},
  };
  if (!isWritten || !takesSource(table)) return none;
  const given = form.get("s-id")?.trim() ?? "";
  const id = given || (await freeSourceId(db, form.get("s-title") ?? ""));
  const read = readRow({ table: "sources", prefix, opened: null }, new Map([...form, ["s-id", id]]));
  const faults = new Map(read.faults);
  const further = form.get("s-use") === "further" || !Object.hasOwn(tableOf(table).columns, "source_id");
  const field = `${further ? prefixes.citation : prefixes.row}source_id`;
  const present = await sourceAt(db, (form.get("s-url") ?? "").trim());
  if (present) faults.set("s-url", `This address is recorded already, as ${present.id}: ${present.title}.`);
  else if (given && !faults.has("s-id") && (await rowWithKey(db, "sources", given)))
    faults.set("s-id", "There is a source with this id already.");
  return {
    row: read.row,
    faults,
    fields: { [field]: id },
    ...(present && { offer: { field, ...present } }),
  };
}

/** A further source of the row, where the form names one. */
async function readCitation(
  db: Db,
  {
    table,
    row,
    fields,
  }: { readonly table: TableName; readonly row: StoredRow; readonly fields: Record<string, string> },
): Promise<ReadPart> {
  const { citation: prefix } = prefixes;
  const isWritten = ["source_id", "value", "note"].some((column) => (fields[prefix + column] ?? "").trim() !== "");
  if (!isWritten || !isCitable(table)) return { faults: new Map() };
  const whole = { "k-agrees": "yes", ...fields, "k-table": table, "k-row_id": String(row["id"] ?? "") };
  const read = readRow({ table: "citations", prefix, opened: null }, new Map(Object.entries(whole)));
  // An id that is none is told of at the id.
  const faults = new Map([...read.faults].filter(([name]) => name !== "k-row_id"));
  if (faults.size === 0 && (await rowWithKey(db, "citations", rowKey("citations", read.row))))
    faults.set("k-source_id", "This source is cited for that already.");
  return { row: read.row, faults };
}

/** What a dataset may not hold, told at the fields that it stands in. */
export function faultsByField(error: InvalidChange, { table }: Pick<Edit, "table">, changes: readonly RowChange[]) {
  const faults = new Map<string, string>();
  for (const { at, column, value, expected } of error.faults) {
    const prefix = prefixOf(changes[at], table);
    const known = column !== "" && Object.hasOwn(tableOf(changes[at]?.table ?? table).columns, column);
    const name = known ? prefix + column : "";
    const said = known ? sayFault(expected) : `${JSON.stringify(value.slice(0, 80))}: expected ${expected}.`;
    faults.set(name, faults.has(name) ? `${faults.get(name)} ${said}` : said);
  }
  return faults;
}

/** Whose fields a change was read from: a source or a citation may also be the row itself. */
function prefixOf(change: RowChange | undefined, table: TableName): string {
  if (!change || change.table === table) return prefixes.row;
  return change.table === "sources" ? prefixes.source : prefixes.citation;
}

/** A form whose choices between two values have been made, and those that were left open. */
function settled(written: FormFields) {
  const form = new Map(written);
  const undecided = new Map<string, string>();
  for (const name of written.keys()) {
    const [, column] = /^both-(.+)$/.exec(name) ?? [];
    if (!column) continue;
    const holds = written.get(`hold-${column}`);
    // Without a field the row keeps what stands.
    if (holds === "theirs") form.delete(prefixes.row + column);
    else if (holds !== "mine") undecided.set(prefixes.row + column, "Say which of the two holds.");
  }
  return { form, undecided };
}

/** Columns that two people have changed, and that the form still has to decide on. */
export function decidedBetween(written: FormFields): readonly string[] {
  return [...written.keys()].flatMap((name) => /^both-(.+)$/.exec(name)?.[1] ?? []);
}

export interface Rebased {
  readonly edit: Edit;
  /** Columns that somebody else has changed and this form has not: taken over. */
  readonly taken: readonly string[];
  /** Columns that both have changed to something else. */
  readonly both: readonly string[];
}

/**
 * The form as it would have been opened on what stands now: what only others have changed is taken from them, and
 * what only the form changes stays as it is written. Where both differ the form asks which holds.
 */
export function rebased(edit: Edit, present: StoredRow, revision: number): Rebased {
  const { table, opened } = edit;
  const theirs = differingColumns(table, opened, present);
  const { form } = settled(edit.written);
  const { row, faults } = readRow({ table, prefix: prefixes.row, opened }, form);
  const written = new Map(edit.written);
  const [taken, both]: [string[], string[]] = [[], []];
  for (const column of theirs) {
    const name = prefixes.row + column;
    const mine = faults.has(name) || !opened || row[column] !== opened[column];
    if (mine && (faults.has(name) || row[column] !== present[column])) both.push(column);
    else taken.push(column);
  }
  for (const column of [...taken, ...both]) {
    for (const name of [`both-${column}`, `hold-${column}`]) written.delete(name);
    if (both.includes(column)) written.set(`both-${column}`, "1");
    else {
      const description = tableOf(table).columns[column];
      if (description) written.set(prefixes.row + column, writtenCell(description, present[column] ?? null));
    }
  }
  return { edit: { ...edit, opened: present, revision, written }, taken, both };
}
