import type { NextFunction, Request, Response, Router } from "express";
import type { Db } from "../../db/database.js";
import { InvalidChange, NothingToChange } from "../../db/revising.js";
import { rowWithKey } from "../../db/row-checks.js";
import { rowKey } from "../../db/row-writing.js";
import { isTableName, type TableName, tableNames, tableOf } from "../../db/tables.js";
import { find } from "../search/find.js";
import { searchIndexAt } from "../search/reading.js";
import { isBrowser, searchOf } from "../web/asked.js";
import { BadParameters, HttpError, NotFound } from "../web/errors.js";
import { textFilter } from "../web/filters.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { type FormFields, readForm } from "../web/uploads.js";
import { deskContext, goOn, pageOf, refusing, sendJson, sendPage } from "./answers.js";
import { proposeChanges } from "./change-sets.js";
import { nameOf } from "./difference-view.js";
import {
  editPath,
  formPage,
  referringShown,
  rowsPage,
  rowsShown,
  type Shown,
  searched,
  tablesPage,
} from "./edit-view.js";
import { type Edit, faultsByField, isCitable, prefixes, readEdit, rebased } from "./editing.js";
import { pastOf } from "./history.js";
import { needs, type Person, personOf, signInHref } from "./people.js";
import { fieldsOf } from "./row-form.js";
import { countOf, countRows, findReferred, findRows, proposedOn, referringTo, rowAt } from "./row-lookup.js";

/** Far more than a row may hold, so that a text that is too long comes back with its fault and its words. */
const mostFormBytes = 4_000_000;
const mostSuggested = 12;
const mostHits = 5;

/** Finding a row and editing it: every form is made from the registry, and what it sends is a proposal. */
export function editPages(router: Router, house: House): void {
  const { store } = house;
  const isEditor = needs("editor");

  router.get("/desk/edit", isEditor, async (req, res) => {
    const ctx = await deskContext(req, house, [textFilter]);
    const text = ctx.chosen("q")?.[0]?.trim() ?? "";
    const counted = tableNames.map(async (table) => [table, await countOf(store.db, table, text)] as const);
    const counts = text === "" ? await countRows(store.db) : Object.fromEntries(await Promise.all(counted));
    const found =
      text === "" ? [] : find(await searchIndexAt(store), { text, admits: () => true, most: mostHits }).groups;
    const hits = found.flatMap(({ kind, hits: best }) => {
      const table = searched[kind];
      return table ? best.map(({ entry: { id, label } }) => ({ kind, table, id, label })) : [];
    });
    await sendPage(res, house, ctx, tablesPage(ctx, { text, counts: counts as Record<TableName, number>, hits }));
  });

  router.get("/desk/refer/:tables", isEditor, async (req, res) => {
    const among = String(req.params["tables"]).split(",").map(tableNamed);
    const text = (searchOf(req).get("q") ?? "").slice(0, 200);
    sendJson(res, { rows: await findReferred(store.db, among, text, mostSuggested) });
  });

  router.get("/desk/edit/:table", isEditor, async (req, res) => {
    const table = tableNamed(String(req.params["table"]));
    const ctx = await deskContext(req, house, [textFilter]);
    const text = ctx.chosen("q")?.[0]?.trim() ?? "";
    const asked = pageOf(ctx, rowsShown);
    const count = await countOf(store.db, table, text);
    const found = await findRows(store.db, table, { text, limit: asked.limit, offset: asked.offset });
    const rows = found.map((row) => ({ table, row, rowId: rowKey(table, row), name: nameOf(table, row) }));
    await sendPage(res, house, ctx, rowsPage(ctx, { table, text, rows, count, asked }));
  });

  const show = async (req: Request, res: Response, shown: Pick<Shown, "edit"> & Partial<Shown>, status = 200) => {
    const ctx = await deskContext(req, house);
    res.status(status);
    await sendPage(res, house, ctx, formPage(await furnished(store.db, shown)));
  };

  router.get("/desk/edit/:table/*key", isEditor, async (req, res) => {
    const { table, rowId } = placeOf(req);
    const revision = (await store.revision())?.id ?? 0;
    const opened = rowId === undefined ? null : await present(store.db, table, rowId);
    await show(req, res, { edit: { table, rowId, revision, opened, written: new Map() } });
  });

  router.post("/desk/edit/:table/*key", sameOriginOnly, comesBack, isEditor, async (req, res) => {
    const edit = await editOf(req, await readForm(req, { maxBytes: mostFormBytes }));
    const act = (edit.written.get("do") ?? "propose").split(" ");
    const answer = (shown: Partial<Shown>, status = 200) => show(req, res, { edit, ...shown }, status);
    if (act[0] === "find") return answer({ found: await lookFor(store.db, edit, act[1] ?? "") });
    if (act[0] === "take") return answer({ edit: taking(edit, act[1] ?? "", act[2] ?? "") });
    return propose(req, res, edit, act[0] === "remove", answer);
  });

  /** The edit that a form speaks of, with the row as it stood when the form was opened. */
  async function editOf(req: Request, written: FormFields): Promise<Edit> {
    const { table, rowId } = placeOf(req);
    const latest = (await store.revision())?.id ?? 0;
    const given = written.get("revision") ?? String(latest);
    if (!/^[1-9]\d{0,8}$/.test(given) || Number(given) > latest)
      throw new BadParameters([
        {
          parameter: "revision",
          detail: `revision "${given.slice(0, 60)}" is none; there are revisions 1 to ${latest}.`,
        },
      ]);
    const revision = Number(given);
    const opened = rowId === undefined ? null : await rowAt(store.db, table, { rowId, revision });
    const stands = rowId !== undefined && opened === null ? await present(store.db, table, rowId) : opened;
    return { table, rowId, revision, opened: stands, written };
  }

  async function propose(
    req: Request,
    res: Response,
    edit: Edit,
    removes: boolean,
    answer: (shown: Partial<Shown>, status: number) => Promise<void>,
  ): Promise<void> {
    const { table, rowId, opened } = edit;
    const refuse = (shown: Partial<Shown>, status: number, title: string) => {
      if (isBrowser(req)) return answer(shown, status);
      const faults = [...(shown.faults ?? [])].map(([parameter, detail]) => ({ parameter, detail }));
      throw new HttpError(status, title, faults.map(({ detail }) => detail).join(" ") || `${title}.`, faults);
    };
    const stands = rowId === undefined ? null : await rowWithKey(store.db, table, rowId);
    if (rowId !== undefined && opened) {
      const past = (await pastOf(store.db, table, rowId)).filter(({ revision }) => revision.id > edit.revision);
      if (!stands) {
        const written = new Map([...writtenOf(edit), ...edit.written]);
        return refuse(
          { edit: { ...edit, rowId: undefined, opened: null, written }, gone: past },
          409,
          "Row removed meanwhile",
        );
      }
      const latest = past[0]?.revision.id ?? edit.revision;
      const { edit: fresh, taken, both } = rebased(edit, stands, latest);
      if (taken.length + both.length > 0) {
        const faults = new Map(both.map((column) => [prefixes.row + column, "Somebody else has changed this too."]));
        return refuse({ edit: fresh, moved: { taken, both, past }, faults }, 409, "Changed by somebody else meanwhile");
      }
    }
    const { changes: read, faults: found, offer } = await readEdit(store.db, edit);
    const changes =
      removes && rowId !== undefined && opened
        ? [{ table, rowId, action: "remove" as const, before: opened, after: null }]
        : read;
    const faults = removes ? new Map([...found].filter(([name]) => name === "reason")) : found;
    const id = opened?.["id"];
    if (removes && typeof id === "string") {
      const referring = await referringTo(store.db, table, id, referringShown);
      const said = new Map([...faults, ["", "Other rows refer to this one; change or remove those first."]]);
      if (referring.length > 0) return refuse({ referring, faults: said }, 409, "Row in use");
    }
    if (faults.size > 0) return refuse({ faults, ...(offer && { offer }) }, 400, "Row not understood");
    const proposal = {
      author: personOf(req) as Person,
      reason: edit.written.get("reason") ?? "",
      changes,
      now: new Date(),
    };
    try {
      const set = await proposeChanges(store, proposal);
      goOn(req, res, `/desk/changes/${set.id}`, set, 201);
    } catch (error) {
      // What can be told beside the fields is told there.
      if (error instanceof InvalidChange)
        return refuse({ faults: faultsByField(error, edit, changes) }, 400, "Row not understood");
      if (error instanceof NothingToChange)
        return refuse(
          { faults: new Map([["", "Nothing has changed: the row is as it was."]]) },
          409,
          "Nothing to change",
        );
      await refusing(Promise.reject(error), [{ text: "The form", href: editPath(table, rowId ?? "new") }]);
    }
  }
}

/** A form whose sender has been signed out leads back to itself, where the browser keeps the words. */
function comesBack(req: Request, res: Response, next: NextFunction): void {
  if (personOf(req)) {
    next();
    return;
  }
  res.set("WWW-Authenticate", "Bearer");
  throw new HttpError(
    401,
    "Sign-in needed",
    "Nothing was proposed: you are not signed in any more. Sign in, or go back in your browser to keep your words.",
    [],
    [{ text: "Sign in", href: signInHref(req.originalUrl) }],
  );
}

function tableNamed(given: string): TableName {
  if (isTableName(given)) return given;
  throw new NotFound(`There is no table "${given.slice(0, 60)}"; the tables are ${tableNames.join(", ")}.`, [
    { text: "All tables", href: "/desk/edit" },
  ]);
}

/** The table and row that an address names; no row for a new one. */
function placeOf(req: Request): { readonly table: TableName; readonly rowId: string | undefined } {
  const { table, key } = req.params as unknown as { readonly table: string; readonly key: readonly string[] };
  const name = tableNamed(table);
  const [whole = ""] = key;
  // As the history keeps it: each part of the key escaped for itself. A link may also escape it whole, as one part.
  const isWhole = key.length === 1 && tableOf(name).key.length > 1 && isEscaped(whole);
  const rowId = isWhole ? whole : key.map(encodeURIComponent).join("/");
  return { table: name, rowId: rowId === "new" ? undefined : rowId };
}

function isEscaped(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

async function present(db: Db, table: TableName, rowId: string) {
  const row = await rowWithKey(db, table, rowId);
  if (row) return row;
  throw new NotFound(`There is no row "${decodeURIComponent(rowId).slice(0, 120)}" in ${table}.`, [
    { text: tableOf(table).title, href: editPath(table) },
    { text: "Its past", href: `/desk/history/row/${table}/${rowId}` },
  ]);
}

/** Every field of the row as the form would show it. */
function writtenOf({ table, opened, written }: Edit): FormFields {
  return new Map(
    fieldsOf({ table, prefix: prefixes.row, opened }, written, new Map()).map(({ name, value }) => [name, value]),
  );
}

/** What the button beside a reference finds by the words in the field. */
async function lookFor(db: Db, { table, opened, written }: Edit, name: string): Promise<NonNullable<Shown["found"]>> {
  const fields = [
    ...fieldsOf({ table, prefix: prefixes.row, opened }, written, new Map()),
    ...fieldsOf({ table: "citations", prefix: prefixes.citation, opened: null }, written, new Map()),
  ];
  const field = fields.find((one) => one.name === name);
  if (field?.kind !== "reference")
    throw new BadParameters([
      { parameter: "do", detail: `do "find ${name.slice(0, 60)}" names no field that refers to rows.` },
    ]);
  const by = fields.find((one) => one.name === field.tableBy)?.value;
  const among = by !== undefined && isTableName(by) ? [by] : field.tables;
  return { field: name, rows: await findReferred(db, among, field.value, mostSuggested) };
}

/** The form with the chosen row in a field; what was written of a new source is given up for one that there is. */
function taking(edit: Edit, name: string, id: string): Edit {
  const written = new Map(edit.written);
  written.set(name, id);
  if (name.endsWith("source_id"))
    for (const each of edit.written.keys()) if (each.startsWith("s-")) written.delete(each);
  return { ...edit, written };
}

/** What the page shows around the form: what waits for review, further sources, names of what is referred to. */
async function furnished(db: Db, shown: Pick<Shown, "edit"> & Partial<Shown>): Promise<Shown> {
  const { table, rowId, opened } = shown.edit;
  const names = new Map<string, string>();
  for (const field of fieldsOf({ table, prefix: prefixes.row, opened }, new Map(), new Map())) {
    if (field.kind !== "reference" || field.value === "") continue;
    const by = field.tableBy && String(opened?.[field.tableBy.slice(prefixes.row.length)]);
    for (const target of isTableName(by) ? [by] : field.tables) {
      const row = await rowWithKey(db, target, encodeURIComponent(field.value));
      if (row) names.set(field.name, nameOf(target, row));
    }
  }
  const cited = opened && isCitable(table) ? await citedFor(db, table, String(opened["id"])) : [];
  return {
    ...shown,
    names,
    citations: cited,
    proposed: rowId === undefined ? [] : await proposedOn(db, table, rowId),
  };
}

async function citedFor(db: Db, table: TableName, id: string) {
  const rows = await db
    .selectFrom("citations")
    .innerJoin("sources", "sources.id", "citations.source_id")
    .selectAll("citations")
    .select(["title", "publisher"])
    .where("table", "=", table)
    .where("row_id", "=", id)
    .orderBy("column")
    .orderBy("source_id")
    .execute();
  return rows.map(({ title, publisher, ...row }) => ({
    table: "citations" as const,
    rowId: rowKey("citations", row),
    name: `${publisher}: ${title}${row.column === "" ? "" : `, for ${row.column}`}${row.agrees === "no" ? `; it says ${row.value ?? "otherwise"}` : ""}`,
  }));
}
