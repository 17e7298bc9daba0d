import request from "supertest";
import { afterAll, describe, expect, it } from "vitest";
import { createDraft, listVersions, saveDraft } from "../../../server/reports/drafts.js";
import { appOf, openFreshShippedStore, testMoment } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";
import { spec } from "./stores.js";

const store = await openFreshShippedStore();
const app = appOf(store);
afterAll(() => store.close());

const { slug } = await createDraft(store, spec, testMoment);
await saveDraft(store, slug, { spec: { ...spec, title: "A <new> title" }, expected: 1 }, testMoment);
const at = `/reports/${slug}`;

const get = (path: string, accept = "text/html") => request(app).get(path).set("Accept", accept);
const press = (path: string, fields: object, accept = "text/html", origin = "http://desk.example.org") =>
  request(app).post(path).set({ Accept: accept, Host: "desk.example.org", Origin: origin }).type("form").send(fields);

describe("the versions of a draft", () => {
  it("are listed with what was changed in each, the last one first", async () => {
    const { text } = await get(`${at}/versions`);
    expect(text).toContain("A &lt;new&gt; title: 2 saved versions</h1>");
    expect([...text.matchAll(/<h2 id="version-(\d)">/g)].map(([, version]) => version)).toEqual(["2", "1"]);
    expect(text.replace(/\s+/g, " ")).toMatch(
      /<td data-label="Place">Title<\/td><td data-label="Version 1" class="prose">Money and models<\/td><td data-label="Version 2" class="prose">A &lt;new&gt; title<\/td>/,
    );
    expect((await get("/reports")).text).toMatch(new RegExp(`href="${at}/versions\\?[^"]+">Versions`));
  });

  it("come as JSON, each as it was saved", async () => {
    expect((await get(`${at}/versions.json`, "*/*")).body).toMatchObject({
      report: slug,
      versions: [{ version: 2 }, { version: 1, saved_at: testMoment.toISOString() }],
    });
    expect((await get(`${at}/versions/1.json`, "*/*")).body).toMatchObject({ version: 1, spec });
  });

  it("are brought back as the newest, so that nothing is lost", async () => {
    const back = await press(`${at}/versions/1/restore`, { version: "2" });
    expect([back.status, back.headers["location"]]).toEqual([303, `${at}/edit`]);
    expect((await get(`${at}/versions/3.json`, "*/*")).body).toMatchObject({ spec });
    expect((await get(`${at}/versions/2.json`, "*/*")).body).toMatchObject({ spec: { title: "A <new> title" } });
  });

  it("are not brought back, nor removed, over what somebody saved meanwhile", async () => {
    expectErrorPage(await press(`${at}/versions/2/restore`, { version: "2" }), 409);
    expectProblem(await press(`${at}/remove`, { version: "2" }, "*/*"), 409);
    expectProblem(await press(`${at}/remove`, {}, "*/*"), 400);
    expect(await listVersions(store.db, slug)).toHaveLength(3);
  });

  it("are neither brought back nor removed from another site", async () => {
    for (const path of [`${at}/versions/1/restore`, `${at}/remove`])
      expectProblem(await press(path, { version: "3" }, "*/*", "https://evil.example"), 403);
    expect(await listVersions(store.db, slug)).toHaveLength(3);
  });

  it("that are not there are not found", async () => {
    expectProblem(await get(`${at}/versions/9.json`, "*/*"), 404);
    expectProblem(await get(`${at}/versions/0.json`, "*/*"), 404);
    expectErrorPage(await get("/reports/landscape/versions"), 404);
  });

  it("go with the draft when it is removed, which was never published", async () => {
    const gone = await press(`${at}/remove`, { version: "3" });
    expect([gone.status, gone.headers["location"]]).toEqual([303, "/reports"]);
    expectErrorPage(await get(`${at}/versions`), 404);
  });
});
