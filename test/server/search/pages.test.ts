import { describe, expect, it } from "vitest";
import { readDataset } from "../../../db/dataset.js";
import { places } from "../../../server/places.js";
import { expectErrorPage, expectProblem, type Query, walkPages } from "../walk.js";

const { get } = await walkPages();

interface HitJson {
  readonly kind: string;
  readonly id: string;
  readonly label: string;
  readonly native: string | null;
  readonly detail: string;
  readonly country: string | null;
  readonly date: string | null;
  readonly href: string;
  readonly matched: string;
}

interface Answer {
  readonly q: string;
  readonly total: number;
  readonly groups: readonly { kind: string; label: string; total: number; hits: readonly HitJson[] }[];
  readonly perhaps: readonly HitJson[];
}

const json = async (q: string, more: Query = {}) =>
  JSON.parse((await get("/search.json", { q, ...more })).text) as Answer;
const hitsOf = ({ groups, perhaps }: Answer) => [...groups.flatMap(({ hits }) => hits), ...perhaps];
const page = async (q: string, more: Query = {}) => (await get("/search", { q, ...more }, "text/html")).text;

describe("of the shipped facts", () => {
  it.each([
    ["零一万物", "companies", "01-ai"],
    ["零一", "companies", "01-ai"],
    ["01.AI", "companies", "01-ai"],
    ["01ai", "companies", "01-ai"],
    ["Antropic", "companies", "anthropic"],
    ["deepsek", "companies", "deepseek"],
    ["huwaei", "companies", "huawei"],
    ["Qwne", "models", "qwen-7b"],
    ["gpt 4", "models", "gpt-4"],
    ["GPT-4o", "models", "gpt-4o"],
    ["h20", "chips", "nvidia-h20"],
    ["us-2023-10-17-3a090-a", "rules", "us-2023-10-17-3a090-a"],
    ["GPQA", "benchmarks", "gpqa-diamond"],
    ["swe bench", "benchmarks", "swe-bench-verified"],
    ["Kai-Fu Lee", "people", "kai-fu-lee"],
    ["Liang Wenfeng", "people", "liang-wenfeng"],
  ])("%s finds first of the %s %s", async (q, kind, id) => {
    const [group] = (await json(q)).groups;
    expect(group?.kind).toBe(kind);
    expect(group?.hits[0]?.id).toBe(id);
  });

  it("3A090 finds the rules of that number, and H100 the chips of that name, before all else", async () => {
    const rules = (await json("3A090")).groups[0];
    expect(rules?.kind).toBe("rules");
    expect(rules?.hits.every(({ label, detail }) => `${label} ${detail}`.includes("3A090"))).toBe(true);
    const chips = (await json("H100")).groups[0];
    expect(chips?.hits.map(({ id }) => id).sort()).toEqual(["nvidia-h100-nvl", "nvidia-h100-pcie", "nvidia-h100-sxm"]);
  });
});

describe("as JSON", () => {
  it("has one shape: what was asked, groups with their totals, hits", async () => {
    const answer = await json("零一万物", { as_of: "2024-02-21" });
    expect(answer).toMatchObject({ q: "零一万物", as_of: "2024-02-21", confidence: "disputed", perhaps: [] });
    expect(Object.keys(answer)).toEqual(["q", "as_of", "confidence", "total", "groups", "perhaps"]);
    expect(answer.groups[0]).toEqual({
      kind: "companies",
      label: "Companies",
      total: 1,
      hits: [
        {
          kind: "companies",
          id: "01-ai",
          label: "01.AI",
          native: "零一万物",
          detail: "startup",
          country: "CN",
          date: "2023-03",
          href: "/companies/01-ai?as_of=2024-02-21",
          matched: "exact",
        },
      ],
    });
    expect(answer.total).toBe(answer.groups.reduce((sum, { total }) => sum + total, 0));
  });

  it("gives five hits of each kind, and of a kind that is asked for up to a hundred", async () => {
    const models = (answer: Answer) => answer.groups.find(({ kind }) => kind === "models");
    const few = models(await json("qwen"));
    expect(few?.hits).toHaveLength(5);
    const many = await json("qwen", { kind: "models" });
    expect(many.groups.map(({ kind }) => kind)).toEqual(["models"]);
    expect(models(many)?.total).toBe(few?.total);
    expect(models(many)?.hits).toHaveLength(Math.min(100, few?.total ?? 0));
    expect(models(many)?.hits.slice(0, 5)).toEqual(few?.hits);
  });

  it("answers nothing to nothing", async () => {
    for (const q of ["", " ", "?!"]) expect(await json(q)).toMatchObject({ total: 0, groups: [], perhaps: [] });
  });
});

describe("an earlier view", () => {
  const asOf = "2024-02-21";

  it("finds nothing that came later by any name of it, sources apart", async () => {
    const { models, events, claims, export_rules, chips } = readDataset(places.dataset).rows;
    const later = [
      ...models.filter(({ released_on }) => (released_on ?? "") > asOf).map(({ name }) => name),
      ...chips.filter(({ released_on }) => (released_on ?? "") > asOf).map(({ name }) => name),
      ...events.filter(({ occurred_on }) => occurred_on > asOf).map(({ title }) => title),
      ...claims.filter(({ stated_on }) => stated_on > asOf).map(({ statement }) => statement),
      ...export_rules.filter(({ announced_on }) => (announced_on ?? "") > asOf).map(({ title }) => title),
    ];
    expect(later.length).toBeGreaterThan(300);
    for (const name of later.filter((_name, at) => at % 7 === 0)) {
      const hits = hitsOf(await json(name.slice(0, 200), { as_of: asOf }));
      const wrong = hits.filter(
        ({ kind, date, label }) => kind !== "sources" && (label === name || (date ?? "") > asOf),
      );
      expect(wrong, name).toEqual([]);
    }
  });

  it("DeepSeek-R1 of January 2025 is no find of February 2024, nor is it offered or quoted", async () => {
    expect((await json("DeepSeek-R1")).groups[0]?.hits[0]?.id).toBe("deepseek-r1");
    const before = await json("DeepSeek-R1", {
      as_of: asOf,
      kind: "companies,people,models,events,claims,rules,chips",
    });
    expect(JSON.stringify(before.groups)).not.toContain("R1");
    expect(JSON.stringify(before.perhaps)).not.toContain("R1");
    expect(await page("DeepSeek-R1", { as_of: asOf })).toContain("Sources stand here whatever their date");
  });

  // benchmark_scores.csv: the first of FrontierMath is dated 20 Jun 2024, that of MMLU 24 Feb 2023.
  it("finds a benchmark from its first score on", async () => {
    const ids = async (q: string) => hitsOf(await json(q, { as_of: asOf, kind: "benchmarks" })).map(({ id }) => id);
    expect(await ids("FrontierMath")).toEqual([]);
    expect(await ids("MMLU")).toEqual(["mmlu"]);
  });

  it("leads from a claim to its row among the claims, in the same view", async () => {
    const hits = hitsOf(await json("two to three years behind", { as_of: asOf, kind: "claims" }));
    const { href = "" } = hits.find(({ id }) => id === "jenny-xiao-2024-lag") ?? {};
    expect(href).toBe("/claims?as_of=2024-02-21&q=jenny-xiao-2024-lag#jenny-xiao-2024-lag");
    // However few rows a page may have, that row is there.
    const { text } = await get(`${href.split("#")[0]}&per_page=25`, {}, "text/html");
    expect(text).toContain('id="jenny-xiao-2024-lag"');
    expect(text).toContain('<p class="count">1 claim');
  });

  it("counts weaker evidence only when the view does", async () => {
    const { models } = readDataset(places.dataset).rows;
    const estimated = models.find(({ confidence }) => confidence === "estimated");
    const find = async (confidence: string) =>
      hitsOf(await json(estimated?.name ?? "", { confidence, kind: "models" })).some(({ id }) => id === estimated?.id);
    expect(await find("estimated")).toBe(true);
    expect(await find("confirmed")).toBe(false);
  });

  it("links where its things are", async () => {
    for (const q of ["huawei", "nvidia", "openai", "rule", "Kai-Fu Lee"])
      for (const { href } of hitsOf(await json(q, { as_of: "2023-11-30", confidence: "reported" })))
        expect((await get(href, {}, "text/html")).status, href).toBe(200);
  });
});

describe("the page", () => {
  it("marks what was asked for and leads to the thing, without a script", async () => {
    const html = await page("01", { as_of: "2024-02-21" });
    expect(html).toContain('<a href="/companies/01-ai?as_of=2024-02-21"><mark>01</mark>.AI</a>');
    expect(html).toMatch(/<p class="from side-b">China<\/p>\s*<p class="on">Mar 2023<\/p>/);
  });

  it("leads to all finds of a kind", async () => {
    expect(await page("nvidia", { as_of: "2024-02-21" })).toMatch(
      /<a href="\/search\?as_of=2024-02-21&amp;q=nvidia&amp;kind=chips">All \d+ chips<\/a>/,
    );
  });

  it("says what a slip was taken for", async () => {
    const html = await page("Antropic");
    expect(html).toMatch(/<h1>Nothing is written “Antropic”; \d+ things are nearly so<\/h1>/);
    expect(html).toContain("<mark>Anthropic</mark>");
  });

  it("offers what answers some of the words when nothing answers all", async () => {
    const html = await page("qwen max xyzzy");
    expect(html).toContain("<h1>Nothing found for “qwen max xyzzy”</h1>");
    expect(html).toContain("Did you mean");
    expect(html).toContain("<mark>Qwen</mark>");
  });

  it("gives a hint and examples that find something, when nothing is asked", async () => {
    const html = await page("");
    expect(html).toContain("<h1>Search: everything recorded, by its name</h1>");
    expect(html).toContain(">零一万物</a>");
    // Before everything nothing but sources is found.
    expect(await page("", { as_of: "1950" })).not.toContain(">零一万物</a>");
  });

  it("says that signs are nothing to search by", async () => {
    const html = await page("?!…");
    expect(html).toContain("<h1>Nothing to search by in “?!…”</h1>");
    expect(html).toContain("write at least one letter, digit or Chinese character");
  });

  it("shows what was typed as text, never as markup", async () => {
    const evil = '<script>alert("1")</script><img src=x onerror=alert(1)>';
    const html = await page(evil);
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img src=x");
    expect(html).toContain("&lt;script&gt;alert(");
    const style = await get("/search/print.css", { q: evil });
    expect(style.text).not.toContain('"1"');
  });

  it("refuses a question of more than 200 characters, and a kind that is none", async () => {
    const long = "x".repeat(201);
    expect(expectErrorPage(await get("/search", { q: long }, "text/html"), 400)).toContain(
      "is longer than 200 characters",
    );
    expect(expectProblem(await get("/search.json", { q: long }), 400)).toHaveLength(1);
    expect(expectProblem(await get("/search.json", { kind: "lions" }), 400)[0]?.detail).toContain("companies, people");
  });
});

it("every page has the box, which keeps the view, and so has a page that tells of an error", async () => {
  const box = (html: string) => /<form class="goto"[\s\S]*?<\/form>/.exec(html)?.[0] ?? "";
  const kept = box(
    (await get("/funding", { as_of: "2024-02-21", confidence: "reported", stage: "debt" }, "text/html")).text,
  );
  expect(kept).toContain('action="/search"');
  expect(
    [...kept.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ).toEqual([
    ["as_of", "2024-02-21"],
    ["confidence", "reported"],
  ]);
  expect(box((await get("/nowhere", {}, "text/html")).text)).toContain('name="q"');
});
