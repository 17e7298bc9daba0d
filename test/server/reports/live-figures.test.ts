import request from "supertest";
import { describe, expect, it } from "vitest";
import { sayQuoted } from "../../../server/reports/figure-catalogue.js";
import { LiveFigures, UnknownReference } from "../../../server/reports/live-figures.js";
import { readContext } from "../../../server/web/asked.js";
import { Snapshots } from "../../../server/web/snapshots.js";
import { appOf, openShippedStore, temporaryFolder, testDay } from "../../fixture.js";

async function figuresOf(query: string): Promise<LiveFigures> {
  const store = await openShippedStore();
  const snapshots = new Snapshots(store, temporaryFolder(), "test");
  const house = { store, today: () => testDay, snapshots };
  const filters = [{ key: "company", label: "Company" }];
  return new LiveFigures(await readContext(house, new URLSearchParams(query), { filters, sortable: [] }));
}

const then = await figuresOf("as_of=2024-02-21");
const now = await figuresOf("");
const said = async (figures: LiveFigures, reference: string) => (await figures.figure(reference)).text;

describe("a figure in prose", () => {
  // Each is worked from the CSV files: amounts of Chinese equity up to the day, claims on the lag, rules in force.
  it.each([
    ["as_of", "21 Feb 2024"],
    ["side.us.name", "the United States"],
    ["side.us.label", "United States"],
    ["funding.cn.total@2023-03", "$13.3bn"],
    ["funding.cn.total:all@2023-03", "$13.3bn"],
    ["funding.cn.total@2023-03:reported", "$10.8bn"],
    // One to two years, three years, at least a year, two to three years.
    ["claims.cn.range", "12 to 36 months"],
    ["claims.cn.low", "12 months"],
    ["claims.cn.high", "36 months"],
    ["claims.cn.count", "4"],
    // Four of BIS's, Beijing's on gallium, those of The Hague and Tokyo.
    ["rules.in_force@2023-11-17", "7"],
  ])("{{%s}} reads %s", async (reference, text) => {
    expect(await said(then, reference)).toBe(text);
  });

  it("says in words what is unknown, and never zero", async () => {
    expect(await said(then, "funding.us.total@2015")).toBe("none known");
    expect(await said(then, "funding.us.rounds@2015")).toBe("none known");
    expect(await said(then, "funding.us.median@2015")).toBe("none known");
    expect(await said(then, "funding.us.top_five@2015")).toBe("too few for a share (0 companies with an amount)");
    // Of the rounds of Chinese firms up to March 2023 none is confirmed.
    expect(await said(then, "funding.cn.total:confirmed@2023-03")).toBe("none known");
    expect(await said(then, "lag.cn.months@2015")).toBe("not measurable");
    expect(await said(then, "lag.cn.mmlu.open@2015")).toBe("none open");
    expect(await said(then, "compute.cn.held@2010")).toBe("none known");
    expect(await said(then, "claims.us.range")).toBe("none claimed");
  });

  it("gives too few models for a share as what they are", () => {
    const share = { format: "percent" } as const;
    expect(sayQuoted({ value: null, counted: { part: 7, whole: 9 } }, share)).toBe("7 of 9, too few for a share");
    expect(sayQuoted({ value: null, counted: { part: 0, whole: 0 } }, share)).toBe("none known");
    expect(sayQuoted({ value: 0.115, counted: { part: 3, whole: 26 } }, share)).toBe("12%");
    expect(sayQuoted({ value: 0, counted: { part: 0, whole: 12 } }, { format: "count" })).toBe("none");
    expect(sayQuoted({ value: 1, counted: { part: 1, whole: 1 } }, { format: "months" })).toBe("1 month");
  });

  it("is the very figure of the pages, on both days", async () => {
    const app = appOf(await openShippedStore());
    for (const [figures, day] of [
      [then, "2024-02-21"],
      [now, testDay],
    ] as const) {
      const { body } = await request(app).get(`/overview.json?as_of=${day}`).expect(200);
      const shown = (measure: string, country: string) =>
        (body.rows as { measure: string; country: string; value: number | null }[]).find(
          (row) => row.measure === measure && row.country === country,
        )?.value;
      for (const [reference, measure] of [
        ["funding.cn.total", "funding"],
        ["funding.cn.year", "funding-year"],
        ["companies.cn.count", "companies"],
        ["models.cn.year", "models"],
        ["dependence.cn.share", "dependence"],
        ["chips.cn.controlled", "chips"],
        ["listings.cn.companies", "listings"],
      ] as const)
        expect((await figures.figure(reference)).value, `${reference} on ${day}`).toBe(shown(measure, "CN"));
    }
  });

  it("rests on sources of its own side and day", async () => {
    const [china, states] = [await now.figure("funding.cn.total"), await now.figure("funding.us.total")];
    const earlier = await now.figure("funding.cn.total@2024-02-21");
    expect(china.sources.length).toBeGreaterThan(0);
    expect(states.sources).not.toEqual(china.sources);
    expect(earlier.sources.length).toBeLessThan(china.sources.length);
    expect(new Set(china.sources).size).toBe(china.sources.length);
    expect(earlier.title).toBe("Known funding, in total: China, by 21 Feb 2024");
  });

  it("is of the whole view, whatever the page is narrowed to", async () => {
    const narrowed = await figuresOf("as_of=2024-02-21&company=01-ai");
    expect(await said(narrowed, "funding.cn.rounds")).toBe(await said(then, "funding.cn.rounds"));
  });

  it("belongs to the two sides of the report", async () => {
    const others = await figuresOf("a=FR&b=CN");
    expect(await said(others, "side.fr.name")).toBe("France");
    await expect(others.figure("funding.us.total")).rejects.toThrow(
      "{{funding.us.total}} names no figure of this report; near it are funding.cn.total, funding.fr.total.",
    );
  });
});

describe("a reference that is refused", () => {
  it.each([
    ["fundng.cn.total", "names no figure of this report; near it are funding.cn.total"],
    ["funding.cn", "near it are funding.cn."],
    ["constructor", "names no figure of this report."],
    ["__proto__.cn.total", "names no figure of this report."],
    [
      "funding.cn.total@2024-02-22",
      "asks for 22 Feb 2024, which lies after the day that the report looks from, 21 Feb 2024",
    ],
    ["funding.cn.total@2024", "asks for 2024, which ends after the day that the report looks from"],
    ["funding.cn.total@2023-13", "“2023-13” is not a date; write 2023, 2023-11 or 2023-11-05"],
    ["funding.cn.total:sure", "names no level of evidence; take one of confirmed, reported, all"],
    ["companies.cn.count:all", "has no levels of evidence"],
    ["<script>", "is no reference; write one as in {{funding.cn.total}}"],
    ["", "is no reference"],
    ["x".repeat(5000), "…}} names no figure"],
  ])("%s: %s", async (reference, message) => {
    const refusal = await then.figure(reference).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UnknownReference);
    expect((refusal as Error).message).toContain(message);
    expect((refusal as Error).message.length).toBeLessThan(300);
  });

  it("is one more day than a report may look at", async () => {
    const figures = await figuresOf("");
    for (let year = 2010; year < 2022; year++) await figures.figure(`as_of@${year}`);
    await expect(figures.figure("as_of@2022")).rejects.toThrow("figures of up to 12 other days");
    expect(await said(figures, "as_of@2021")).toBe("31 Dec 2021");
  });
});

it("the list to choose from has every figure once, and each can be quoted", async () => {
  const listed = await then.list();
  expect(new Set(listed.map(({ reference }) => reference)).size).toBe(listed.length);
  for (const figure of listed) expect(await then.figure(figure.reference)).toEqual(figure);
  // A benchmark whose scores of that day tell no lag is not offered.
  expect(listed.filter(({ reference, value }) => /^lag\.cn\.[^.]+\./.test(reference) && value === null)).toEqual([]);
});
