import request from "supertest";
import { describe, expect, it } from "vitest";
import type { Day } from "../../../server/values/dates.js";
import { monthAfter, monthBefore } from "../../../server/web/date-control.js";
import { appOf, openShippedStore } from "../../fixture.js";

const store = await openShippedStore();
const app = appOf(store);
const recordedOn = (await store.revision())?.recorded_on ?? "";

async function get(address: string): Promise<string> {
  const { status, text } = await request(app).get(address).set("Accept", "text/html");
  expect(status, address).toBe(200);
  return text;
}

/** The control of the date on a page. */
async function control(address: string): Promise<string> {
  return /<nav class="dates"[\s\S]*?<\/nav>/.exec(await get(address))?.[0] ?? "";
}

const unescaped = (href: string) => href.replaceAll("&amp;", "&");
const stepOf = (html: string, rel: "prev" | "next") => {
  const [, href] = new RegExp(`rel="${rel}" href="([^"]*)"`).exec(html) ?? [];
  return href === undefined ? undefined : unescaped(href);
};
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => unescaped(href));

describe("a step by month", () => {
  it.each([
    ["2024-02-21", "2024-01-31", "2024-02-29"],
    ["2024-02-29", "2024-01-31", "2024-03-31"],
    ["2024-01-01", "2023-12-31", "2024-01-31"],
    ["2023-12-31", "2023-11-30", "2024-01-31"],
    ["2026-10-31", "2026-09-30", "2026-11-25"],
    ["2026-11-24", "2026-10-31", "2026-11-25"],
    ["2026-11-25", "2026-10-31", undefined],
    ["2030-06-15", "2030-05-31", undefined],
    ["1900-01-31", undefined, "1900-02-28"],
  ])("leads from %s back to %s and on to %s, in a record of 25 Nov 2026", (day, before, after) => {
    expect(monthBefore(day as Day)).toBe(before);
    expect(monthAfter(day as Day, "2026-11-25" as Day)).toBe(after);
  });
});

describe("the control of the date", () => {
  it("keeps sides, evidence, filters and order in steps, marks and form, and begins the table anew", async () => {
    const rest = "b=FR&confidence=reported&stage=series-a%2Cseries-b&sort=-announced_on&per_page=25";
    const html = await control(`/funding?as_of=2024-02-21&${rest}&page=2`);
    expect(stepOf(html, "prev")).toBe(`?as_of=2024-01-31&${rest}`);
    expect(stepOf(html, "next")).toBe(`?as_of=2024-02-29&${rest}`);
    expect(hrefs(html)).toContain(`?${rest}`);
    const others = hrefs(html).filter((href) => !href.endsWith(rest));
    expect(others).toEqual([]);
    const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(hidden).toEqual([...new URLSearchParams(rest)]);
    expect(html).toContain('action="/funding"');
  });

  it.each([
    ["2023", "2023-12-31", "2023-11-30", "2024-01-31"],
    ["2023-11", "2023-11-30", "2023-10-31", "2023-12-31"],
    ["2023-11-05", "2023-11-05", "2023-10-31", "2023-11-30"],
  ])("takes %s for %s", async (asOf, day, before, after) => {
    const html = await control(`/timeline?as_of=${asOf}`);
    expect(html).toContain(`name="as_of" value="${day}"`);
    expect(stepOf(html, "prev")).toBe(`?as_of=${before}`);
    expect(stepOf(html, "next")).toBe(`?as_of=${after}`);
  });

  it("has no step before the first day there is, and none after the day that the record tells of", async () => {
    expect(stepOf(await control("/?as_of=1900-01"), "prev")).toBeUndefined();
    const last = await control(`/?as_of=${recordedOn}`);
    expect(stepOf(last, "next")).toBeUndefined();
    expect(stepOf(last, "prev")).toBeDefined();
  });

  it("leaves out a filter's day that would lie after the day it leads to", async () => {
    const html = await control("/changes?as_of=2024-03-31&from=2024-02-21");
    expect(stepOf(html, "prev")).toBe("?as_of=2024-02-29&from=2024-02-21");
    expect(stepOf(html, "next")).toBe("?as_of=2024-04-30&from=2024-02-21");
    expect(hrefs(html)).toContain("?as_of=2023-11-17");
    for (const href of hrefs(html)) await get(`/changes${href}`);
  });

  it("says the same whatever the day on which it is asked", async () => {
    const address = "/?as_of=2024-02-21";
    const later = await request(appOf(store, { today: "2027-03-01" })).get(address);
    expect(/<nav class="dates"[\s\S]*?<\/nav>/.exec(later.text)?.[0]).toBe(await control(address));
  });

  it("is played on from the day that it shows, and from its beginning in the last month", async () => {
    expect(await control("/?as_of=2024-02-21")).toContain('data-from="?as_of=2024-02-29"');
    expect(await control("/?as_of=2026-10-31")).toContain(`data-from="?as_of=${recordedOn}"`);
    for (const asOf of ["2026-11-01", recordedOn, "2027-05"])
      expect(await control(`/?as_of=${asOf}`)).toContain('data-from="?as_of=2021-01-31"');
  });

  it("can be played on the overview alone", async () => {
    expect(await control("/")).toContain('class="play"');
    expect(await control("/funding")).not.toContain('class="play"');
  });
});

describe("the days that matter", () => {
  it("are those of rules on chips that came into force and of releases that the timeline tells of", async () => {
    const html = await control("/?as_of=2024-02-21");
    expect(html).toContain("OpenAI releases ChatGPT");
    expect(html).toContain("In force: First advanced computing rule: ECCN 3A090");
    expect(hrefs(html)).toEqual(expect.arrayContaining(["?as_of=2022-11", "?as_of=2022-10-21"]));
    // Equipment, and a year that is no day.
    expect(html).not.toContain("Semiconductor manufacturing items rule");
    expect(html).not.toContain("TAL announces work on MathGPT");
  });

  it("begin with the day on which a rule is in force and known, not with its announcement", async () => {
    const rule = "Advanced computing rule of October 2023: ECCN 3A090.a";
    expect(await control("/?as_of=2023-11-16")).not.toContain(rule);
    expect(await control("/?as_of=2023-11-17")).toContain(rule);
    // In force on 8 Aug 2025 by an agreement that became known on 10 Aug.
    const shared = "Licences for H20 and MI308 against 15 percent of revenue";
    expect(await control("/?as_of=2025-08-09")).not.toContain(shared);
    expect(await control("/?as_of=2025-08-10")).toContain(shared);
  });

  it("never tell of what came later", async () => {
    const html = await control("/?as_of=2024-02-21");
    const days = hrefs(html).flatMap((href) => new URLSearchParams(href).get("as_of") ?? []);
    // The month that the view lies in, to which the step leads as well, is the latest.
    expect(days.filter((day) => day > "2024-02-29")).toEqual([]);
    expect(html).not.toMatch(/DeepSeek|H20\b|AI Diffusion/);
    expect(html).toContain("12 days that matter");
    expect(await control("/?as_of=1950")).not.toMatch(/that matter|In force/);
  });

  it("rest on the evidence that the view asks for", async () => {
    const html = await control("/?as_of=2024-02-21&confidence=confirmed");
    expect(html).not.toContain("ChatGPT");
    expect(html).toContain("In force: First advanced computing rule");
  });
});
