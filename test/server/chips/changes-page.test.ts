import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { expectProblem, walkPages } from "../walk.js";

const { get } = await walkPages();

async function rowsOf(path: string, query: Readonly<Record<string, string>>) {
  const answer = await get(path, query);
  expect(answer.status, answer.text).toBe(200);
  const { header, records } = readCsv(Buffer.from(answer.text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

describe("filters of /chips", () => {
  const on = { as_of: "2025-05-31" };

  it("narrow the table by side, year, status, market and vendor", async () => {
    const all = await rowsOf("/chips.csv", on);
    const kept = async (query: Readonly<Record<string, string>>) =>
      (await rowsOf("/chips.csv", { ...on, ...query })).map(({ id }) => id);
    const wanted = (keep: (row: Readonly<Record<string, string>>) => boolean) => all.filter(keep).map(({ id }) => id);
    expect(await kept({ side: "b" })).toEqual(wanted((row) => row["vendor_country"] === "CN"));
    expect(await kept({ side: "a,b" })).toEqual(all.map(({ id }) => id));
    expect(await kept({ side: "a", a: "FR" })).toEqual([]);
    expect(await kept({ year: "2023" })).toEqual(wanted((row) => row["released_on"]?.startsWith("2023") ?? false));
    expect(await kept({ year: "unknown" })).toEqual(wanted((row) => row["released_on"] === ""));
    expect(await kept({ status: "allowed", market: "china-variant" })).toEqual(
      wanted((row) => row["status"] === "allowed" && row["market"] === "china-variant"),
    );
    expect(await kept({ vendor: "intel", year: "2024" })).toEqual(["intel-gaudi-3", "intel-gaudi-3-china"]);
  });

  it("narrow each picture to the same chips", async () => {
    const query = { ...on, side: "a", year: "2023", status: "prohibited-without-license" };
    const names = (await rowsOf("/chips.csv", query)).map(({ name }) => name).sort();
    expect(names.length).toBeGreaterThan(3);
    for (const chart of ["density", "bandwidth", "calendar"]) {
      const drawn = (await rowsOf(`/chips/charts/${chart}.csv`, query)).map(({ chip }) => chip);
      expect([...new Set(drawn)].sort(), chart).toEqual(names);
    }
  });

  it("are listed to who gives another", async () => {
    const [fault] = expectProblem(await get("/chips", { side: "c" }), 400);
    expect(fault?.detail).toBe('side "c" is not accepted; take one or more of a, b, other, separated by commas.');
  });
});

describe("what changed between two dates", () => {
  const query = { since: "2023-10-01", as_of: "2023-11-30" };

  it("says of each chip the status and rule of both days", async () => {
    const rows = await rowsOf("/chips/changes.csv", query);
    expect(rows.find(({ id }) => id === "nvidia-a800-sxm")).toMatchObject({
      change: "status",
      status_then: "allowed",
      rule_then: "",
      status_now: "prohibited-without-license",
      rule_now: "us-2023-10-17-3a090-a",
      reason_now: "Licence needed: TPP 4,992 ≥ 4,800, made for data centres (3A090.a).",
    });
    expect(rows.find(({ id }) => id === "nvidia-h20")).toMatchObject({
      change: "new",
      status_then: "",
      reason_then: "",
      status_now: "allowed",
    });
    expect(rows.some(({ id }) => id === "nvidia-a100-80gb-sxm")).toBe(false);
    const changed = await rowsOf("/chips/changes.csv", { ...query, change: "status" });
    expect(changed).toEqual(rows.filter(({ change }) => change === "status"));
  });

  it("is told with the rules that moved, each with its note", async () => {
    const { text } = await get("/chips/changes", query);
    expect(text).toContain("<h1>Between 1 Oct 2023 and 30 Nov 2023 the status of ");
    expect(text).toMatch(/<td class="date">17 Nov 2023<\/td><td>took effect<\/td><td class="prose">Advanced computing/);
    expect(text).toMatch(/<td>ended<\/td><td class="prose">First advanced computing rule: ECCN 3A090<sup>/);
    expect(text).toContain('<input type="date" name="since" value="2023-10-01"');
  });

  it("goes back a year unless told, and that year moves with the view", async () => {
    const { text } = await get("/chips/changes", { as_of: "2024-02-29" });
    expect(text).toContain("<h1>Between 28 Feb 2023 and 29 Feb 2024 ");
    const { text: told } = await get("/chips/changes", { as_of: "2024-02-29", since: "2023-02" });
    expect(told).toBe(text);
  });

  it("says so when nothing changed", async () => {
    const { text } = await get("/chips/changes", { as_of: "2019-01-01", since: "2019-01-01" });
    expect(text).toContain("<h1>Between 1 Jan 2019 and 1 Jan 2019 the status of no chip changed; no chip is new</h1>");
    expect(text).toContain("No rule on chips took effect or ended between these two days.");
  });

  it("refuses a day after the view's and what is no date, with what is accepted", async () => {
    for (const path of ["/chips/changes", "/chips/changes.csv", "/chips/changes.json"]) {
      const [late] = expectProblem(await get(path, { as_of: "2023-11", since: "2023-12" }), 400);
      expect(late).toEqual({
        parameter: "since",
        detail: 'since "2023-12" lies after as_of 2023-11-30; write an earlier date or the same.',
      });
      const [none] = expectProblem(await get(path, { since: "2023-13" }), 400);
      expect(none?.detail).toBe('since "2023-13" is not a date; write 2023, 2023-11 or 2023-11-05.');
    }
  });

  it("is announced on /chips with the same counts, and keeps its filters", async () => {
    const { text } = await get("/chips", { as_of: "2023-11-30", side: "b" });
    const [, counts, href] =
      /What changed in the last year<\/h2>\s*<p>(Between [^;]+; [^;]+); [^<]+ <a href="([^"]+)"/.exec(text) ?? [];
    const page = await get((href ?? "").replaceAll("&amp;", "&"));
    expect(page.text).toContain(`<h1>${counts}</h1>`);
    expect(href).toContain("side=b");
  });
});
