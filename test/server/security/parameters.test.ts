import request from "supertest";
import { afterAll, describe, expect, it } from "vitest";
import { walkPages } from "../walk.js";
import { addressOf, expectHarmless, factsHash, headerAttacks, mark, markup, routesOf, sqlAttacks } from "./hostile.js";

/** Every parameter of every page, every part of every address, with texts that mean harm. */
const { app, store, stops, get } = await walkPages();
const before = await factsHash(store);
const reads = routesOf(app).filter(({ method }) => method === "get");
const browser = "text/html,*/*;q=0.8";

afterAll(async () => {
  expect(await factsHash(store)).toBe(before);
});

/** What a page takes, as its own refusal tells. */
async function parametersOf(at: string): Promise<readonly string[]> {
  const refused = await get(at, { [mark]: "1" });
  const [, list = ""] = /it takes ([\w, ]+)\./.exec(refused.text) ?? [];
  expect(list.split(", ").length, at).toBeGreaterThan(3);
  return list.split(", ");
}

describe("a hostile text", () => {
  it.each(stops.map(({ at }) => at))("in any parameter of %s becomes neither markup, header nor query", async (at) => {
    const names = await parametersOf(at);
    const attacks = [markup, ...sqlAttacks, ...headerAttacks];
    for (const [index, name] of names.entries())
      expectHarmless(await get(at, { [name]: attacks[index % attacks.length] ?? "" }, browser));
    // A free text is the one parameter that takes them all.
    if (names.includes("q"))
      for (const attack of [markup, `${sqlAttacks[1]}${headerAttacks[0]}`]) {
        const found = await get(at, { q: attack.slice(0, 200) }, browser);
        expectHarmless(found);
        expect(found.status).toBe(200);
      }
    expectHarmless(await get(at, Object.fromEntries(names.map((name) => [name, markup])), browser));
  });

  it("in any part of any address is not found, and quoted harmlessly", async () => {
    const attacks = [`${markup}${sqlAttacks[1]}`, "__proto__", headerAttacks[0] ?? ""];
    for (const { path } of reads.filter(({ path }) => /[:*]/.test(path.replace("{.:form}", ""))))
      for (const attack of attacks) {
        const answer = await request(app)
          .get(addressOf(path, encodeURIComponent(attack)))
          .set("Accept", browser)
          .redirects(0);
        expectHarmless(answer);
        expect([path, answer.status]).not.toEqual([path, 200]);
      }
  });

  it("in a name of a file stays in the name", async () => {
    for (const { rowsAt } of stops.filter(({ hasTable }) => hasTable))
      for (const attack of [headerAttacks[0] ?? "", `";filename="${mark}.exe`, `../${mark}`, "x\u202eexe.csv"]) {
        const answer = await get(`${rowsAt}.csv`, { q: attack });
        expectHarmless(answer);
        const name = answer.headers["content-disposition"] ?? "";
        expect(name, rowsAt).toMatch(
          /^$|^(attachment|inline); filename="[\w.,()+ -]+"(; filename\*=UTF-8''[\w.%()~-]+)?$/,
        );
      }
  });
});

describe("a name that every object has", () => {
  it("is no parameter, no chart, no table and no thing", async () => {
    const names = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "__proto__[polluted]"];
    for (const { at } of stops)
      for (const name of names) expect((await get(at, `${name}=${mark}`)).status, `${at} ${name}`).toBe(400);
    for (const name of names.slice(0, 5)) {
      const named = encodeURIComponent(name);
      for (const path of [
        `/data/${named}.csv`,
        `/funding/charts/${named}.svg`,
        `/companies/${named}`,
        `/reports/${named}`,
      ])
        expect((await get(path)).status, path).toBe(404);
      expect((await get("/funding", { sort: name })).status).toBe(400);
      expect((await get("/funding", { columns: name })).status).toBe(400);
    }
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("in a body of JSON is a field like another", async () => {
    const body = `{"__proto__":{"role":"admin","polluted":"${mark}"},"constructor":{"prototype":{"polluted":1}},"email":"a","password":"b"}`;
    const answer = await request(app)
      .post("/desk/sign-in")
      .set({ "Sec-Fetch-Site": "same-origin" })
      .type("application/json")
      .send(body);
    expect(answer.status).toBe(401);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["role"]).toBeUndefined();
  });
});

describe("a parameter given twice", () => {
  it("is refused rather than chosen from", async () => {
    for (const { at } of stops.slice(0, 12)) expect((await get(at, "a=US&a=CN")).status, at).toBe(400);
  });
});
