import { describe, expect, it } from "vitest";
import { csvHeader, csvLines } from "../../../db/csv.js";
import type { StoredRow } from "../../../db/dataset.js";
import { type TableName, tableOf } from "../../../db/tables.js";
import { type ImportOptions, planImport } from "../../../server/desk/import-plan.js";
import { Unreadable } from "../../../server/desk/import-text.js";
import { columnsOf } from "../../../server/web/rows.js";
import { naughtyStrings } from "../../db/naughty-strings.js";
import { openShippedStore } from "../../fixture.js";

interface Outcome {
  /** Line and column of each fault. */
  readonly faults: readonly string[];
  readonly rows: readonly (StoredRow | null)[];
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What becomes of a file; it is read in parts of 7 bytes if it is short, so that a part ends wherever it can. */
async function outcomeOf(file: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<Outcome> {
  const bytes = Buffer.from(file as string);
  const faults: string[] = [];
  const rows: (StoredRow | null)[] = [];
  try {
    const source = pieces(bytes, bytes.length < 20_000 ? 7 : 65_536);
    const plan = await planImport(await openShippedStore(), source, { table: "sources", ...options });
    for await (const batch of plan.rows)
      for (const row of batch) {
        if (row.kind === "faulty") faults.push(`${row.problem.line} ${row.problem.column}`.trim());
        else if (row.kind !== "unchanged") rows.push(row.change.after);
      }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    faults.push(`${error.problem.line} ${error.problem.column}`.trim());
  }
  return { faults, rows };
}

const head = "id,title,publisher,url,kind,language";
const row = (id: string, title = "T") => `${id},${title},P,https://example.org/,news,en`;
const file = (...lines: readonly string[]) => `${[head, ...lines].join("\n")}\n`;
const source = (title: string): StoredRow => ({
  id: "new",
  title,
  publisher: "P",
  author: null,
  published_on: null,
  url: "https://example.org/",
  kind: "news",
  language: "en",
  license: null,
});
const utf16 = (text: string, endian: "le" | "be") => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return endian === "le" ? bytes : bytes.swap16();
};
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

describe("a file that is right is imported exactly", () => {
  const text = file(row("new", "零一万物 ü 😍"));
  const crlf = text.replaceAll("\n", "\r\n");
  it.each<[string, string | Uint8Array]>([
    ["UTF-8", text],
    ["UTF-8 with CRLF", crlf],
    ["UTF-8 with a mark", `\ufeff${text}`],
    ["UTF-8 with a mark and CRLF", `\ufeff${crlf}`],
    ["UTF-16 little-endian", utf16(text, "le")],
    ["UTF-16 big-endian", utf16(text, "be")],
    ["UTF-16 little-endian with CRLF", utf16(crlf, "le")],
    ["without an end to its last line", text.trimEnd()],
    ["with empty lines", text.replace("\n", "\n\n\n")],
    ["delimited by semicolons", text.replaceAll(",", ";")],
    ["delimited by tabs", text.replaceAll(",", "\t")],
    ["with headings quoted", text.replace(head, head.replace(/[a-z]+/g, '"$&"'))],
    ["with titles for names", text.replace(head, "ID,Title, PUBLISHER ,Url,Kind,language")],
  ])("%s", async (_name, given) => {
    expect(await outcomeOf(given)).toEqual({ faults: [], rows: [source("零一万物 ü 😍")] });
  });

  it("in GB18030 or Windows-1252 where that is chosen", async () => {
    // 零一 as GB18030; “ € ” as Windows-1252.
    const gb = bytes(`${head}\nnew,`, [0xc1, 0xe3, 0xd2, 0xbb], ",P,https://example.org/,news,en\n");
    expect(await outcomeOf(gb, { encoding: "gb18030" })).toEqual({ faults: [], rows: [source("零一")] });
    const western = bytes(`${head}\nnew,`, [0x93, 0x80, 0x94, 0xfc], ",P,https://example.org/,news,en\n");
    expect(await outcomeOf(western, { encoding: "windows-1252" })).toEqual({ faults: [], rows: [source("“€”ü")] });
  });

  const columns = columnsOf("sources");
  it.each(naughtyStrings.map((text) => [JSON.stringify(text.slice(0, 40)), text]))("%s", async (_shown, text) => {
    const cells = columns.map(({ name }) => source(text)[name] ?? null);
    expect(await outcomeOf(`${csvHeader(columns)}${csvLines(columns, [cells])}`)).toEqual({
      faults: [],
      rows: [source(text)],
    });
  });

  it("with words of JavaScript for ids", async () => {
    expect((await outcomeOf(file(row("constructor"), row("valueof")))).rows).toHaveLength(2);
  });
});

describe("what is no CSV file is refused", () => {
  it.each<[string, string | Uint8Array]>([
    ["a zip file", bytes("PK", [3, 4, 20, 0, 6, 0, 8, 0])],
    ["an empty zip file", bytes("PK", [5, 6, 0, 0])],
    ["an old workbook", bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ["a gzip file", bytes([0x1f, 0x8b, 8, 0])],
    ["a PNG picture", bytes([0x89], "PNG\r\n", [0x1a], "\n")],
    ["a JPEG picture", bytes([0xff, 0xd8, 0xff, 0xe0])],
    ["a GIF picture", "GIF89a"],
    ["a PDF document", "%PDF-1.7\n"],
    ["a database", bytes("SQLite format 3", [0])],
    ["a Parquet file", "PAR1"],
    ["nothing", ""],
    ["a mark and nothing", "\ufeff"],
    ["empty lines", "\n\n\r\n"],
    ["UTF-16 without a mark", Buffer.from(file(row("new")), "utf16le")],
    ["UTF-32", bytes([0xff, 0xfe, 0, 0, 0x69, 0, 0, 0])],
    ["lines that end in CR", file(row("new")).replaceAll("\n", "\r")],
    ["a page", "<!doctype html>\n<p>Not found</p>\n"],
    ["JSON", '{"id":"new","title":"T"}'],
    ["a quote alone", '"'],
    ["a header with an open quote", `"${file(row("new"))}`],
    ["a header of a million columns", `${"a,".repeat(1_000_000)}a\n`],
    ["five million bytes without an end of line", "a".repeat(5_000_000)],
  ])("%s, at line 1", async (_name, given) => {
    const { faults, rows } = await outcomeOf(given);
    expect(rows).toEqual([]);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.startsWith("1"))).toBe(true);
  });
});

describe("bytes that are not written as they should be are refused with their line", () => {
  const bad = (...middle: readonly number[]) =>
    bytes(file(row("one")), "two,", middle, ",P,https://example.org/,news,en\n");
  it.each<[string, Uint8Array, Partial<ImportOptions>?]>([
    ["Latin-1", bad(0xfc)],
    ["a byte that UTF-8 never has", bad(0xff)],
    ["a character cut off", bad(0xe9, 0x9b)],
    ["half a character", bad(0xed, 0xa0, 0x80)],
    ["a slash spelled too long", bad(0xc0, 0xaf)],
    ["NUL spelled too long", bad(0xc0, 0x80)],
    ["a character beyond the last", bad(0xf4, 0x90, 0x80, 0x80)],
    ["NUL", bad(0)],
    ["a byte that GB18030 never has", bad(0xff), { encoding: "gb18030" }],
    ["a byte that Windows-1252 leaves open", bad(0x81), { encoding: "windows-1252" }],
    [
      "half a character in UTF-16",
      Buffer.concat([utf16(file(row("one")), "le"), Buffer.from([0x00, 0xd8, 0x0a, 0x00])]),
    ],
    ["half a unit of UTF-16", Buffer.concat([utf16(file(row("one")), "le"), Buffer.from([0x41])])],
  ])("%s", async (_name, given, options) => {
    expect((await outcomeOf(given, options)).faults).toEqual(["3"]);
  });
});

describe("a fault is told by line and column", () => {
  it.each<[string, string, readonly string[]]>([
    ["a quote that is never closed", file(row("one"), row("two", '"T'), row("three")), ["3"]],
    ["a quote inside a cell", file(row("one"), row("two", 'a"b')), ["3"]],
    ["text behind a quoted cell", file(row("one"), row("two", '"a"b')), ["3"]],
    ["a fault below a cell of three lines", file(row("one", '"a\nb\r\nc"'), row("Two")), ["5 id"]],
    ["a cell too few", file("one,T,P"), ["2"]],
    ["a cell too many", file(`${row("one")},x`), ["2"]],
    ["a blank key", file(row("")), ["2 id"]],
    ["a blank key among spaces", file(row(" ")), ["2 id"]],
    ["a key that stands twice", file(row("one"), row("two"), row("one", "U")), ["4 id"]],
    ["a heading that is no column", `${head},extra\n${row("one")},x\n`, ["1 extra"]],
    ["a heading that stands twice", `${head},title\n${row("one")},x\n`, ["1 title"]],
    ["a heading and its title", `${head},Publisher\n${row("one")},x\n`, ["1 Publisher"]],
    ["a blank heading", `${head},\n${row("one")},x\n`, ["1"]],
    ["a heading of JavaScript", `${head},__proto__\n${row("one")},x\n`, ["1 __proto__"]],
    ["another heading of JavaScript", `${head},constructor\n${row("one")},x\n`, ["1 constructor"]],
    ["no key", "title,publisher\nT,P\n", ["1 id"]],
    ["an unknown kind", file(row("one").replace("news", "rumour")), ["2 kind"]],
    ["an address of script", file(row("one").replace("https://example.org/", "javascript:alert(1)")), ["2 url"]],
    ["a new row without what it needs", "id,title\nnew,T\n", ["2 publisher", "2 url", "2 kind", "2 language"]],
    ["a cell that is too long", file(row("one", "x".repeat(20_001))), ["2 title"]],
    ["a cell of ten million bytes", file(row("one"), row("two", "x".repeat(10_000_000))), ["3"]],
    ["a row of many lines and five million bytes", file(row("one", `"${"x\n".repeat(2_500_000)}"`)), ["2"]],
  ])("%s", async (_name, given, faults) => {
    expect((await outcomeOf(given)).faults).toEqual(faults);
  });

  it.each([
    "'; drop table sources; --",
    "1 or 1=1",
    "__proto__",
    "Upper",
    "with space",
    "ünïcode",
    "../up",
    "a/b",
    "a%2fb",
    "-a",
    "a-",
    "a---b",
    "a_b",
    "零",
    "\u202ea",
    "a\u200b",
    "<b>",
    "=1+1",
    "'=1+1",
    "a\ufeff",
  ])("the id %j", async (id) => {
    expect((await outcomeOf(file(row("one"), row(id)))).faults).toEqual(["3 id"]);
  });

  const score = (value: string) =>
    `id,benchmark_id,model_id,score,published_on,confidence,source_id\nnew,mmlu,gpt-4,${value},2024,confirmed,epoch-benchmarks\n`;
  it.each([
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "0x10",
    "1 000",
    "--1",
    "+1",
    "１",
    "1_000",
    "'-1",
    "=1",
    "1e",
    ".",
    "true",
    '"1,5"',
  ])("the number %s", async (value) => {
    expect((await outcomeOf(score(value), { table: "benchmark_scores" })).faults).toEqual(["2 score"]);
  });

  const dated = (date: string) => score("1").replace(",2024,", `,${date},`);
  it.each([
    "2023-13",
    "2023-02-30",
    "23-01-01",
    '"March 30, 2022"',
    "2023-1-1",
    "01/02/2023",
    "44927",
    "2023-01-01T00:00:00Z",
    "1899",
    "2023-00",
  ])("the date %s", async (date) => {
    expect((await outcomeOf(dated(date), { table: "benchmark_scores" })).faults).toEqual(["2 published_on"]);
  });

  it("what refers to nothing, and not what a row further down brings", async () => {
    const company = (id: string, parent: string, by = "cn-b365-01ai") => `${id},N,US,startup,${parent},${by}`;
    const given = [
      "id,name,country,kind,parent_id,source_id",
      company("child", "mother"),
      company("mother", ""),
      company("lost", "nobody"),
      company("unsaid", "", "nowhere"),
    ];
    expect((await outcomeOf(given.join("\n"), { table: "companies" })).faults).toEqual(["5 source_id", "4 parent_id"]);
    const citation =
      "table,row_id,column,source_id,agrees\nnothing,x,,cn-b365-01ai,yes\ncompanies,01-ai,colour,cn-b365-01ai,yes\ncompanies,nobody,,cn-b365-01ai,yes\n";
    expect((await outcomeOf(citation, { table: "citations" })).faults).toEqual(["2 table", "3 column", "4 row_id"]);
  });

  it("no column is mapped that the table has not, whatever is chosen", async () => {
    const chosen = (...pairs: [string, string][]) => ({ chosen: new Map(pairs) });
    const given = `${head},extra\n${row("new")},x\n`;
    expect((await outcomeOf(given, chosen(["extra", ""]))).rows).toEqual([source("T")]);
    expect((await outcomeOf(given, chosen(["extra", "license"]))).rows).toEqual([{ ...source("T"), license: "x" }]);
    expect((await outcomeOf(given, chosen(["extra", "__proto__"]))).faults).toEqual(["1 extra"]);
    expect((await outcomeOf(given, chosen(["extra", "title"]))).faults).toEqual(["1 extra"]);
    expect((await outcomeOf(given, chosen(["extra", ""], ["other", "title"]))).faults).toEqual(["1 other"]);
  });
});

describe("every table", () => {
  it.each<TableName>(["companies", "citations", "funding_participants", "indicator_values", "export_rules", "chips"])(
    "%s as it is downloaded changes nothing when it is sent back",
    async (table) => {
      const store = await openShippedStore();
      const columns = columnsOf(table);
      const names = Object.keys(tableOf(table).columns);
      const rows = (await store.db
        .selectFrom(table as "companies")
        .selectAll()
        .execute()) as unknown as StoredRow[];
      const text = `${csvHeader(columns)}${csvLines(
        columns,
        rows.map((one) => names.map((name) => one[name] ?? null)),
      )}`;
      expect(await outcomeOf(text, { table, removeAbsent: true })).toEqual({ faults: [], rows: [] });
    },
  );

  it("has its rows removed that the file does not have, where that is chosen and nothing refers to them", async () => {
    const store = await openShippedStore();
    const [first, second] = await store.db.selectFrom("listings").select(["id", "company_id"]).orderBy("id").execute();
    const all = await store.db.selectFrom("listings").select("id").execute();
    const cited = await store.db.selectFrom("citations").select("row_id").where("table", "=", "listings").execute();
    const text = `id,company_id\n${first?.id},${second?.company_id}\n`;
    const { rows, faults } = await outcomeOf(text, { table: "listings", removeAbsent: true });
    const kept = new Set(cited.map(({ row_id }) => row_id).filter((id) => id !== first?.id));
    expect(faults).toHaveLength(kept.size);
    expect(rows.filter((one) => one === null)).toHaveLength(all.length - 1 - kept.size);
  });
});
