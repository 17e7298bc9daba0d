import { parseHTML } from "linkedom";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import type { Store } from "../../../db/store.js";
import type { App } from "../../../server/app.js";
import { createDraft } from "../../../server/reports/drafts.js";
import { readyMade } from "../../../server/reports/ready-made.js";
import { sections } from "../../../server/reports/sections.js";
import { checkSpec, type SectionKey, sectionKeys } from "../../../server/reports/spec.js";
import { appOf, openFreshShippedStore, testMoment } from "../../fixture.js";
import { expectProblem } from "../walk.js";

/** What a report promises whoever reads it, as one file. */

const articleDay = "2024-02-21";
let store: Store;
let app: App;

const needed: Partial<Record<SectionKey, Record<string, string>>> = {
  company: { company: "01-ai" },
  compare: { ids: "01-ai,openai" },
};
const everything = checkSpec({
  title: "Everything there is",
  blocks: sectionKeys.map((section) => ({ kind: "section", section, parameters: needed[section] ?? {} })),
});

beforeAll(async () => {
  store = await openFreshShippedStore();
  app = appOf(store);
  await createDraft(store, everything, testMoment);
});
afterAll(() => store.close());

const get = (path: string) => request(app).get(path).set("Accept", "text/html");

async function read(path: string) {
  const { status, text } = await get(path);
  expect(status, text.slice(0, 300)).toBe(200);
  return { text, document: parseHTML(text).document };
}

const textOf = (element: Element | null | undefined) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();

/** The text with a blank between cells and lines that touch without one. */
function wordsOf(element: Element | null): string {
  for (const part of element?.querySelectorAll("*") ?? []) part.append(" ");
  return textOf(element);
}

describe.each([
  ["today", ""],
  ["the article’s day", `?as_of=${articleDay}`],
])("a report of every section on %s", (_day, query) => {
  let report: Awaited<ReturnType<typeof read>>;
  beforeAll(async () => {
    report = await read(`/reports/everything-there-is.html${query}`);
  });

  it("has every section, in the order asked, each with something to show", () => {
    const chapters = [...report.document.querySelectorAll(".chapter")];
    expect(chapters.map((chapter) => textOf(chapter.querySelector("h2")))).toEqual(
      sectionKeys.map((key, at) => `${at + 1} ${sections[key].title}`),
    );
    for (const chapter of chapters) {
      const shown = chapter.querySelectorAll("figure, .report-table").length;
      expect(shown, textOf(chapter.querySelector("h2"))).toBeGreaterThan(0);
    }
  });

  it("numbers its figures and tables without a gap and lists them in its contents", () => {
    for (const [kind, selector] of [
      ["Figure", "figure.report-figure"],
      ["Table", ".report-table"],
    ] as const) {
      const labels = [...report.document.querySelectorAll(`${selector} .label`)].map(textOf);
      expect(labels).toEqual(labels.map((_label, at) => `${kind} ${at + 1}`));
      for (const [at] of labels.entries())
        expect(report.document.querySelector(`[data-page-of="${kind.toLowerCase()}-${at + 1}"]`)).not.toBeNull();
    }
  });

  it("leads from every citation and entry to what it names, and holds each name once", () => {
    const ids = [...report.document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const inside = [...report.document.querySelectorAll('a[href^="#"]')].map((link) =>
      link.getAttribute("href")?.slice(1),
    );
    expect(inside.length).toBeGreaterThan(100);
    expect(inside.filter((id) => !ids.includes(id ?? ""))).toEqual([]);
  });

  it("is one file: no script, no handler, no address of the house, styles and fonts inside", () => {
    expect(report.document.querySelectorAll("script, link, img, iframe, [onclick], [onload], [onerror]")).toHaveLength(
      0,
    );
    const [, style = "", rest = ""] = /<style>([\s\S]*?)<\/style>([\s\S]*)/.exec(report.text) ?? [];
    expect(rest).not.toMatch(/ href="\/| src=|url\((?!#)/);
    expect(style).not.toMatch(/url\((?!data:|"data:)/);
    expect(report.text).toContain("url(data:font/woff2;base64,");
  });

  it("draws every figure, in lines", () => {
    for (const figure of report.document.querySelectorAll("figure.report-figure")) {
      const marks = figure.querySelectorAll("svg path, svg rect, svg circle, svg line").length;
      expect(marks + figure.querySelectorAll("text.nothing").length, figure.id).toBeGreaterThan(0);
    }
    expect(report.document.querySelectorAll("svg image, svg pattern")).toHaveLength(0);
  });

  it("prints as many rows of a table as it says, and has all of them as CSV", async () => {
    for (const table of report.document.querySelectorAll(".report-table")) {
      const [, first, all] = /^The first (\d+) of ([\d,]+) /.exec(textOf(table.querySelector(".caption .unit"))) ?? [];
      if (!first || !all) continue;
      expect(table.querySelectorAll("tbody tr"), table.id).toHaveLength(Number(first));
      const csv = await request(app).get(`/reports/everything-there-is/exhibits/${table.id}.csv${query}`);
      expect(readCsv(Buffer.from(csv.text)).records, table.id).toHaveLength(Number(all.replace(",", "")));
    }
  });
});

it("tells at the article’s day nothing that is dated later, but for the days of its sources and its own", async () => {
  const { document } = await read(`/reports/everything-there-is.html?as_of=${articleDay}`);
  for (const own of document.querySelectorAll(".cover, .report-notes, style, sup, svg [aria-hidden]")) own.remove();
  // Sources are not cut by date: what happened in one year may be told in another. Indicators say which edition.
  for (const chapter of document.querySelectorAll(".chapter"))
    for (const { title } of [sections.sources, sections.indicators])
      if (textOf(chapter.querySelector("h2")).endsWith(title)) chapter.remove();
  const text = wordsOf(document.querySelector("article"));
  const months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";
  const dated = text.match(new RegExp(`(\\b([12]?\\d|3[01]) )?(${months}) 20\\d\\d`, "g")) ?? [];
  expect(dated.length).toBeGreaterThan(300);
  const day = (said: string) => {
    const time = Date.parse(`${/^\d/.test(said) ? said : `1 ${said}`} UTC`);
    return Number.isNaN(time) ? `no day: ${said}` : new Date(time).toISOString().slice(0, 10);
  };
  expect(dated.filter((said) => day(said) > articleDay)).toEqual([]);
});

it("tells the article’s story at the article’s day", async () => {
  const { document } = await read(`/reports/landscape.html?as_of=${articleDay}`);
  const text = textOf(document.querySelector("article"));
  for (const told of [/LLaMA/, /01\.AI/, /Baidu/]) expect(text).toMatch(told);
});

describe("the ready-made reports", () => {
  it.each(readyMade.map(({ slug, needs }) => (needs ? `${slug}-01-ai` : slug)))(
    "%s works without a word, on either day",
    async (slug) => {
      for (const query of ["", `?as_of=${articleDay}`]) {
        const { document } = await read(`/reports/${slug}${query}`);
        expect(document.querySelectorAll(".chapter figure, .chapter .report-table").length).toBeGreaterThan(1);
      }
    },
  );

  it("are chosen from a shelf, a company’s brief by its id", async () => {
    const { document } = await read("/reports");
    const offered = [...document.querySelectorAll(".shelf h3")].map(textOf);
    expect(offered).toEqual(readyMade.map(({ title }) => title));
    const { status, headers } = await get("/reports/company?company=01-ai&as_of=2024-02-21");
    expect([status, headers["location"]]).toEqual([303, "/reports/company-01-ai?as_of=2024-02-21"]);
    expect((await get("/reports/company-01-ai")).text).toContain("Company brief: 01.AI");
  });

  it("are read on the paper asked for", async () => {
    expect((await get("/reports/landscape/print.css")).text).toContain("size: 210mm 297mm");
    expect((await get("/reports/landscape/print.css?paper=Letter")).text).toContain("size: 8.5in 11in");
  });
});

describe("what is asked wrongly", () => {
  const problem = (path: string) => request(app).get(path);

  it.each([
    ["/reports/nothing", 404, /no report "nothing"/],
    ["/reports/company-nobody", 404, /"nobody"/],
    ["/reports/company", 400, /no company of the data/],
    ["/reports/landscape?as_of=soon", 400, /as_of/],
    ["/reports/landscape?paper=A3", 400, /paper "A3"/],
    ["/reports/landscape?stage=seed", 400, /stage/],
    ["/reports/landscape/exhibits/figure-99.svg", 404, /figure-99/],
    ["/reports/landscape/exhibits/figure-1.gif", 404, /svg, png and csv/],
    ["/reports/landscape/exhibits/table-1.svg", 404, /comes as csv/],
  ])("%s is answered with %i and a sentence", async (path, status, sentence) => {
    const answer = await problem(path);
    expectProblem(answer, status);
    expect(answer.body.detail).toMatch(sentence);
  });

  it("names the place of a parameter that a section does not take", async () => {
    const spec = checkSpec({
      title: "Wrong",
      blocks: [
        { kind: "commentary", markdown: "As is {{funding.xx.total}}." },
        { kind: "section", section: "gap", parameters: { stage: "seed" } },
        { kind: "section", section: "funding", parameters: { stage: "sprout" } },
      ],
    });
    await createDraft(store, spec, testMoment);
    const { status, body } = await problem("/reports/wrong");
    expect(status).toBe(400);
    const places = (body.errors as { parameter: string }[]).map(({ parameter }) => parameter);
    expect(places).toEqual(["blocks.0.markdown", "blocks.1.stage", "blocks.2.stage"]);
  });
});

describe("a figure for a slide", () => {
  it("comes as SVG, PNG and CSV, and says which report lists its sources", async () => {
    const svg = await request(app).get("/reports/landscape/exhibits/figure-2.svg");
    expect(svg.headers["content-type"]).toContain("image/svg+xml");
    expect(String(svg.body)).toContain("Figure 2 of “US-China AI landscape”");
    const png = await request(app).get("/reports/landscape/exhibits/figure-2.png");
    expect((png.body as Buffer).subarray(1, 4).toString()).toBe("PNG");
    const csv = await request(app).get("/reports/landscape/exhibits/figure-2.csv");
    expect(readCsv(Buffer.from(csv.text)).records.length).toBeGreaterThan(10);
  });
});
