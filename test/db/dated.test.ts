import { type Kysely, sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../db/dataset.js";
import { datedOn, evidenced, happenedBy, heldAt } from "../../db/dated.js";
import { insertRows } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableOf } from "../../db/tables.js";
import type { Day } from "../../server/values/dates.js";
import type { Confidence } from "../../server/values/evidence.js";
import { openEmptyStore } from "../fixture.js";

let store: Store;

/** A row with what matters here; everything else that must be there is filled in, everything that may be is unknown. */
function row(table: TableName, given: StoredRow): StoredRow {
  const fillers = { slug: "source", text: "text", url: "https://example.org", date: "2020", json: "{}" } as const;
  const cells = Object.entries(tableOf(table).columns).map(([name, { type, required, oneOf }]) => {
    const filler = type in fillers ? fillers[type as keyof typeof fillers] : 0;
    return [name, required ? (oneOf?.[0] ?? filler) : null];
  });
  return { ...Object.fromEntries(cells), ...given };
}

const world: readonly [TableName, readonly StoredRow[]][] = [
  [
    "sources",
    [
      { id: "source", published_on: null },
      { id: "dated", published_on: "2022-03" },
    ],
  ],
  [
    "companies",
    [
      { id: "founded", founded_on: "2019" },
      { id: "funded" },
      { id: "investor" },
      { id: "chipmaker" },
      { id: "known-from-source", source_id: "dated" },
      { id: "undated" },
    ],
  ],
  [
    "funding_rounds",
    [
      { id: "day", company_id: "funded", announced_on: "2023-11-05", confidence: "confirmed" },
      { id: "month", company_id: "funded", announced_on: "2023-11", confidence: "reported" },
      { id: "year", company_id: "funded", announced_on: "2023", confidence: "disputed" },
    ],
  ],
  ["funding_participants", [{ round_id: "month", investor_id: "investor" }]],
  [
    "models",
    [
      { id: "released", company_id: "founded", released_on: "2024-02" },
      { id: "base", company_id: "founded" },
    ],
  ],
  [
    "dependencies",
    [
      { id: "own-date", dependent_id: "released", dependency_id: "base", since_on: "2024-05-01" },
      { id: "of-the-model", dependent_id: "released", dependency_id: "base", kind: "code" },
    ],
  ],
  ["chips", [{ id: "chip", vendor_id: "chipmaker", released_on: "2021-06" }]],
  ["export_rules", [{ id: "rule", announced_on: null, effective_on: "2022-10-07" }]],
  [
    "chip_rulings",
    [
      { id: "over", chip_id: "chip", rule_id: "rule", from_on: "2022-10", until_on: "2023-10-17" },
      { id: "open", chip_id: "chip", rule_id: "rule", from_on: "2023-10-17", until_on: null },
    ],
  ],
];

beforeAll(async () => {
  store = await openEmptyStore();
  await store.transaction(async (trx) => {
    for (const [table, rows] of world)
      await insertRows(
        trx,
        table,
        rows.map((given) => row(table, given)),
      );
  });
});

const untyped = () => store.db as unknown as Kysely<Record<string, Record<string, string>>>;

async function ids(table: TableName, day: string, condition = happenedBy): Promise<readonly (string | undefined)[]> {
  const { key } = tableOf(table);
  const rows = await untyped()
    .selectFrom(table)
    .select([...key])
    .where(condition(table, day as Day))
    .orderBy(key[0] ?? "id")
    .execute();
  return rows.map((found) => found[key[0] ?? "id"]);
}

async function countsFrom(table: TableName, id: string): Promise<unknown> {
  const dated = datedOn(table);
  if (!dated) return null;
  const { key } = tableOf(table);
  const found = await untyped()
    .selectFrom(table)
    .select(dated.as("day"))
    .where(key[0] ?? "id", "=", id)
    .executeTakeFirstOrThrow();
  return found["day"];
}

describe("the day from which a row counts", () => {
  it("is its own date as written", async () => {
    expect(await countsFrom("funding_rounds", "month")).toBe("2023-11");
    expect(await countsFrom("companies", "founded")).toBe("2019");
  });

  it("is the earliest of the rows that point to it where it has none", async () => {
    expect(await countsFrom("companies", "funded")).toBe("2023");
    expect(await countsFrom("companies", "chipmaker")).toBe("2021-06");
    expect(await countsFrom("models", "base")).toBe("2024-05-01");
  });

  it("reaches through the row in between", async () => {
    expect(await countsFrom("companies", "investor")).toBe("2023-11");
    expect(await countsFrom("funding_participants", "month")).toBe("2023-11");
  });

  it("is that of the row it points to", async () => {
    expect(await countsFrom("dependencies", "own-date")).toBe("2024-05-01");
    expect(await countsFrom("dependencies", "of-the-model")).toBe("2024-02");
  });

  it("is the next column where the first is unknown", async () => {
    expect(await countsFrom("export_rules", "rule")).toBe("2022-10-07");
  });

  it("is that of its source where nothing else dates it, and any day where nothing does", async () => {
    expect(await countsFrom("companies", "known-from-source")).toBe("2022-03");
    expect(await countsFrom("companies", "undated")).toBe("");
    expect(await ids("companies", "1950-01-01")).toEqual(["undated"]);
  });
});

describe("what had happened by a day", () => {
  it.each([
    ["2022-12-31", []],
    ["2023-01-01", ["year"]],
    ["2023-10-31", ["year"]],
    ["2023-11-01", ["month", "year"]],
    ["2023-11-04", ["month", "year"]],
    ["2023-11-05", ["day", "month", "year"]],
  ])("at %s, a reduced date counts from its first day: %j", async (day, expected) => {
    expect(await ids("funding_rounds", day)).toEqual(expected);
  });

  it("includes what has ended since, unlike what holds", async () => {
    expect(await ids("chip_rulings", "2023-10-16", heldAt)).toEqual(["over"]);
    expect(await ids("chip_rulings", "2023-10-17")).toEqual(["open", "over"]);
    expect(await ids("chip_rulings", "2023-10-17", heldAt)).toEqual(["open"]);
  });

  it.each(["2018-12-31", "2019-01-01", "2021-06-01", "2022-03-01", "2023-01-01", "2024-02-01", "2024-05-01"])(
    "is at %s in every table what counts from that day or one before",
    async (day) => {
      for (const [table] of world) {
        const dated = datedOn(table);
        if (!dated) continue;
        const [key = "id"] = tableOf(table).key;
        const counted = sql<boolean>`${dated} <= ${day}`;
        const rows = await untyped().selectFrom(table).select(key).where(counted).orderBy(key).execute();
        expect(await ids(table, day), table).toEqual(rows.map((found) => found[key]));
      }
    },
  );

  it("is everything in a table that is not dated", async () => {
    expect(await ids("sources", "1950-01-01")).toEqual(["dated", "source"]);
  });
});

describe("evidence", () => {
  it.each([
    ["confirmed", ["day"]],
    ["reported", ["day", "month"]],
    ["estimated", ["day", "month"]],
    ["disputed", ["day", "month", "year"]],
  ] as [Confidence, string[]][])("%s or better: %j", async (strictest, expected) => {
    const rows = await store.db
      .selectFrom("funding_rounds")
      .select("id")
      .where(evidenced("funding_rounds", strictest))
      .orderBy("id")
      .execute();
    expect(rows.map(({ id }) => id)).toEqual(expected);
  });

  it("does not cut a table without levels", async () => {
    const rows = await store.db.selectFrom("sources").select("id").where(evidenced("sources", "confirmed")).execute();
    expect(rows).toHaveLength(2);
  });
});
