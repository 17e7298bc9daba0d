import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { appOf, openShippedStore } from "../../fixture.js";

const store = await openShippedStore();
const app = appOf(store);

const page = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;

/** Rows of a CSV as objects, cells as written. */
async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

/** The value and the number of each entry of the facets, by the parameter that its link sets. */
function facetsOf(html: string, key: string): ReadonlyMap<string, number> {
  const entries = html.matchAll(
    /<li><a href="\/companies\?([^"#]*)#narrow"[^>]*>[^<]*<\/a> <span class="tally">(\d+)/g,
  );
  return new Map(
    [...entries].flatMap(([, query = "", count = ""]) => {
      const value = new URLSearchParams(query.replaceAll("&amp;", "&")).get(key);
      return value ? [[value, Number(count)]] : [];
    }),
  );
}

describe("the list of companies", () => {
  it("counts beside each choice what the choice would leave", async () => {
    const html = await page("/companies?as_of=2024-02-21&listed=yes");
    const counts = facetsOf(html, "kind");
    expect(counts.size).toBeGreaterThan(2);
    for (const [kind, count] of counts) {
      expect(await rows(`/companies.csv?as_of=2024-02-21&listed=yes&kind=${kind}`), kind).toHaveLength(count);
    }
  });

  it("adds up disclosed equity only, and never takes unknown for zero", async () => {
    const companies = await rows("/companies.csv");
    const { rows: rounds } = { rows: await rows("/funding.csv") };
    const zhipu = rounds.filter(
      ({ company_id, stage = "" }) => company_id === "zhipu-ai" && !["debt", "secondary", "ipo"].includes(stage),
    );
    const sum = zhipu.reduce((total, { amount_usd }) => total + Number(amount_usd), 0);
    expect(companies.find(({ id }) => id === "zhipu-ai")).toMatchObject({
      known_funding_usd: String(sum),
      funding_rounds: String(zhipu.length),
      undisclosed_rounds: String(zhipu.filter(({ amount_usd }) => amount_usd === "").length),
    });
    for (const { known_funding_usd, funding_rounds, undisclosed_rounds } of companies) {
      expect(known_funding_usd === "", "no disclosed round").toBe(funding_rounds === undisclosed_rounds);
    }
  });

  it("is listed on the day of listing and no longer on that of removal", async () => {
    const removed = await store.db
      .selectFrom("listings")
      .selectAll()
      .where("removed_on", "is not", null)
      .where("listed_on", "is not", null)
      .execute();
    // A notice that was withdrawn within the hour listed nobody on any day.
    const full = removed.find(
      ({ removed_on, listed_on }) => removed_on?.length === 10 && listed_on?.length === 10 && listed_on < removed_on,
    );
    if (!full) throw new Error("The shipped facts hold no listing with both days.");
    const listsAt = async (day: string) =>
      (await rows(`/companies.csv?as_of=${day}`)).find(({ id }) => id === full.company_id)?.["lists"]?.split(", ");
    expect(await listsAt(full.listed_on ?? "")).toContain(full.list);
    expect((await listsAt(full.removed_on ?? "")) ?? []).not.toContain(full.list);
  });
});

describe("a profile", () => {
  it("has as many facts on the page as in its file", async () => {
    const facts = await rows("/companies/deepseek.csv");
    const html = await page("/companies/deepseek");
    expect(html).toContain(`${facts.length} dated facts, latest first`);
    expect(html.match(/<span class="fact-date">/g)).toHaveLength(facts.length);
    expect(new Set(facts.map(({ fact, id }) => `${fact} ${id}`)).size).toBe(facts.length);
  });

  it("tells nothing that came later, and says which words are of today", async () => {
    const facts = await rows("/companies/nvidia.csv?as_of=2024-02-21");
    expect(facts.length).toBeGreaterThan(10);
    for (const { on = "", until = "" } of facts) {
      expect(on <= "2024-02-21").toBe(true);
      expect(until <= "2024-02-21").toBe(true);
    }
    expect(await page("/companies/nvidia?as_of=2024-02-21")).toContain("worded as of today");
    expect(await page("/companies/nvidia")).not.toContain("worded as of today");
  });

  it("names leaders and others of a round, each with a link", async () => {
    const html = await page("/companies/01-ai");
    expect(html).toMatch(/led by <a href="\/investors\/alibaba\?/);
  });

  it("sets known investors against rounds, and says of how many none is known", async () => {
    const html = await page("/companies/zhipu-ai");
    // From funding_participants.csv: 25 investors of 13 rounds; of two more rounds nobody is named.
    expect(html).toContain(
      "25 investors known from 13 of 15 rounds in which shares were sold; of 2 no investor is known.",
    );
    expect(html).toContain("never inferred from the amounts of rounds");
    expect(await page("/companies/sequoia-capital")).not.toContain("Known investors");
    // Debt of 2026 makes no bank an investor of Mistral AI.
    const mistral = (await page("/companies/mistral-ai")).split('id="investors"')[1]?.split("</section>")[0] ?? "";
    expect(mistral).toContain(">ASML<");
    expect(mistral).not.toContain("HSBC");
  });

  it("tells its people with what they said, and its owners", async () => {
    const html = await page("/companies/zhipu-ai");
    expect(html).toMatch(
      /<strong>Tang Jie<\/strong> <span>founder<\/span> <a href="#claim-tang-jie-2026-widening">1 claim, 10 Jan 2026/,
    );
    expect(html).toContain('<li id="claim-tang-jie-2026-widening">');
    const deepmind = await page("/companies/google-deepmind");
    expect(deepmind).toMatch(/<ul class="owners">\s*<li><span class="dot dot-a"><a href="\/companies\/google\?/);
    expect(deepmind).toContain("<strong>Google DeepMind</strong>");
  });

  it("leads to its page among the investors where it took part in a round", async () => {
    expect(await page("/companies/sequoia-capital")).toMatch(
      /<a href="\/investors\/sequoia-capital[^"]*">As an investor<\/a>/,
    );
    expect(await page("/companies/01-ai")).not.toContain("As an investor");
  });

  it("tells of a model's lineage what the view's evidence admits", async () => {
    // dependencies.csv: that Yi-34B takes the design of LLaMA is confirmed, that of Llama 2 reported.
    const lineageAt = async (confidence: string) => {
      const facts = await rows(`/companies/01-ai.csv?confidence=${confidence}`);
      return facts.find(({ fact, id }) => fact === "model" && id === "yi-34b")?.["detail"] ?? "";
    };
    expect(await lineageAt("reported")).toContain("Llama 2-70B");
    expect(await lineageAt("confirmed")).not.toContain("Llama 2-70B");
    expect(await lineageAt("confirmed")).toMatch(/rests on L[Ll]a[Mm][Aa].*architecture/);
  });

  it("says in one line what is not recorded, and leads to a comparison", async () => {
    const html = await page("/companies/openai");
    expect(html).toContain("Not recorded in this view: founders, headquarters, chips held, restriction lists.");
    expect(html).toMatch(/<a href="\/compare\?[^"]*ids=openai" class="strong"/);
  });

  it.each(["/companies/no-such", "/companies/deepseek?as_of=2020", "/companies/deepseek.csv?as_of=2020"])(
    "%s is not in the view",
    async (path) => {
      const { body } = await request(app).get(path).expect(404);
      expect(body.detail).toMatch(/is in this view: it may be unknown, or count only after/);
    },
  );
});

it("a dot for a round tells its amount, or that none is disclosed", async () => {
  const { body } = await request(app).get("/companies/openai/charts/strip.json").expect(200);
  const items = body.data.items as { lane: string; on: string; title: string; note: string }[];
  const round = (on: string) => items.find((item) => item.lane === "round" && item.on === on);
  // From funding_rounds.csv: a strategic round of 10 billion, one of 122 billion without a stage, a tender offer.
  expect(round("2023-01-23")?.title).toBe("Strategic, $10bn");
  expect(round("2026-03-31")?.title).toBe("$122bn");
  expect(round("2024-02-16")).toMatchObject({
    title: "Secondary sale",
    note: "amount not disclosed, valued at $80bn after it",
  });
});
