import request from "supertest";
import { expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

const json = async (path: string) => (await request(app).get(path).expect(200)).body;

it("the categories add up to what is shown without them", async () => {
  const all = await json("/timeline.json?as_of=2025-06&country=US");
  const html = (await request(app).get("/timeline?as_of=2025-06&country=US").set("Accept", "text/html")).text;
  const [, categories = ""] = /<h3>Category<\/h3>\s*<ul>(.*?)<\/ul>/s.exec(html) ?? [];
  const counts = [...categories.matchAll(/class="tally">(\d+)</g)].map(([, count]) => Number(count));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.count);
});

it("a search looks into the company's name too", async () => {
  const { rows } = await json("/timeline.json?q=nvidia");
  expect(rows.length).toBeGreaterThan(0);
  for (const { title, description, company_name } of rows)
    expect(`${title} ${description} ${company_name}`.toLowerCase()).toContain("nvidia");
});

it("the chart counts what lies before its first day", async () => {
  const { data, text } = await json("/timeline/charts/events.json");
  const before = data.items.filter(({ on }: { on: string }) => on < data.from.slice(0, 4)).length;
  expect(before).toBeGreaterThan(0);
  expect(before / data.items.length).toBeLessThanOrEqual(0.1);
  expect(text.coverage).toContain(`${before} before`);
});
