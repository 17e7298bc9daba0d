import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../db/dataset.js";
import { type RowChange, revise } from "../../../db/revising.js";
import { rowKey } from "../../../db/row-writing.js";
import type { Store } from "../../../db/store.js";
import type { TableName } from "../../../db/tables.js";
import type { App } from "../../../server/app.js";
import { proposeChanges } from "../../../server/desk/change-sets.js";
import type { Person } from "../../../server/desk/people.js";
import { appOf, openFreshShippedStore, testMoment } from "../../fixture.js";
import { emailOf, firstAdmin, invited, type Visitor } from "./visitor.js";

/** Who takes part, by a short name, and what their browser sends. */
const people: Record<string, Person> = {};
const cookies: Record<string, string> = {};

let store: Store;
let app: App;
beforeAll(async () => {
  store = await openFreshShippedStore();
  app = appOf(store);
  const root = await firstAdmin(app, store, emailOf("root"));
  const roles = { ada: "editor", bo: "editor", rob: "reviewer", rea: "reader" } as const;
  await admit("root", "admin", root);
  for (const [name, role] of Object.entries(roles)) await admit(name, role, await invited(root, name, role));
});
afterAll(() => Promise.all((app.locals["closing"] as (() => Promise<void>)[]).map((close) => close())));

async function admit(id: string, role: Person["role"], visitor: Visitor): Promise<void> {
  const email = emailOf(id);
  const name = id === "ada" ? "Ada <b>L</b>" : id;
  await store.db.updateTable("users").set({ name }).where("email", "=", email).execute();
  const known = await store.db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirstOrThrow();
  people[id] = { id: known.id, name, email, role };
  cookies[id] = [...visitor.cookies].map((pair) => pair.join("=")).join("; ");
}

const get = (path: string, as = "") =>
  request(app)
    .get(path)
    .set("Accept", "text/html")
    .set("Cookie", cookies[as] ?? "");
const post = (path: string, as: string, fields: Readonly<Record<string, string>> = {}) =>
  request(app)
    .post(path)
    .set("Accept", "text/html")
    .set("Cookie", cookies[as] ?? "")
    .set("Sec-Fetch-Site", "same-origin")
    .type("form")
    .send(fields);

async function rowOf(table: TableName, id: string): Promise<StoredRow> {
  const row = await store.db
    .selectFrom(table as "models")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row as unknown as StoredRow;
}
async function editOf(table: TableName, id: string, more: StoredRow): Promise<RowChange> {
  const before = await rowOf(table, id);
  return { table, rowId: rowKey(table, before), action: "change", before, after: { ...before, ...more } };
}
const propose = async (author: string, reason: string, ...changes: RowChange[]) =>
  (await proposeChanges(store, { author: people[author] as Person, reason, changes, now: testMoment })).id;

describe("a change set on its page", () => {
  it("is shown row by row, with its effect, approved by a reviewer, and changes the figure everywhere", async () => {
    // Series A of 01.AI: an undisclosed or smaller amount becomes ten billion dollars more for China.
    const round = await store.db
      .selectFrom("funding_rounds")
      .innerJoin("companies", "companies.id", "funding_rounds.company_id")
      .selectAll("funding_rounds")
      .where("country", "=", "CN")
      .where("stage", "in", ["series-a", "series-b", "series-c", "series-d"])
      .where("amount_usd", "is not", null)
      .where("announced_on", ">", "2025-12")
      .orderBy("funding_rounds.id")
      .executeTakeFirstOrThrow();
    const more = Number(round.amount_usd) + 10_000_000_000;
    const id = await propose(
      "ada",
      "The register says <more>",
      await editOf("funding_rounds", round.id, { amount_usd: more }),
    );
    const before = await get("/funding", "").expect(200);
    const page = await get(`/desk/changes/${id}`, "rob").expect(200);
    expect(page.headers["cache-control"]).toBe("private, no-store");
    expect(page.text).toContain("The register says &lt;more&gt;");
    expect(page.text).toContain("Ada &lt;b&gt;L&lt;/b&gt;");
    expect(page.text).toMatch(/Effect on the headline figures/);
    expect(page.text).toMatch(/\+\$10bn/);
    expect(page.text).toMatch(/band changed/);
    expect((await store.revision())?.id).toBe(1);

    // Neither the author nor a reader approves it, and no page of another site does.
    await post(`/desk/changes/${id}/approve`, "ada", { version: "1" }).expect(403);
    await post(`/desk/changes/${id}/approve`, "rea", { version: "1" }).expect(403);
    await post(`/desk/changes/${id}/approve`, "", { version: "1" }).expect(401);
    await post(`/desk/changes/${id}/approve`, "rob", { version: "1" }).set("Sec-Fetch-Site", "cross-site").expect(403);
    await post(`/desk/changes/${id}/approve`, "rob", {}).expect(400);
    expect((await store.revision())?.id).toBe(1);

    await post(`/desk/changes/${id}/approve`, "rob", { version: "1", words: "Looked it up" })
      .expect(303)
      .expect("Location", `/desk/changes/${id}`);
    expect(await rowOf("funding_rounds", round.id)).toMatchObject({ amount_usd: more });
    const after = await get("/funding", "").expect(200);
    expect(after.headers["etag"]).not.toBe(before.headers["etag"]);
    const decided = await get(`/desk/changes/${id}`, "rob").expect(200);
    expect(decided.text).toContain("Approved by rob");
    expect(decided.text).not.toContain(`action="/desk/changes/${id}/approve"`);

    // The history tells both, and the way back is a change set of its own.
    const history = await get("/desk/history", "").expect(200);
    expect(history.text).toContain("approved by rob");
    expect(history.text).not.toContain('<form method="post"');
    const past = await get(`/desk/history/row/funding_rounds/${round.id}`, "").expect(200);
    expect(past.text).toContain("The register says &lt;more&gt;");
    const revert = await post("/desk/history/2/revert", "bo", { reason: "Misread" }).expect(303);
    const [, back] = /^\/desk\/changes\/(\d+)$/.exec(String(revert.headers["location"])) ?? [];
    await post(`/desk/changes/${back}/approve`, "rob", { version: "1" }).expect(303);
    expect(await rowOf("funding_rounds", round.id)).toEqual(round);
    expect(await store.revision()).toMatchObject({ id: 3, summary: "Takes back revision 2: Misread" });
  });

  it("overtaken by others shows theirs, and is brought up to date by its author's choice", async () => {
    const id = await propose("ada", "Mine", await editOf("companies", "01-ai", { headquarters: "Mine" }));
    const other = await propose("bo", "Theirs", await editOf("companies", "01-ai", { headquarters: "Theirs" }));
    await post(`/desk/changes/${other}/approve`, "rob", { version: "1" }).expect(303);
    const conflict = await post(`/desk/changes/${id}/approve`, "rob", { version: "1" }).expect(409);
    expect(conflict.text).toContain("headquarters changed meanwhile");
    const page = await get(`/desk/changes/${id}`, "ada").expect(200);
    const [, field = ""] = /name="(choice-[^"]+)" value="theirs"/.exec(page.text) ?? [];
    expect(field).toBe("choice-1-headquarters");
    await post(`/desk/changes/${id}/update`, "ada", { version: "1" }).expect(409);
    await post(`/desk/changes/${id}/update`, "ada", { version: "1", [field]: "mine" }).expect(303);
    await post(`/desk/changes/${id}/approve`, "rob", { version: "1" }).expect(409);
    await post(`/desk/changes/${id}/approve`, "rob", { version: "2" }).expect(303);
    expect(await rowOf("companies", "01-ai")).toMatchObject({ headquarters: "Mine" });
  });

  it("is for editors; the list tells each state", async () => {
    await get("/desk/changes", "").expect(401);
    await get("/desk/changes", "rea").expect(403);
    const id = await propose("ada", "To be rejected", await editOf("companies", "openai", { headquarters: "Nowhere" }));
    await post(`/desk/changes/${id}/reject`, "rob", { version: "1" }).expect(400);
    await post(`/desk/changes/${id}/reject`, "rob", { version: "1", words: "No source" }).expect(303);
    const list = await get("/desk/changes?state=rejected", "bo").expect(200);
    expect(list.text).toContain("To be rejected");
    await get("/desk/changes?state=lost", "bo").expect(400);
    await get("/desk/changes/9999", "bo").expect(404);
    await get("/desk/changes/0", "bo").expect(404);
  });
});

describe("the history", () => {
  it("takes several revisions back at once and tells what others have built on", async () => {
    const by = { author: "ada", now: testMoment };
    const first = await revise(store, [await editOf("companies", "meta", { headquarters: "A", ticker: "T1" })], {
      ...by,
      summary: "One",
    });
    const second = await revise(store, [await editOf("companies", "meta", { headquarters: "B" })], {
      ...by,
      summary: "Two",
    });
    const refused = await post(`/desk/history/${first.id}/revert`, "bo").expect(409);
    expect(refused.text).toContain("headquarters changed again later");
    const both = await post("/desk/history/revert", "bo", { [`r${first.id}`]: "1", [`r${second.id}`]: "1" }).expect(
      303,
    );
    const shown = await get(String(both.headers["location"]), "bo").expect(200);
    expect(shown.text).toContain(`Takes back revisions ${first.id}, ${second.id}`);
    await post("/desk/history/revert", "bo", {}).expect(400);
    await post("/desk/history/revert", "bo", { r99999: "1" }).expect(404);
    await post("/desk/history/1/revert", "bo").expect(409);
    await post(`/desk/history/${first.id}/revert`, "rea").expect(403);
  });

  it("answers what it does not have with what there is", async () => {
    await get("/desk/history/row/companies/01-ai").expect(200);
    await get("/desk/history/row/companies/nobody").expect(404);
    await get("/desk/history/row/nothing/01-ai").expect(404);
    await get("/desk/history/row/companies/%E0%A4%A").expect(400);
    await get("/desk/history/999").expect(404);
    const first = await get("/desk/history/1").expect(200);
    expect(first.text).toContain("This revision filled the store");
  });
});
