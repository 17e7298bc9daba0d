import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

/** Expected figures are counted by hand in events.csv, export_rules.csv, indicator_values.csv and claims.csv. */

const app = appOf(await openShippedStore());

const json = async (path: string) => (await request(app).get(path).expect(200)).body;
const html = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;

/** Columns of a plain table's row that begins with `head`. */
function rowOf(page: string, head: string): readonly string[] {
  const [, row = ""] = new RegExp(`<td>${head}</td>(.*?)</tr>`, "s").exec(page) ?? [];
  return [...row.matchAll(/<td[^>]*>([^<]*)</g)].map(([, cell = ""]) => cell);
}

describe("rules in force", () => {
  it("on 21 Feb 2024: the October rules, the guardrails and Executive Order 14110 against China's four", async () => {
    const { data, text } = await json("/regulation/charts/in-force.json?as_of=2024-02-21");
    // 3A090.a, 3A090.b, NAC for consumer chips and equipment since 17 Nov 2023; gallium and germanium since 1 Aug 2023.
    // Algorithm rules of 2022 and interim measures of 2023 are about registration, deep synthesis about labelling.
    expect(data.rows.map(({ key, a, b }: Record<string, unknown>) => [key, a, b])).toEqual([
      ["registration", 0, 2],
      ["labelling", 0, 1],
      ["export", 4, 1],
      ["safety", 1, 0],
      ["other", 1, 0],
    ]);
    expect(text.finding).toBe(
      "Rules in force on 21 Feb 2024, 6 of the United States and 4 of China: the United States has the higher figure in 3 of 5 subjects, China in 2",
    );
  });

  it("turns with the sides", async () => {
    const { text } = await json("/regulation/charts/in-force.json?as_of=2024-02-21&a=CN&b=US");
    expect(text.finding).toBe(
      "Rules in force on 21 Feb 2024, 4 of China and 6 of the United States: the United States has the higher figure in 3 of 5 subjects, China in 2",
    );
  });

  it("says so where both sides are ahead in as many subjects", async () => {
    const { text } = await json("/regulation/charts/in-force.json?as_of=2026-11-24");
    expect(text.finding).toBe(
      "Rules in force on 24 Nov 2026, 20 of the United States and 11 of China: the United States and China have the higher figure in 4 of 8 subjects each",
    );
  });

  it("says so where China is ahead, and where nothing is known", async () => {
    // The algorithm rules were the first of all recorded ones.
    const early = await json("/regulation/charts/in-force.json?as_of=2022-03-01");
    expect(early.text.finding).toBe(
      "Rules in force on 1 Mar 2022, 0 of the United States and 1 of China: China has the higher figure in 1 of 1 subject",
    );
    const before = await json("/regulation/charts/in-force.json?as_of=2022-02-28");
    expect(before.text.finding).toBe(
      "Rules in force on 28 Feb 2022: too little is known to compare the United States and China",
    );
    expect(before.sources).toEqual([]);
  });

  it("are counted on each level of evidence: the approval rule of April 2026 is disputed", async () => {
    const page = await html("/regulation?as_of=2026-11-24");
    expect(rowOf(page, "on any evidence")).toEqual(["20", "11", "5"]);
    expect(rowOf(page, "reported or better")).toEqual(["20", "10", "5"]);
    const strict = await json("/regulation/charts/in-force.json?as_of=2026-11-24&confidence=reported");
    expect(strict.data.rows.find(({ key }: { key: string }) => key === "investment")).toMatchObject({ a: 2, b: 0 });
  });

  it("are as many US versions as the page of rules lists, but for those in the events alone", async () => {
    const listed = await json("/rules.json?as_of=2026-11-24&state=in-force");
    const versions = listed.rows.filter(({ country }: { country: string }) => country === "US").length;
    const page = await html("/regulation?as_of=2026-11-24");
    // COINS Act, the Texas and Navy ban, and the order on pre-release tests.
    expect(rowOf(page, "on any evidence")[0]).toBe(String(versions + 3));
  });
});

describe("the time line", () => {
  it("tells a rule once, by its event, and what no event tells by itself", async () => {
    const { rows } = await json("/regulation.json?as_of=2026-11-24");
    const ids = rows.map(({ id }: { id: string }) => id);
    expect(ids).toContain("bis-october-2022-rule");
    expect(ids).not.toContain("us-2022-10-07-3a090");
    expect(ids).toContain("us-2023-10-17-sme");
    expect(rows.find(({ id }: { id: string }) => id === "bis-october-2023-rule")).toMatchObject({
      kind: "event",
      subject: "export",
      rule_state: "in-force",
      in_effect_from: "2023-11-17",
      rule_ids: "us-2023-10-17-3a090-a us-2023-10-17-3a090-b us-2023-10-17-nac-consumer",
    });
  });

  it("has a lane for either side of each subject, and says that no row names training data", async () => {
    const { data, text } = await json("/regulation/charts/acts.json?as_of=2026-11-24");
    expect(data.lanes.slice(0, 4)).toEqual([
      { key: "training-data-a", title: "United States", group: "Training data" },
      { key: "training-data-b", title: "China", group: "Training data" },
      { key: "registration-a", title: "United States", group: "Registration" },
      { key: "registration-b", title: "China", group: "Registration" },
    ]);
    expect(text.coverage).toMatch(/; no row names training data as its subject$/);
    const registered = data.items.filter(({ lane }: { lane: string }) => lane.startsWith("registration-"));
    expect(registered).toHaveLength(12);
    expect(new Set(registered.map(({ side }: { side: string }) => side))).toEqual(new Set(["b"]));
  });

  it("tells nothing that came later, neither an end nor a start of effect", async () => {
    const { rows } = await json("/regulation.json?as_of=2024-02-21");
    for (const row of rows)
      for (const day of [row.dated_on, row.in_effect_from, row.in_effect_until])
        if (day !== null) expect(day <= "2024-02-21", row.id).toBe(true);
    expect(rows.find(({ id }: { id: string }) => id === "biden-eo-14110")).toMatchObject({ rule_state: "in-force" });
    expect(rows.map(({ id }: { id: string }) => id)).not.toContain("us-outbound-nprm");
    expect(rows.find(({ id }: { id: string }) => id === "us-outbound-eo-14105")).toMatchObject({
      rule_state: "proposed",
      in_effect_from: null,
    });
  });

  it.each([
    ["subject=labelling", 4],
    ["subject=labelling,antitrust", 9],
    ["side=other", 6],
    ["subject=registration&side=a", 0],
    ["year=2017", 1],
    ["after=2026-05", 6],
    ["q=deepseek+bans", 2],
  ])("narrowed by %s has %d acts, on the page and in the picture", async (query, count) => {
    const { rows } = await json(`/regulation.json?as_of=2026-11-24&${query}`);
    expect(rows).toHaveLength(count);
    const { data } = await json(`/regulation/charts/acts.json?as_of=2026-11-24&${query}`);
    expect(data.items).toHaveLength(count);
    // What is in force is of all subjects, whatever the table is narrowed to.
    const inForce = await json(`/regulation/charts/in-force.json?as_of=2026-11-24&${query}`);
    expect(inForce.data.rows).toHaveLength(8);
  });

  it("refuses an unknown subject by naming those it takes", async () => {
    const { body } = await request(app).get("/regulation.json?subject=taxes").expect(400);
    expect(body.errors[0].detail).toContain("training-data, registration, labelling, export, investment");
  });
});

describe("registered services", () => {
  it("are shown value by value with what each counts, and that the US has no series", async () => {
    const page = await html("/regulation?as_of=2026-11-24");
    const { data } = await json("/regulation/charts/registered.json?as_of=2026-11-24");
    expect(data.lines).toHaveLength(1);
    expect(data.lines[0].points.map(({ on, value }: Record<string, unknown>) => [on, value])).toEqual([
      ["2023-08-31", 11],
      ["2024-03", 117],
      ["2025-03-31", 346],
      ["2025-07", 490],
      ["2025-08", 538],
      ["2026-04-30", 868],
    ]);
    for (const note of ["firms with approval, Chinese media", "approved models", "stated as more than 490"])
      expect(page).toContain(note);
    expect(page).toContain("A note on what is counted comes with 4 of 6 values.");
    expect(page).toContain(
      "No series of registered services is recorded of the United States, and none of the 12 acts under registration on the time line is its own.",
    );
  });

  it("are one value in February 2024, and none of two other countries", async () => {
    expect(await html("/regulation?as_of=2024-02-21")).not.toContain("The line joins them");
    expect(await html("/regulation?as_of=2026-11-24&a=US&b=FR")).toContain(
      "No series of registered services is recorded of the United States or France by 24 Nov 2026; 12 acts on the time line are under registration.",
    );
  });
});

describe("the burden as experts put it", () => {
  it("stands under the country that it is about, each with speaker, day, source and its place among the claims", async () => {
    const page = await html("/regulation?as_of=2024-02-21");
    expect(page).toContain("6 statements: 5 on the rules of China, 1 on those of the United States");
    const [, burden = ""] = /<div class="opinions">(.*?)<\/div>/s.exec(page) ?? [];
    const [a = "", b = ""] = burden.split("</section>");
    expect(a).toContain("Over-regulation could slow US industry");
    expect(b.match(/<blockquote>/g)).toHaveLength(5);
    expect(b).toMatch(
      /<strong>Kevin Xu<\/strong>, investor, Interconnected Capital, <a href="\/claims\?[^"]*topic=regulation#kevin-xu-2024-regime">21 Feb 2024<\/a>/,
    );
    expect(burden).not.toContain("Sheehan");
  });

  it("leads to rows that stand on the page of claims", async () => {
    const page = await html("/regulation?as_of=2026-11-24");
    const links = [...page.matchAll(/href="(\/claims\?[^"#]*)#([^"]*)"/g)];
    expect(links).toHaveLength(9);
    const claims = await html((links[0]?.[1] ?? "").replaceAll("&amp;", "&"));
    for (const [, , id] of links) expect(claims).toContain(`id="${id}"`);
  });
});

it("reads well before anything was regulated", async () => {
  const page = await html("/regulation?as_of=2010");
  for (const sentence of [
    "No acts of regulation recorded by 31 Dec 2010",
    "No statement on regulation is recorded by 31 Dec 2010",
    "recorded of the United States or China by 31 Dec 2010; no act on the time line is under registration.",
  ])
    expect(page).toContain(sentence);
  expect(page).not.toContain("List the acts behind");
});
