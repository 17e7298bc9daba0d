import type { Request, Response, Router } from "express";
import { rowWithKey } from "../../db/row-checks.js";
import { isTableName, tableNames } from "../../db/tables.js";
import { sayCount } from "../values/numbers.js";
import { BadParameters, HttpError, NotFound } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { type FormFields, readForm } from "../web/uploads.js";
import { deskContext, goOn, numberOf, pageOf, refusing, sendJson, sendPage } from "./answers.js";
import { atLeast, proposeChanges } from "./change-sets.js";
import { changesOfRevision, countRevisions, getRevision, listRevisions, pastOf } from "./history.js";
import { historyPage, revisionPage, revisionsShown, rowPage, rowsShown } from "./history-view.js";
import { needs, type Person, personOf } from "./people.js";
import { type RowOf, revertOf } from "./reverting.js";

const mostFormBytes = 200_000;
/** Revisions taken back at once. */
const mostReverted = 500;

/**
 * Every revision, every row's past, and the way back, which is a change set like any other. Whoever reads the facts
 * reads their history.
 */
export function historyPages(router: Router, house: House): void {
  router.get("/desk/history{.:form}", async (req, res) => {
    const ctx = await deskContext(req, house);
    const asked = pageOf(ctx, revisionsShown);
    const revisions = await listRevisions(ctx.db, asked);
    const count = await countRevisions(ctx.db);
    if (isJson(req)) return sendJson(res, { count, revisions });
    await sendPage(res, house, ctx, historyPage(ctx, { revisions, count, asked, edits: edits(req) }));
  });

  router.get("/desk/history/row/:table/*key", async (req, res) => {
    const { table, rowId } = rowOf(req);
    const ctx = await deskContext(req, house);
    const past = await pastOf(ctx.db, table, rowId);
    const present = await rowWithKey(ctx.db, table, rowId);
    if (past.length === 0 && !present) throw new NotFound(`There is and was no row "${rowId}" in ${table}.`);
    await sendPage(res, house, ctx, rowPage(ctx, { table, rowId, past, present, edits: edits(req) }));
  });

  router.get("/desk/history/:revision{.:form}", async (req, res) => {
    const ctx = await deskContext(req, house);
    const revision = await getRevision(ctx.db, revisionOf(req));
    const asked = pageOf(ctx, rowsShown);
    const changes = await changesOfRevision(ctx.db, revision.id, asked);
    if (isJson(req)) return sendJson(res, { ...revision, changes });
    await sendPage(res, house, ctx, revisionPage(ctx, { revision, changes, asked, edits: edits(req) }));
  });

  router.post("/desk/history/revert", sameOriginOnly, needs("editor"), async (req, res) => {
    const form = await readForm(req, { maxBytes: mostFormBytes });
    await propose(req, res, house, { revisions: ticked(form), form });
  });
  router.post("/desk/history/:revision/revert", sameOriginOnly, needs("editor"), async (req, res) => {
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const revision = await getRevision(house.store.db, revisionOf(req));
    const [table, rowId] = [form.get("table"), form.get("row")];
    if (table !== undefined && !isTableName(table)) throw unknownTable(table);
    const only = table !== undefined && rowId !== undefined ? { table, rowId } : undefined;
    await propose(req, res, house, { revisions: [revision.id], form, ...(only && { only }) });
  });
}

interface Wanted {
  readonly revisions: readonly number[];
  readonly only?: RowOf;
  readonly form: FormFields;
}

/** Proposes what takes revisions back. What later ones have built on is told first, and left only when asked so. */
async function propose(req: Request, res: Response, house: House, { revisions, only, form }: Wanted): Promise<void> {
  const { store } = house;
  const known = await countRevisions(store.db);
  const unknown = revisions.find((id) => id > known);
  if (unknown !== undefined) throw new NotFound(`There is no revision ${unknown}; there are revisions 1 to ${known}.`);
  if (revisions.includes(1))
    throw new HttpError(
      409,
      "Nothing to go back to",
      "Revision 1 filled the store: before it there was nothing to go back to.",
    );
  const { changes, overlaps } = await revertOf(store.db, revisions, only);
  if (overlaps.length > 0 && form.get("skip") !== "1")
    throw new HttpError(
      409,
      "Others have built on it",
      `${sayCount(overlaps.length, "row")} ${overlaps.length === 1 ? "was" : "were"} changed again by later revisions. Take those back as well, or leave these rows as they are. Nothing was proposed.`,
      overlaps.slice(0, 100).map(({ table, rowId, columns }) => ({
        parameter: `${table} ${rowId}`,
        detail: `${table} ${rowId}: ${columns.length > 0 ? `${columns.join(", ")} changed again later` : "the whole row changed again later"}.`,
      })),
      overlaps.slice(0, 10).map(({ table, rowId }) => ({
        text: `Past of ${table} ${rowId}`,
        href: `/desk/history/row/${table}/${rowId}`,
      })),
    );
  const words = form.get("reason")?.trim();
  const named = `${revisions.length === 1 ? "revision" : "revisions"} ${revisions.join(", ")}`;
  const what = only ? `Takes back ${named} of ${only.table} ${only.rowId}` : `Takes back ${named}`;
  const set = await refusing(
    proposeChanges(store, {
      author: personOf(req) as Person,
      reason: words ? `${what}: ${words}` : what,
      changes,
      now: new Date(),
    }),
    [{ text: "History", href: "/desk/history" }],
  );
  goOn(req, res, `/desk/changes/${set.id}`, set, 201);
}

/** Revisions whose boxes are ticked, as `r12=1`, or named in one field, as `revisions=12,14`. */
function ticked(form: FormFields): readonly number[] {
  const boxes = [...form.keys()].flatMap((name) => /^r([1-9]\d{0,8})$/.exec(name)?.[1] ?? []);
  const listed = (form.get("revisions") ?? "").split(",").filter(Boolean);
  const given = [...new Set([...boxes, ...listed])];
  const wrong = given.find((text) => !/^[1-9]\d{0,8}$/.test(text));
  if (given.length > 0 && given.length <= mostReverted && wrong === undefined)
    return given.map(Number).sort((one, other) => one - other);
  const detail =
    wrong !== undefined
      ? `revisions "${wrong.slice(0, 60)}" is no number of a revision.`
      : `Choose one or more revisions, at most ${mostReverted}.`;
  throw new BadParameters([{ parameter: "revisions", detail }]);
}

function revisionOf(req: Request): number {
  return numberOf((req.params as Record<string, string>)["revision"], "Revisions");
}

function rowOf(req: Request): RowOf {
  const { table, key } = req.params as unknown as { readonly table: string; readonly key: readonly string[] };
  if (!isTableName(table)) throw unknownTable(table);
  // As the history keeps it: each part of the key escaped for itself.
  return { table, rowId: key.map(encodeURIComponent).join("/") };
}

function unknownTable(table: string): NotFound {
  return new NotFound(`There is no table "${table.slice(0, 60)}"; the tables are ${tableNames.join(", ")}.`);
}

function edits(req: Request): boolean {
  const person = personOf(req);
  return person !== undefined && atLeast(person, "editor");
}

function isJson(req: Request): boolean {
  return (req.params as Record<string, string | undefined>)["form"] === "json";
}
