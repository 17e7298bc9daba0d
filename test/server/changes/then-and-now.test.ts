import request from "supertest";
import { expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

interface Row {
  readonly measure: string;
  readonly country: string;
  readonly then_value: number | null;
  readonly now_value: number | null;
  readonly difference: number | null;
  readonly rows_between: number;
  readonly then_confirmed: number | null;
}

const json = async (path: string) => (await request(app).get(path).expect(200)).body;
const rows = async (query = ""): Promise<readonly Row[]> => (await json(`/then-and-now.json?${query}`)).rows;
const page = async (query = "") => (await request(app).get(`/then-and-now?${query}`).set("Accept", "text/html")).text;

it("every figure of the overview stands on either day as the overview has it", async () => {
  const overview = async (day: string) =>
    (await json(`/overview.json?as_of=${day}`)).rows as readonly Record<string, unknown>[];
  const [then, now] = [await overview("2024-02-21"), await overview("2026-11-24")];
  const found = await rows();
  for (const [at, { measure, country, value, value_confirmed }] of then.entries()) {
    const row = found.find((one) => one.measure === measure && one.country === country);
    expect(row, `${measure} ${country}`).toMatchObject({
      then_value: value,
      then_confirmed: measure === "companies" || measure === "listings" ? null : value_confirmed,
      now_value: now[at]?.["value"],
    });
  }
});

// Added up in funding_rounds.csv: equity rounds (no debt, no secondary sale, no stock-market listing) with an amount.
it("the money raised by either day is the sum of the rounds that count on it", async () => {
  const funding = (await rows()).filter(({ measure }) => measure === "funding");
  expect(funding).toMatchObject([
    { country: "US", then_value: 28_508_800_000, now_value: 469_651_800_000, difference: 441_143_000_000 },
    { country: "CN", then_value: 15_425_810_000, now_value: 38_980_150_000, difference: 23_554_340_000 },
  ]);
  // 135 equity rounds of both sides from 22 Feb 2024 on; the three largest, and where all stand.
  expect(funding[0]?.rows_between).toBe(135);
  const html = await page();
  const [, between = ""] = /(135 equity rounds came between: .*?)<\/td>/s.exec(html) ?? [];
  expect([...between.matchAll(/>([^<]+ raises [^<]+)<\/a>/g)].map(([, text]) => text)).toEqual([
    "OpenAI raises $122bn",
    "Anthropic raises $65bn",
    "OpenAI raises $40bn",
  ]);
  expect(between).toContain(
    "/changes?as_of=2026-11-24&amp;from=2024-02-21&amp;to=2026-11-24&amp;kind=round&amp;country=CN%2CUS",
  );
});

it("the lag and the computing power are those of their own pages", async () => {
  const html = (await request(app).get("/compute?as_of=2024-02-21").set("Accept", "text/html")).text;
  const compute = (await rows()).find(({ measure, country }) => measure === "compute" && country === "US");
  // The page says it with three figures.
  expect(compute?.then_value).toBe(780_090);
  expect(html).toContain("780k");
  const lag = (await rows()).find(({ measure, country }) => measure === "lag" && country === "CN");
  const crossings = (await json("/gap/crossings.json?as_of=2024-02-21")).rows as readonly {
    readonly leader_side: string;
    readonly follower_on: string | null;
    readonly lag_days: number;
  }[];
  const days = crossings
    .filter(({ leader_side, follower_on }) => leader_side === "US" && follower_on && follower_on > "2023-02-21")
    .map(({ lag_days }) => lag_days)
    .sort((one, other) => one - other);
  const middle = ((days[(days.length - 1) >> 1] ?? 0) + (days[days.length >> 1] ?? 0)) / 2;
  expect(lag?.then_value).toBeCloseTo(middle / 30.4375, 2);
});

it("at the day of the article it looks back a year and names nothing later", async () => {
  const html = await page("as_of=2024-02-21");
  expect(html).toContain("21 Feb 2023 and 21 Feb 2024");
  const [body = ""] = html.split('<section class="notes"');
  const days = [...body.matchAll(/\((?:\d+ )?(?:[A-Z][a-z]{2} )?(\d{4})\)<sup>/g)].map(([, year]) => Number(year));
  expect(days.length).toBeGreaterThan(10);
  expect(Math.max(...days)).toBeLessThanOrEqual(2024);
  const seenLater = await rows("from=2024-02-21");
  for (const { now_value, measure, country } of await rows("as_of=2024-02-21")) {
    const later = seenLater.find((row) => row.measure === measure && row.country === country);
    expect(now_value, `${measure} ${country}`).toBe(later?.then_value);
  }
});

it("two days that are one show no change", async () => {
  for (const { then_value, now_value, difference } of await rows("from=2024-02-21&to=2024-02-21")) {
    expect(now_value).toBe(then_value);
    expect(difference).toBe(then_value === null ? null : 0);
  }
});

it("refuses a then that lies after now", async () => {
  const { body } = await request(app).get("/then-and-now.json?from=2024-02-22&to=2024-02-21").expect(400);
  expect(body.errors[0].detail).toBe("from 2024-02-22 lies after to 2024-02-21; write an earlier from or a later to.");
});
