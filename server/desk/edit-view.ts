import type { StoredRow } from "../../db/dataset.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import { sayCell, sayTableName } from "../reports/difference-words.js";
import { type Kind, kindLabels } from "../search/entries.js";
import { sayMoment } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { FormFields } from "../web/uploads.js";
import { type DeskPage, type Paged, turning } from "./answers.js";
import { historyOf, nameOf } from "./difference-view.js";
import { decidedBetween, type Edit, isCitable, prefixes, type ReadEdit, type Rebased, takesSource } from "./editing.js";
import type { PastChange } from "./history.js";
import { fieldsOf, isWritten, type RowField, writtenCell } from "./row-form.js";
import type { FoundRow, proposedOn, Referring } from "./row-lookup.js";

/** The pages on which rows are looked for and edited. */

export const rowsShown = 50;
/** Rows that refer to one which was to be removed, of each column. */
export const referringShown = 20;

/** Tables whose rows the search finds. */
export const searched: Readonly<Partial<Record<Kind, TableName>>> = {
  companies: "companies",
  chips: "chips",
  models: "models",
  software: "software",
  benchmarks: "benchmarks",
  rules: "export_rules",
  indicators: "indicators",
  events: "events",
  claims: "claims",
  sources: "sources",
};

export function editPath(table: TableName, rowId = ""): string {
  return rowId === "" ? `/desk/edit/${table}` : `/desk/edit/${table}/${rowId}`;
}

export interface Tables {
  readonly text: string;
  /** Rows of each table; while something is looked for, those that hold it. */
  readonly counts: Readonly<Record<TableName, number>>;
  readonly hits: readonly {
    readonly kind: Kind;
    readonly table: TableName;
    readonly id: string;
    readonly label: string;
  }[];
}

export function tablesPage(_ctx: Context, { text, counts, hits }: Tables): DeskPage {
  const found = tableNames.reduce((sum, table) => sum + counts[table], 0);
  const query = text === "" ? "" : `?${new URLSearchParams({ q: text })}`;
  return {
    title: "Edit",
    headline: text === "" ? "Edit the facts" : `${sayCount(found, "row")} ${found === 1 ? "holds" : "hold"} “${text}”`,
    lede: "What you change here is proposed to a reviewer, with your reason. Until it is approved no fact is touched.",
    path: "/desk/edit",
    template: "desk/edit-tables",
    parts: {
      text,
      hits: hits.map(({ kind, table, id, label }) => ({
        kind: kindLabels[kind],
        label,
        id,
        href: editPath(table, id),
      })),
      tables: tableNames
        .filter((table) => text === "" || counts[table] > 0)
        .map((table) => ({
          title: tableOf(table).title,
          about: tableOf(table).description,
          rows: counts[table].toLocaleString("en"),
          href: `${editPath(table)}${query}`,
          add: editPath(table, "new"),
        })),
    },
  };
}

export interface RowsOfTable {
  readonly table: TableName;
  readonly text: string;
  readonly rows: readonly (FoundRow & { readonly row: StoredRow })[];
  readonly count: number;
  readonly asked: Paged;
}

export function rowsPage(ctx: Context, { table, text, rows, count, asked }: RowsOfTable): DeskPage {
  const { title, description } = tableOf(table);
  const path = editPath(table);
  return {
    title: `Edit ${title.toLowerCase()}`,
    headline:
      text === "" ? `${title}: ${sayCount(count, "row")}` : `${title}: ${sayCount(count, "row")} with “${text}”`,
    lede: description,
    path,
    template: "desk/edit-rows",
    parts: {
      text,
      path,
      add: editPath(table, "new"),
      all: "/desk/edit",
      rows: rows.map(({ rowId, name }) => ({
        name: name.length > 160 ? `${name.slice(0, 159)}…` : name,
        key: decodeURIComponent(rowId.replaceAll("/", " / ")),
        href: editPath(table, rowId),
        history: historyOf(table, rowId),
      })),
      turning: turning(ctx, path, asked, count),
    },
  };
}

/** What the page with a form says beside its fields. */
export interface Shown {
  readonly edit: Edit;
  readonly faults?: ReadonlyMap<string, string>;
  readonly offer?: ReadEdit["offer"];
  /** Sets that wait for review and touch the row. */
  readonly proposed: Awaited<ReturnType<typeof proposedOn>>;
  readonly citations: readonly FoundRow[];
  /** Names of the rows that the fields refer to, by the field. */
  readonly names: ReadonlyMap<string, string>;
  /** What was looked for by a field's button. */
  readonly found?: { readonly field: string; readonly rows: readonly (FoundRow & { readonly id: string })[] };
  /** What others have done to the row since the form was opened. */
  readonly moved?: Pick<Rebased, "taken" | "both"> & { readonly past: readonly PastChange[] };
  /** Somebody has removed the row meanwhile. */
  readonly gone?: readonly PastChange[];
  readonly referring?: readonly Referring[];
}

interface ShownField extends RowField {
  readonly fixed: boolean;
  /** What stands, where the field says otherwise. */
  readonly stands: string;
  /** Name of the row referred to. */
  readonly names: string;
  readonly matches: readonly { readonly id: string; readonly name: string; readonly take: string }[] | undefined;
  /** The other's value, where two have changed the same. */
  readonly theirs: string | undefined;
  readonly holds: string;
}

export function formPage(shown: Shown): DeskPage {
  const { edit, faults = new Map<string, string>(), moved, gone, referring } = shown;
  const { table, rowId, opened } = edit;
  const { title } = tableOf(table);
  const name = opened ? nameOf(table, opened) : `New row in ${title.toLowerCase()}`;
  const path = editPath(table, rowId ?? "new");
  const fields = ownFields(shown, faults);
  const citation = isCitable(table) ? citationFields(shown, faults) : undefined;
  const source = takesSource(table) ? sourceFields(edit, faults) : undefined;
  const titles = new Map([
    ...fields.map((field) => [field.name, field.title] as const),
    ...(source ?? []).map((field) => [field.name, `New source, ${field.title}`] as const),
    ...(citation ?? []).map((field) => [field.name, `Further source, ${field.title}`] as const),
  ]);
  return {
    title: opened ? `Edit ${name}` : name,
    headline: name.length > 120 ? `${name.slice(0, 119)}…` : name,
    lede: opened
      ? `${title}, ${decodeURIComponent((rowId ?? "").replaceAll("/", " / "))}. What you change is proposed to a reviewer.`
      : tableOf(table).description,
    path,
    template: "desk/edit-form",
    parts: {
      action: path,
      revision: edit.revision,
      isNew: !opened,
      all: { text: title, href: editPath(table) },
      history: rowId ? historyOf(table, rowId) : "",
      proposed: shown.proposed.map(({ id, author, reason, action }) => ({
        text: `Change set ${id}`,
        href: `/desk/changes/${id}`,
        author,
        reason,
        removes: action === "remove",
      })),
      faults: [...faults].map(([field, said]) => ({
        field,
        text: field === "" ? said : `${titles.get(field) ?? "Why"}: ${said}`,
      })),
      moved: moved && movedModel(table, moved),
      gone: gone?.map(({ revision, change }) => sayPast({ revision, change })),
      referring: referring?.map(({ table: from, rowId: id, name: said, column }) => ({
        href: editPath(from, id),
        name: said,
        where: `${sayTableName(from)}, ${tableOf(from).columns[column]?.title.toLowerCase() ?? column}`,
      })),
      cut: isCut(referring ?? []) ? `Of each column at most ${referringShown} are listed.` : "",
      fields,
      citation,
      citations: shown.citations.map(({ name: said, rowId: id }) => ({ name: said, href: editPath("citations", id) })),
      source,
      sourceUse: useOf(edit),
      offer: shown.offer && { ...shown.offer, take: `take ${shown.offer.field} ${shown.offer.id}` },
      reason: { value: edit.written.get("reason") ?? "", fault: faults.get("reason") ?? "" },
    },
  };
}

function isCut(referring: readonly Referring[]): boolean {
  return referring.some(
    ({ table, column }) =>
      referring.filter((one) => one.table === table && one.column === column).length >= referringShown,
  );
}

function ownFields(shown: Shown, faults: ReadonlyMap<string, string>): readonly ShownField[] {
  const { table, opened, written } = shown.edit;
  const both = decidedBetween(written);
  return fieldsOf({ table, prefix: prefixes.row, opened }, written, faults).map((field) => {
    const { column, name } = field;
    const description = tableOf(table).columns[column];
    const stands = opened && description ? writtenCell(description, opened[column] ?? null) : "";
    const differs = opened !== null && !isWritten(field.value, stands);
    const { after } = sayCell(table, { column, before: null, after: opened?.[column] ?? null });
    return {
      ...looked(field, shown),
      fixed: opened !== null && tableOf(table).key.includes(column),
      stands: differs && !both.includes(column) ? after : "",
      theirs: both.includes(column) ? after : undefined,
      holds: written.get(`hold-${column}`) ?? "",
      names: differs ? "" : (shown.names.get(name) ?? ""),
    };
  });
}

/** A field with the rows that its button has found. */
function looked(field: RowField, { found }: Shown): ShownField {
  const matches =
    found?.field === field.name
      ? found.rows.map(({ id, name }) => ({ id, name, take: `take ${field.name} ${id}` }))
      : undefined;
  return { ...field, matches, fixed: false, stands: "", theirs: undefined, holds: "", names: "" };
}

function citationFields(shown: Shown, faults: ReadonlyMap<string, string>): readonly ShownField[] {
  const { table, written } = shown.edit;
  const given: FormFields = new Map([["k-agrees", "yes"], ...written]);
  const columns = Object.entries(tableOf(table).columns).filter(([column]) => column !== "id");
  return fieldsOf({ table: "citations", prefix: prefixes.citation, opened: null }, given, faults)
    .filter(({ column }) => column !== "table" && column !== "row_id")
    .map((field) => {
      const fields = { ...looked(field, shown), required: false };
      if (field.column !== "column") return fields;
      const choices = columns.map(([value, { title }]) => ({ value, label: title }));
      return { ...fields, kind: "choice" as const, choices: [{ value: "", label: "the whole row" }, ...choices] };
    });
}

function sourceFields({ written }: Edit, faults: ReadonlyMap<string, string>): readonly ShownField[] {
  return fieldsOf({ table: "sources", prefix: prefixes.source, opened: null }, written, faults).map((field) => ({
    ...field,
    required: false,
    ...(field.column === "id" && { description: "Slug of the source; left empty, it is made from the title." }),
    matches: undefined,
    fixed: false,
    stands: "",
    theirs: undefined,
    holds: "",
    names: "",
  }));
}

/** What a source that is added here may serve for. */
function useOf({ table, written }: Edit) {
  const uses = [
    ...(Object.hasOwn(tableOf(table).columns, "source_id") ? [{ value: "row", label: "Source of this row" }] : []),
    ...(isCitable(table) ? [{ value: "further", label: "Further source of this row" }] : []),
  ];
  const chosen = written.get("s-use") ?? uses[0]?.value;
  return uses.map((use) => ({ ...use, checked: use.value === chosen }));
}

function movedModel(table: TableName, { taken, both, past }: NonNullable<Shown["moved"]>) {
  const title = (column: string) => tableOf(table).columns[column]?.title ?? column;
  return {
    past: past.map(sayPast),
    changes: past.flatMap(({ change }) =>
      [...taken, ...both]
        .filter((column) => change.before?.[column] !== change.after?.[column])
        .map((column) => ({
          ...sayCell(table, {
            column,
            before: change.before?.[column] ?? null,
            after: change.after?.[column] ?? null,
          }),
          yours: both.includes(column) ? "you changed it too: choose below" : "taken over into your form",
        })),
    ),
    taken: taken.map(title).join(", "),
    both: both.map((column) => ({ text: title(column), field: prefixes.row + column })),
  };
}

function sayPast({ revision }: PastChange) {
  const { id, author, summary, recorded_at } = revision;
  return {
    href: `/desk/history/${id}`,
    text: `Revision ${id}`,
    by: author,
    when: sayMoment(recorded_at),
    why: summary,
  };
}
