import type { Request, Router } from "express";
import type { ChangeSetState } from "../../db/database.js";
import { printStyle } from "../web/layout.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { type FormFields, readForm } from "../web/uploads.js";
import type { Filter } from "../web/view.js";
import { deskContext, goOn, numberOf, pageOf, refusing, sendJson, sendPage, versionOf } from "./answers.js";
import { changeSetPage, changeSetsPage, rowsShown, setsShown, stateChoices } from "./change-set-view.js";
import {
  approve,
  countChangeSets,
  entriesAfter,
  getChangeSet,
  listChangeSets,
  overtaken,
  rebase,
  reject,
  withdraw,
} from "./change-sets.js";
import { effectOf } from "./effect.js";
import { needs, type Person, personOf } from "./people.js";

const stateFilter: Filter = { key: "state", label: "State", single: true, choices: stateChoices, saidByPage: true };

/** Words beside a decision, and a choice for each value that two people have changed. */
const mostFormBytes = 200_000;

/** Changes that wait for review: the list, each with its difference and its effect, and what is decided on it. */
export function changeSetPages(router: Router, house: House): void {
  const { store } = house;
  const isEditor = needs("editor");

  router.get("/desk/print.css", (_req, res) => {
    res.type("css").send(printStyle("The desk", "Changes to the facts"));
  });

  router.get("/desk/changes{.:form}", isEditor, async (req, res) => {
    const ctx = await deskContext(req, house, [stateFilter]);
    const state = ctx.chosen("state")?.[0] as ChangeSetState | undefined;
    const asked = pageOf(ctx, setsShown);
    const [sets, counts] = [
      await listChangeSets(ctx.db, { limit: asked.limit, offset: asked.offset, ...(state && { state }) }),
      await countChangeSets(ctx.db),
    ];
    if (isJson(req)) return sendJson(res, { counts, sets });
    await sendPage(res, house, ctx, changeSetsPage(ctx, { state, sets, counts, asked }));
  });

  router.get("/desk/changes/:id{.:form}", isEditor, async (req, res) => {
    const ctx = await deskContext(req, house);
    const set = await getChangeSet(ctx.db, idOf(req));
    const asked = pageOf(ctx, rowsShown);
    const entries = await entriesAfter(ctx.db, set.id, asked.offset, asked.limit);
    if (isJson(req)) return sendJson(res, { ...set, entries });
    const open = set.state === "proposed";
    const moved = open ? await overtaken(ctx.db, set.id) : [];
    // What others have changed meanwhile comes first: until then nobody knows what the set would make of the facts.
    const effect = open && moved.length === 0 ? await effectOf(house.snapshots, ctx, set) : undefined;
    const person = personOf(req) as Person;
    await sendPage(res, house, ctx, changeSetPage(ctx, { set, entries, asked, moved, effect, person }));
  });

  const posts = {
    approve: async (id: number, by: Person, form: FormFields) =>
      void (await approve(store, id, {
        by,
        version: versionOf(form),
        now: new Date(),
        words: form.get("words") ?? "",
      })),
    reject: (id: number, by: Person, form: FormFields) =>
      reject(store, id, { by, version: versionOf(form), now: new Date(), words: form.get("words") ?? "" }),
    withdraw: (id: number, by: Person, form: FormFields) =>
      withdraw(store, id, { by, now: new Date(), words: form.get("words") ?? "" }),
    update: async (id: number, by: Person, form: FormFields) =>
      void (await rebase(store, id, { by, version: versionOf(form), now: new Date(), choices: choicesOf(form) })),
  };
  for (const [what, act] of Object.entries(posts)) {
    router.post(`/desk/changes/:id/${what}`, sameOriginOnly, isEditor, async (req, res) => {
      const id = idOf(req);
      const at = `/desk/changes/${id}`;
      const form = await readForm(req, { maxBytes: mostFormBytes });
      await refusing(act(id, personOf(req) as Person, form), [{ text: `Change set ${id}`, href: at }]);
      goOn(req, res, at, await getChangeSet(store.db, id));
    });
  }
}

const idOf = (req: Request) => numberOf((req.params as Record<string, string>)["id"], "Change sets");

function isJson(req: Request): boolean {
  return (req.params as Record<string, string | undefined>)["form"] === "json";
}

/** `choice-3-name=theirs`: which of two holds in the third row of the set for that column. */
function choicesOf(form: FormFields) {
  return (position: number) => (column: string) => {
    const chosen = form.get(`choice-${position}-${column}`);
    return chosen === "mine" || chosen === "theirs" ? chosen : undefined;
  };
}
