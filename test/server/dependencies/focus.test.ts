import { parseHTML } from "linkedom";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { insertRows } from "../../../db/row-writing.js";
import type { Store } from "../../../db/store.js";
import { lineage } from "../../../public/charts/lineage.js";
import type { LineageData } from "../../../public/charts/lineage-data.js";
import { chartWidths } from "../../../public/charts/tokens.js";
import type { App } from "../../../server/app.js";
import { appOf, openFreshShippedStore, openShippedStore } from "../../fixture.js";
import { outside, overlaps } from "../../public/charts/label-boxes.js";

const shipped = appOf(await openShippedStore());

async function page(query: string, { status = 200, app = shipped }: { status?: number; app?: App } = {}) {
  const { text } = await request(app).get(`/dependencies?${query}`).set("Accept", "text/html").expect(status);
  return parseHTML(text).document;
}

interface DrawnChart {
  readonly data: LineageData;
  readonly text: { readonly finding: string; readonly coverage: string };
}

async function graph(query = "", app = shipped): Promise<DrawnChart> {
  return (await request(app).get(`/dependencies/charts/lineage.json?${query}`).expect(200)).body;
}

async function edges(query = "", app = shipped) {
  const { text } = await request(app).get(`/dependencies.csv?${query}`).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  const at = (name: string) => header.indexOf(name);
  return records.map(({ cells }) => ({
    id: cells[at("id")] ?? "",
    to: cells[at("dependent_id")] ?? "",
    from: cells[at("dependency_id")] ?? "",
  }));
}

const wordsOf = (element: { textContent: string | null } | null) =>
  (element?.textContent ?? "").replace(/\s+/g, " ").trim();

type Read = Awaited<ReturnType<typeof page>>;
const faultOf = (document: Read) => wordsOf(document.querySelector("#fault-focus"));
const candidatesOf = (document: Read) =>
  [...document.querySelectorAll(".candidates li")].map((item) => ({
    said: wordsOf(item),
    focus: new URL(item.querySelector("a")?.getAttribute("href") ?? "", "http://x").searchParams.get("focus"),
  }));
const litOf = (document: Read) => wordsOf(document.querySelector(".lit-node"));
const pictureOf = (document: Read) => document.querySelector("#lineage svg.wide");

describe("a focus", () => {
  it("leaves the graph whole and lights the chains up and down, without a script", async () => {
    const [whole, around] = [await page(""), await page("focus=yi-34b")];
    const keys = (document: Read, selector: string) =>
      [...(pictureOf(document)?.querySelectorAll(selector) ?? [])].map((node) => node.getAttribute("data-key"));
    expect(keys(around, "[data-key]").sort()).toEqual(keys(whole, "[data-key]").sort());
    expect(keys(whole, "[data-key].faded")).toEqual([]);
    // From the table of dependencies: Yi-34B takes the architecture of LLaMA; four models build on its weights.
    const lit = keys(around, "[data-key]:not(.faded)");
    expect(lit).toEqual(
      expect.arrayContaining(["llama-65b", "yi-34b", "cambrian-1-34b", "nous-hermes-2-yi-34b", "yi-1-5-34b"]),
    );
    expect(lit).not.toContain("deepseek-v3");
    expect(keys(around, "[data-key].faded").length).toBeGreaterThan(lit.length);
  });

  it("narrows table and files to the edges that are lit", async () => {
    const rows = await edges("focus=yi-34b");
    const lit = lineage
      .place((await graph("focus=yi-34b")).data, { width: 1080 })
      .edges.filter((edge) => !edge.faded)
      .map(({ id }) => id);
    expect(rows.map(({ id }) => id).sort()).toEqual(lit.sort());
    const { text } = await request(shipped).get("/dependencies.graphml?focus=yi-34b").expect(200);
    expect(text).toContain("chains of Yi-34B");
    expect(text.match(/<edge /g)).toHaveLength(rows.length);
  });

  it("says by name what is lit, leads on from it and out of it, and never prints its id as a filter", async () => {
    const document = await page("focus=yi-34b");
    expect(litOf(document)).toMatch(/^Lit: Yi-34B 01\.AI, 2 Nov 2023 · its page · without it · put the light out/);
    const hrefs = [...document.querySelectorAll(".lit-node a")].map((link) => link.getAttribute("href"));
    expect(hrefs[0]).toMatch(/^\/models\/yi-34b\?/);
    expect(hrefs[1]).toMatch(/^\/dependencies\/without\?.*ids=yi-34b/);
    expect(hrefs[2]).not.toContain("focus");
    expect(wordsOf(document.querySelector(".view"))).not.toContain("yi-34b");
    expect(wordsOf(document.querySelector("#lineage h2"))).toMatch(/Yi-34B of 01\.AI rests on/);
  });

  it("gives every node a link that lights it, and the lit one a link that puts it out", async () => {
    const { data } = await graph("focus=yi-34b&kind=weights,architecture");
    const href = (id: string) => data.nodes.find((node) => node.id === id)?.href ?? "";
    expect(href("llama-65b")).toMatch(/^\/dependencies\?.*focus=llama-65b&kind=architecture%2Cweights#lineage$/);
    expect(href("yi-34b")).not.toContain("focus=");
  });

  it("says that a thing is not in the graph, and of a later one nothing but that", async () => {
    const later = await page("focus=kimi-k3&as_of=2024-01-01");
    expect(litOf(later)).toMatch(/^Not in this graph: Kimi K3 counts only from a later date/);
    expect(litOf(later)).not.toContain("2026");
    expect(pictureOf(later)?.querySelectorAll("[data-key].faded")).toHaveLength(0);
  });

  it("is kept by the form above the table, which does not ask for it twice", async () => {
    const document = await page("focus=yi-34b");
    const fields = [...document.querySelectorAll('main input[name="focus"]')].filter(
      (field) => field.closest(".columns") === null,
    );
    expect(fields.map((field) => [field.getAttribute("type"), field.getAttribute("value")]).sort()).toEqual([
      ["hidden", "yi-34b"],
      ["search", "Yi-34B"],
    ]);
  });
});

describe("the search for a node", () => {
  it("is a plain form that keeps the other filters, with names and developers to choose from", async () => {
    const document = await page("scope=lineage&q=qwen");
    const form = document.querySelector("form#find");
    expect(form?.getAttribute("method")).toBe("get");
    expect(form?.getAttribute("role")).toBe("search");
    const kept = [...(form?.querySelectorAll('input[type="hidden"]') ?? [])].map(
      (field) => `${field.getAttribute("name")}=${field.getAttribute("value")}`,
    );
    expect(kept).toEqual(expect.arrayContaining(["scope=lineage", "q=qwen"]));
    const options = [...document.querySelectorAll("#drawn-nodes option")];
    const qwen = options.find((option) => option.getAttribute("value") === "Qwen2.5-72B");
    expect(wordsOf(qwen ?? null)).toBe("Alibaba Group");
  });

  it.each([
    ["its id", "yi-34b"],
    ["its name", "Yi-34B"],
    ["its name in another case", " YI-34b "],
    ["a part of its name that nothing else has", "hermes 2 yi"],
  ])("lights one thing by %s", async (_what, asked) => {
    const document = await page(`focus=${encodeURIComponent(asked)}`);
    expect(litOf(document)).toMatch(/^Lit: (Yi-34B|Nous Hermes 2 Yi-34B) /);
    expect(litOf(document).includes(`The only one that “${asked}” fits.`)).toBe(asked === "hermes 2 yi");
  });

  it("lists what fits where several do, with company and date, and chooses none", async () => {
    const document = await page("focus=qwen+72b", { status: 400 });
    expect(faultOf(document)).toBe("“qwen 72b” fits 4 models and pieces of software. Did you mean");
    const candidates = candidatesOf(document);
    expect(candidates.map(({ focus }) => focus).sort()).toEqual([
      "qwen-72b",
      "qwen1-5-72b",
      "qwen2-5-72b",
      "qwen2-72b",
    ]);
    expect(candidates.map(({ said }) => said)).toContain("Qwen2.5-72B Alibaba Group, 19 Sep 2024");
    for (const { focus } of candidates) await page(`focus=${focus}`);
    // The graph is there all the same, with nothing lit, and the box holds what was typed.
    expect(pictureOf(document)?.querySelectorAll("[data-key].faded")).toHaveLength(0);
    expect(document.querySelector("#field-focus")?.getAttribute("value")).toBe("qwen 72b");
    expect(document.querySelector("#field-focus")?.getAttribute("aria-invalid")).toBe("true");
  });

  it("finds by company", async () => {
    const document = await page("focus=01.ai", { status: 400 });
    expect(candidatesOf(document).map(({ focus }) => focus)).toEqual(expect.arrayContaining(["yi-34b", "yi-1-5-34b"]));
    expect(candidatesOf(document).every(({ said }) => said.includes("01.AI"))).toBe(true);
  });

  it("names the likest of many and says how many more there are", async () => {
    const document = await page("focus=qwen", { status: 400 });
    const [, all, others] = /fits (\d+) models .* find the other (\d+)\. Did you mean$/.exec(faultOf(document)) ?? [];
    expect(candidatesOf(document)).toHaveLength(12);
    expect(Number(all) - Number(others)).toBe(12);
  });

  it("offers nothing that lies after the view's date", async () => {
    const document = await page("focus=qwen&as_of=2024-02-29", { status: 400 });
    expect(candidatesOf(document).map(({ focus }) => focus)).not.toContain("qwen2-5-72b");
    expect(candidatesOf(document).map(({ focus }) => focus)).toContain("qwen1-5-72b");
  });

  it("says in place that nothing fits, and what was perhaps meant", async () => {
    const slip = await page("focus=lllama+65b", { status: 400 });
    expect(faultOf(slip)).toBe(
      "“lllama 65b” is in the name, company or id of no model or piece of software in this view. Did you mean",
    );
    expect(candidatesOf(slip).map(({ focus }) => focus)).toContain("llama-65b");
    const nothing = await page("focus=%F0%9F%A6%99%25_", { status: 400 });
    expect(candidatesOf(nothing)).toEqual([]);
    expect(faultOf(nothing)).toMatch(/in this view\.$/);
  });

  it("tells a program the ids it may take", async () => {
    const { body } = await request(shipped).get("/dependencies.json?focus=qwen+72b").expect(400);
    expect(body.errors[0].detail).toMatch(
      /^focus "qwen 72b" fits 4 models and pieces of software; give the id of one: .*qwen2-5-72b \(Qwen2\.5-72B\)/,
    );
    await request(shipped).get("/dependencies/charts/lineage.svg?focus=qwen").expect(400);
    await request(shipped).get("/dependencies.graphml?focus=zzzz").expect(400);
  });

  it("shows the faults of other fields in place, too", async () => {
    const document = await page("kind=bogus&focus=yi-34b", { status: 400 });
    expect(wordsOf(document.querySelector('.faults[role="alert"]'))).toContain('kind "bogus" is not accepted');
    expect(litOf(document)).toMatch(/^Lit: Yi-34B/);
  });
});

describe("the shipped graph", () => {
  it.each(["", "focus=llama-65b", "focus=cuda", "scope=lineage", "scope=stack", "as_of=2024-06-30"])(
    "lets no two texts touch at any width of page and paper: %s",
    async (query) => {
      const { data } = await graph(query);
      for (const width of Object.values(chartWidths)) {
        const placed = lineage.place(data, { width });
        expect(overlaps(placed), `at ${width}`).toEqual([]);
        expect(outside(placed), `at ${width}`).toEqual([]);
      }
    },
  );
});

describe("a view too large to be drawn whole", () => {
  /** So many models that rest on LLaMA alone, beside those of the shipped facts. */
  const added = 400;
  let store: Store;
  let app: App;

  beforeAll(async () => {
    store = await openFreshShippedStore();
    const numbers = Array.from({ length: added }, (_, at) => String(at).padStart(3, "0"));
    await insertRows(
      store.db,
      "models",
      numbers.map((at) => ({
        id: `descendant-${at}`,
        name: `Descendant ${at}`,
        company_id: "meta",
        openness: "open-weights",
        inclusion: "lineage",
        released_on: "2024-01-01",
        confidence: "confirmed",
        source_id: "epoch-notable-models",
      })),
    );
    await insertRows(
      store.db,
      "dependencies",
      numbers.map((at) => ({
        id: `descendant-${at}--llama-65b--weights`,
        dependent_id: `descendant-${at}`,
        dependency_id: "llama-65b",
        kind: "weights",
        since_on: null,
        confidence: "confirmed",
        source_id: "epoch-notable-models",
        evidence: "Made up.",
      })),
    );
    app = appOf(store);
  });
  afterAll(() => store.close());

  const grouped = (count: number) => count.toLocaleString("en");

  it("draws the 300 on which most rests, and says how much is left out and where it is", async () => {
    const { data, text } = await graph("", app);
    // Of the 300 those that stand on none of the others have no line to show.
    const shown = data.nodes.length;
    expect(shown).toBeGreaterThan(250);
    expect(shown).toBeLessThanOrEqual(300);
    const all = await edges("", app);
    const nodes = new Set(all.flatMap(({ from, to }) => [from, to])).size;
    expect(nodes).toBeGreaterThan(600);
    expect(text.coverage).toContain(
      `drawn are ${shown} of ${nodes}, those on which most rests directly; ${nodes - shown} models and pieces of software and ${grouped(all.length - data.edges.length)} dependencies of the view are left out here and are in its CSV and GraphML`,
    );
    expect(text.finding).toMatch(new RegExp(`^Of the ${shown} drawn here,`));
    for (const width of Object.values(chartWidths)) {
      expect(overlaps(lineage.place(data, { width })), `at ${width}`).toEqual([]);
    }
  });

  it("draws of a focus its own chains, all lit, the nearest of them where they are too many", async () => {
    const { data, text } = await graph("focus=llama-65b", app);
    expect(data.nodes.length).toBeLessThanOrEqual(300);
    const placed = lineage.place(data, { width: chartWidths.wide });
    expect(placed.nodes.filter((node) => node.faded)).toEqual([]);
    const chains = await edges("focus=llama-65b", app);
    const bases = chains.filter(({ to }) => to === "llama-65b").length;
    const onIt = new Set(chains.map(({ to }) => to).filter((id) => id !== "llama-65b")).size;
    expect(onIt).toBeGreaterThan(added);
    // LLaMA's own bases rest on nothing, so they are all it rests on.
    expect(text.coverage).toContain(
      `of what LLaMA (65B; family 7B to 65B) rests on all ${bases}, of what rests on it the nearest ${299 - bases} of ${onIt}; `,
    );
    expect(text.coverage).toMatch(/left out here and are in its CSV and GraphML$/);
    const document = await page("focus=llama-65b", { app });
    const hrefs = [...document.querySelectorAll(".whole a")].map((link) => link.getAttribute("href") ?? "");
    expect(hrefs.map((href) => href.split("?")[0])).toEqual(["/dependencies.csv", "/dependencies.graphml"]);
    for (const href of hrefs) expect(href).not.toContain("focus");
  });

  it("draws of a small family that alone", async () => {
    const { data } = await graph("focus=mixtral-8x7b", app);
    expect(data.nodes.length).toBeLessThan(20);
    expect(data.nodes.map(({ id }) => id)).toContain("mixtral-8x7b");
  });

  it("falls back on the 300 for what is on no dependency", async () => {
    const { data, text } = await graph("focus=mixtral-8x7b&q=descendant", app);
    expect(data.nodes).toHaveLength(300);
    expect(data.nodes.map(({ id }) => id)).not.toContain("mixtral-8x7b");
    expect(text.finding).toMatch(/No dependency of Mixtral 8x7B of Mistral AI is recorded in this view$/);
    expect(text.coverage).toContain("those on which most rests directly");
  });
});
