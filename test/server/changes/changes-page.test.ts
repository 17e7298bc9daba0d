import request from "supertest";
import { expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

interface Row {
  readonly kind: string;
  readonly id: string;
  readonly began_on: string;
  readonly country: string | null;
  readonly what: string;
  readonly value: number | null;
  readonly about_id: string | null;
}

async function rows(query: string): Promise<readonly Row[]> {
  const { body } = await request(app).get(`/changes.json?${query}`).expect(200);
  return body.rows;
}

const page = async (query: string) => (await request(app).get(`/changes?${query}`).set("Accept", "text/html")).text;

// Rows of funding_rounds.csv announced from 22 Feb to 15 Mar 2024; those of "2024-03" count from its first day.
it("lists the rounds between two days, newest first, the unknown amount empty", async () => {
  const found = await rows("from=2024-02-21&to=2024-03-15&kind=round");
  expect(found.map(({ id, value }) => [id, value])).toEqual([
    ["aisphere-2024-series-a", 14_000_000],
    ["minimax-2024-series-b", 600_000_000],
    ["physical-intelligence-2024-seed", 70_000_000],
    ["shengshu-2024-series-a", null],
    ["zhipu-ai-2024-03-strategic", null],
    ["figure-ai-2024-series-b", 675_000_000],
    ["mistral-ai-2024-series-a-extension", 16_300_000],
    ["moonshot-ai-2024-02-series-b", 1_000_000_000],
  ]);
});

it("a month that had begun by the first day is not new", async () => {
  const ids = (await rows("from=2024-03-01&to=2024-03-15&kind=round")).map(({ id }) => id);
  expect(ids).toEqual(["aisphere-2024-series-a"]);
});

// export_rules.csv: the affiliates rule was issued and in force on 29 Sep 2025 and stayed on 10 Nov 2025; the outbound
// rule was issued on 28 Oct 2024 and took effect on 2 Jan 2025.
it("a rule is told when it is announced, when it takes effect if that is another day, and when it ends", async () => {
  const of = async (id: string) =>
    (await rows("from=2024-01-01&kind=rule,rule-in-force,rule-ended"))
      .filter((row) => row.id === id)
      .map(({ kind, began_on }) => [kind, began_on]);
  expect(await of("us-2025-01-02-outbound")).toEqual([
    ["rule-in-force", "2025-01-02"],
    ["rule", "2024-10-28"],
  ]);
  expect(await of("us-2025-09-29-affiliates")).toEqual([
    ["rule-ended", "2025-11-10"],
    ["rule-in-force", "2025-09-29"],
  ]);
});

// Counted in the CSV files: rows dated 21 Feb 2024 or earlier.
it("on the day of the article nothing dated later is in the rows, on the page or in the feed", async () => {
  const all = await rows("as_of=2024-02-21&from=1950");
  const count = (kind: string) => all.filter((row) => row.kind === kind).length;
  expect([count("round"), count("claim"), count("event"), count("holding"), count("ruling")]).toEqual([
    120, 27, 55, 31, 42,
  ]);
  expect(all.filter(({ began_on }) => began_on > "2024-02-21")).toEqual([]);
  // Ended on 13 May 2025, taken off the list on 13 Feb 2026: at that day still to come.
  expect(all.map(({ id }) => id)).not.toContain("us-2025-01-13-ai-diffusion");
  expect(count("delisting")).toBe(
    all.filter(({ kind, began_on }) => kind === "delisting" && began_on <= "2024-02-21").length,
  );
  const feed = (await request(app).get("/changes.atom?as_of=2024-02-21")).text;
  const days = [...feed.matchAll(/<updated>(\d{4}-\d\d-\d\d)T/g)].map(([, day = ""]) => day);
  expect(days.length).toBeGreaterThan(100);
  expect(days.filter((day) => day > "2024-02-21")).toEqual([]);
  const html = await page("as_of=2024-02-21&from=2023");
  for (const later of ["Claude 3 Opus", "Yi-9B", "Step-2", "Moonshot AI raises $1bn"]) {
    expect(html).not.toContain(later);
    expect(feed).not.toContain(later);
  }
});

it("a claim leads to its row on the page of claims, from the page and from the feed", async () => {
  expect(await page("as_of=2024-02-21&from=2024-02-20&kind=claim")).toContain(
    'href="/claims?as_of=2024-02-21&amp;q=jenny-xiao-2024-lag#jenny-xiao-2024-lag"',
  );
  // The feed of today goes on with the days.
  const feed = (await request(app).get("/changes.atom?kind=claim&from=2024-02-20&to=2024-02-21")).text;
  expect(feed).toContain('href="/claims?q=jenny-xiao-2024-lag#jenny-xiao-2024-lag"');
});

it("counts each kind by side, and the counts are those of the rows", async () => {
  const query = "as_of=2024-03-15&from=2024-02-21";
  const html = await page(query);
  expect(html).toMatch(
    /Funding rounds<\/a><\/td>\s*<td class="number">2<\/td>\s*<td class="number">5<\/td>\s*<td class="number">1<\/td>/,
  );
  const all = await rows(query);
  const us = all.filter(({ country }) => country === "US").length;
  const cn = all.filter(({ country }) => country === "CN").length;
  expect(html).toContain(
    `Between 21 Feb 2024 and 15 Mar 2024 ${all.length} rows came: ${us} of the United States, ${cn} of China`,
  );
});

it("says in words that nothing came", async () => {
  expect(await page("as_of=1950")).toContain("nothing is recorded to have come");
});

it("refuses days in the wrong order and days after the view, in every form", async () => {
  for (const form of ["", ".json", ".csv", ".atom", "/charts/changes.svg"]) {
    const order = await request(app).get(`/changes${form}?from=2024-03-02&to=2024-03-01`).expect(400);
    expect(JSON.parse(order.text).errors).toEqual([
      { parameter: "from", detail: "from 2024-03-02 lies after to 2024-03-01; write an earlier from or a later to." },
    ]);
    await request(app).get(`/changes${form}?as_of=2024-02-21&to=2024-02-22`).expect(400);
  }
});
