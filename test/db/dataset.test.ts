import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DatasetError, type DatasetProblem, datasetHash, readDataset, sayProblem } from "../../db/dataset.js";
import { tableNames, tableOf } from "../../db/tables.js";
import { places } from "../../server/places.js";
import { temporaryFolder } from "../fixture.js";

/** A small dataset that is right: three sources, two companies, one round, one participant, one citation. */
const small: Readonly<Record<string, string>> = {
  "datapackage.json": '{ "created": "2026-11-23T00:00:00Z" }',
  "sources.csv": `id,title,publisher,author,published_on,url,kind,language,license
first,First,A,,2024-01,https://example.org/1,news,en,
second,"Second, longer",B,,,https://example.org/2,report,en,CC-BY-4.0
third,'=SUM(1),C,,2023,https://example.org/3,paper,zh,
`,
  "companies.csv": `id,name,native_name,country,kind,founded_on,founders,headquarters,parent_id,ticker,summary,source_id
lab,Lab,,US,startup,2019,,,,,"Two
lines.",first
fund,Fund,,CN,investor,,,,lab,,,second
`,
  "funding_rounds.csv": `id,company_id,announced_on,stage,amount_usd,amount_original,currency,post_money_usd,confidence,source_id,note
lab-2024,lab,2024-02-21,seed,1000000,1e6,USD,,confirmed,first,
`,
  "funding_participants.csv": "round_id,investor_id,is_lead\nlab-2024,fund,true\n",
  "citations.csv": `table,row_id,column,source_id,agrees,value,note
funding_rounds,lab-2024,amount_usd,second,no,900000,
funding_rounds,lab-2024,,third,yes,,
`,
};

/** A folder with the small dataset, changed as a test wants it: a text, bytes, or `null` for no such file. */
function folderOf(changes: Readonly<Record<string, string | Buffer | null>> = {}): string {
  const folder = temporaryFolder();
  for (const name of tableNames)
    writeFileSync(join(folder, `${name}.csv`), `${Object.keys(tableOf(name).columns).join(",")}\n`);
  for (const [file, contents] of Object.entries({ ...small, ...changes })) {
    if (contents === null) rmSync(join(folder, file), { force: true });
    else writeFileSync(join(folder, file), contents);
  }
  return folder;
}

/** The small file with one piece of its text replaced. */
function edited(file: string, from: string, to: string): Record<string, string> {
  const text = small[file] ?? "";
  expect(text).toContain(from);
  return { [file]: text.replace(from, to) };
}

function problemsOf(changes: Readonly<Record<string, string | Buffer | null>>): readonly DatasetProblem[] {
  try {
    readDataset(folderOf(changes));
  } catch (error) {
    if (error instanceof DatasetError) return error.problems;
    throw error;
  }
  return [];
}

const problem = (file: string, line: number, column: string, value: string, expected: string): DatasetProblem => ({
  file,
  line,
  column,
  value,
  expected,
});

describe("a dataset that is right", () => {
  it("is read with its values, its day and a hash", () => {
    const dataset = readDataset(folderOf());
    expect(dataset.recordedOn).toBe("2026-11-23");
    expect(dataset.rows.sources.map(({ id, title, license }) => [id, title, license])).toEqual([
      ["first", "First", null],
      ["second", "Second, longer", "CC-BY-4.0"],
      ["third", "=SUM(1)", null],
    ]);
    expect(dataset.rows.companies[0]?.summary).toBe("Two\nlines.");
    expect(dataset.rows.funding_rounds[0]).toMatchObject({ amount_usd: 1_000_000, amount_original: 1_000_000 });
    expect(dataset.rows.funding_participants[0]?.is_lead).toBe(1);
    expect(dataset.rows.citations[1]?.column).toBe("");
    expect(dataset.rows.claims).toEqual([]);
  });

  it("is the same with other line ends and a byte order mark, also by its hash but for the mark", () => {
    const crlf = Object.fromEntries(
      Object.entries(small).map(([file, text]) => [file, text.replaceAll("\n", "\r\n")] as const),
    );
    const [plain, windows] = [readDataset(folderOf()), readDataset(folderOf(crlf))];
    expect(windows.rows.sources).toEqual(plain.rows.sources);
    expect(windows.hash).toBe(plain.hash);
    const marked = readDataset(folderOf({ "sources.csv": `\ufeff${small["sources.csv"]}` }));
    expect(marked.rows).toEqual(plain.rows);
  });

  it("has the hash that is known without reading it", () => {
    const folder = folderOf();
    expect(datasetHash(folder)).toBe(readDataset(folder).hash);
    expect(datasetHash(temporaryFolder())).toBeUndefined();
  });

  it("may have its columns in any order and its tables empty", () => {
    const shuffled = "is_lead,investor_id,round_id\n,fund,lab-2024\n";
    const dataset = readDataset(folderOf({ "funding_participants.csv": shuffled }));
    expect(dataset.rows.funding_participants).toEqual([{ round_id: "lab-2024", investor_id: "fund", is_lead: null }]);
  });

  it("is the shipped one", () => {
    const dataset = readDataset(places.dataset);
    for (const name of tableNames) expect(dataset.rows[name].length, name).toBeGreaterThan(0);
  });

  it("names in its sentences what was published where, and quotes no id of a source", () => {
    const { rows } = readDataset(places.dataset);
    const ids = new Set(rows.sources.map(({ id }) => id).filter((id) => id.includes("-")));
    const quoting = tableNames.flatMap((name) =>
      rows[name].flatMap((row) =>
        Object.entries(row)
          .filter(([column]) => ["note", "evidence", "summary", "description"].includes(column))
          .flatMap(([column, text]) =>
            (String(text).match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? [])
              .filter((word) => ids.has(word))
              .map((word) => `${name}.${column}: ${word}`),
          ),
      ),
    );
    expect(quoting).toEqual([]);
  });
});

describe("a wrong cell", () => {
  const round = (from: string, to: string) => edited("funding_rounds.csv", from, to);
  const source = (from: string, to: string) => edited("sources.csv", from, to);
  const huge = "x".repeat(20_001);
  it.each([
    ["a number that is text", round("1000000,1e6", "a lot,1e6"), "amount_usd", "a lot", "a whole number"],
    ["a number with grouping", round("1000000,1e6", '"1,000,000",1e6'), "amount_usd", "1,000,000", "a whole number"],
    ["a fraction of a whole number", round("1000000,", "1.5,"), "amount_usd", "1.5", "a whole number"],
    ["a negative amount", round("1000000,", "-1,"), "amount_usd", "-1", "a number not below 0"],
    ["1e400", round(",1e6,", ",1e400,"), "amount_original", "1e400", "a number that a double holds"],
    ["1e-400", round(",1e6,", ",1e-400,"), "amount_original", "1e-400", "a number that a double holds"],
    ["infinity", round(",1e6,", ",Infinity,"), "amount_original", "Infinity", "a number"],
    ["hexadecimal", round(",1e6,", ",0x10,"), "amount_original", "0x10", "a number"],
    [
      "a whole number beyond doubles",
      round("1000000,", "9007199254740993,"),
      "amount_usd",
      "9007199254740993",
      "a whole number of at most 9,007,199,254,740,991",
    ],
    [
      "a day that is none",
      round("2024-02-21", "2024-02-30"),
      "announced_on",
      "2024-02-30",
      "a date as 2023, 2023-11 or 2023-11-05",
    ],
    [
      "a date in another form",
      round("2024-02-21", "21/02/2024"),
      "announced_on",
      "21/02/2024",
      "a date as 2023, 2023-11 or 2023-11-05",
    ],
    [
      "nothing where something must be",
      round("2024-02-21", ""),
      "announced_on",
      "",
      "a date (the column may not be empty)",
    ],
    [
      "an id with capitals",
      source("first,First", "First,First"),
      "id",
      "First",
      "an id in lower-case letters, digits and single or double hyphens",
    ],
    [
      "an address that is a script",
      source("https://example.org/1", "javascript:alert(1)"),
      "url",
      "javascript:alert(1)",
      "an address that begins with http:// or https://",
    ],
    [
      "a value not in the list",
      source("news", "rumour"),
      "kind",
      "rumour",
      "one of news, report, paper, regulation, statement, datasheet, dataset, filing, reference",
    ],
    ["a NUL", source("First,A", "Fi\0rst,A"), "title", "Fi\0rst", "text without NUL characters"],
    ["a huge text", source("First,A", `${huge},A`), "title", huge, "at most 20,000 characters"],
  ])("%s is told with file, line, column, value and what was expected", (_, change, column, value, expected) => {
    const [file = ""] = Object.keys(change);
    // Sources of a wrong id are missing elsewhere, too.
    expect(problemsOf(change)[0]).toEqual(problem(file, 2, column, value, expected));
  });

  it("of yes or no is neither 1 nor yes", () => {
    for (const value of ["1", "yes", "TRUE"])
      expect(problemsOf(edited("funding_participants.csv", "true", value))).toEqual([
        problem("funding_participants.csv", 2, "is_lead", value, "true or false"),
      ]);
  });

  it("of JSON must be an object, as the published schema says", () => {
    const header = Object.keys(tableOf("export_rules").columns).join(",");
    const row = (conditions: string) => `rule,Rule,BIS,1 FR 1,,,,${conditions},clarification,first,Says.,`;
    for (const conditions of ["[1]", "1", "{any:[]}", "null"])
      expect(problemsOf({ "export_rules.csv": `${header}\n${row(conditions)}\n` })).toEqual([
        problem("export_rules.csv", 2, "conditions", conditions, "a JSON object"),
      ]);
    expect(problemsOf({ "export_rules.csv": `${header}\n${row('"{""any"":[]}"')}\n` })).toEqual([]);
  });
});

describe("a wrong reference", () => {
  it("names the id and where it was looked for", () => {
    expect(problemsOf(edited("funding_participants.csv", "fund", "nobody"))).toEqual([
      problem("funding_participants.csv", 2, "investor_id", "nobody", "the id of a row in companies"),
    ]);
  });

  it("of a row to its own table is told as well", () => {
    expect(problemsOf(edited("companies.csv", ",lab,,,second", ",gone,,,second"))).toEqual([
      problem("companies.csv", 4, "parent_id", "gone", "the id of a row in companies"),
    ]);
  });

  it("of a citation is looked for in the table that it names", () => {
    const citations = (row: string) => ({
      "citations.csv": `table,row_id,column,source_id,agrees,value,note\n${row}\n`,
    });
    expect(problemsOf(citations("companies,lab-2024,,first,yes,,"))).toEqual([
      problem("citations.csv", 2, "row_id", "lab-2024", "the id of a row in companies"),
    ]);
    expect(problemsOf(citations("companies,lab,amount_usd,first,yes,,"))).toEqual([
      problem("citations.csv", 2, "column", "amount_usd", "a column of companies, or nothing for the whole row"),
    ]);
    expect(problemsOf(citations("users,lab,name,first,yes,,"))).toEqual([
      problem("citations.csv", 2, "table", "users", `one of the tables ${tableNames.join(", ")}`),
    ]);
    for (const table of ["constructor", "__proto__", "hasOwnProperty"])
      expect(problemsOf(citations(`${table},lab,,first,yes,,`))).toHaveLength(1);
  });

  it("into a table that cannot be read is not held against the row", () => {
    expect(problemsOf({ "sources.csv": null })).toMatchObject([
      { file: "sources.csv", line: 0, expected: "the file to be there" },
    ]);
    expect(problemsOf({ "sources.csv": "" })).toEqual([
      problem("sources.csv", 1, "", "", "a header row with the columns' names"),
    ]);
    expect(problemsOf(edited("sources.csv", "id,title", "key,title"))).toMatchObject([
      { file: "sources.csv", line: 1, column: "id", expected: "the column to be there" },
      { file: "sources.csv", line: 1, column: "key", value: "key" },
    ]);
    expect(problemsOf(edited("sources.csv", "first,First", 'fir"st,First'))).toEqual([
      problem(
        "sources.csv",
        2,
        "",
        'fir"st,First,A,,2024-01,https://example.org/1,news,en,',
        "quotes around the whole cell and each quote inside it doubled",
      ),
    ]);
  });
});

describe("a row twice", () => {
  it("is told with the line that has it already", () => {
    expect(problemsOf(edited("sources.csv", "third,", "first,"))).toEqual([
      problem("sources.csv", 4, "id", "first", "a value of its own (line 2 has it already)"),
      problem("citations.csv", 3, "source_id", "third", "the id of a row in sources"),
    ]);
  });

  it("is told of keys of several columns", () => {
    const twice = `${small["funding_participants.csv"]}lab-2024,fund,false\n`;
    expect(problemsOf({ "funding_participants.csv": twice })).toEqual([
      problem(
        "funding_participants.csv",
        3,
        "round_id, investor_id",
        "lab-2024 / fund",
        "a value of its own (line 2 has it already)",
      ),
    ]);
  });

  it("is not told of keys that only look alike when strung together", () => {
    const values = `indicator_id,country,period,value,confidence,source_id,note
gdp,US / 2023,2023,1,confirmed,first,
gdp,US,2023,1,confirmed,first,
`;
    const indicators = "id,name,unit,description,group\ngdp,GDP,USD,Output.,economy\n";
    expect(problemsOf({ "indicator_values.csv": values, "indicators.csv": indicators })).toEqual([]);
  });
});

describe("a wrong shape", () => {
  const participants = (text: string) => problemsOf({ "funding_participants.csv": text });

  it("missing, extra and repeated columns are told at the header", () => {
    expect(participants("round_id,is_lead\nlab-2024,\n")).toEqual([
      problem("funding_participants.csv", 1, "investor_id", "", "the column to be there"),
    ]);
    expect(participants("round_id,investor_id,is_lead,share\nlab-2024,fund,,5\n")).toEqual([
      problem("funding_participants.csv", 1, "share", "share", "one of the columns round_id, investor_id, is_lead"),
    ]);
    expect(participants("round_id,investor_id,is_lead,is_lead\nlab-2024,fund,,\n")).toEqual([
      problem("funding_participants.csv", 1, "is_lead", "is_lead", "each column once"),
    ]);
    expect(participants("round_id,investor_id,is_lead,constructor\n")).toHaveLength(1);
  });

  it("rows too short and too long are told with their number of cells", () => {
    expect(participants("round_id,investor_id,is_lead\nlab-2024,fund\nlab-2024,lab,,,\n")).toEqual([
      problem("funding_participants.csv", 2, "", "2 cells", "3 cells, as the header has"),
      problem("funding_participants.csv", 3, "", "5 cells", "3 cells, as the header has"),
    ]);
  });

  it("a header alone is an empty table", () => {
    expect(participants("round_id,investor_id,is_lead\n")).toEqual([]);
  });

  it("lines are counted through cells of several lines", () => {
    expect(problemsOf(edited("companies.csv", "CN,investor", "CN,bank"))).toMatchObject([
      { file: "companies.csv", line: 4, column: "kind", value: "bank" },
    ]);
    const windows = edited("companies.csv", "CN,investor", "CN,bank")["companies.csv"]?.replaceAll("\n", "\r\n");
    expect(problemsOf({ "companies.csv": windows ?? "" })).toMatchObject([{ line: 4, column: "kind" }]);
  });
});

describe("bytes that are not UTF-8", () => {
  it("are told cell by cell, and the rest of the file is checked as well", () => {
    const text = (small["sources.csv"] ?? "")
      .replace("First,A", "Größe,Müller")
      .replace("paper,zh", "rumour,zh")
      .replace("Second, longer", "Señor");
    expect(problemsOf({ "sources.csv": Buffer.from(text, "latin1") })).toEqual([
      problem("sources.csv", 2, "title", "Gr\ufffd\ufffde", "text in UTF-8"),
      problem("sources.csv", 2, "publisher", "M\ufffdller", "text in UTF-8"),
      problem("sources.csv", 3, "title", "Se\ufffdor", "text in UTF-8"),
      expect.objectContaining({ line: 4, column: "kind", value: "rumour" }),
    ]);
  });

  it("are told of UTF-16 once", () => {
    const utf16 = Buffer.from(`\ufeff${small["sources.csv"]}`, "utf16le");
    expect(problemsOf({ "sources.csv": utf16 })).toEqual([problem("sources.csv", 1, "", "UTF-16", "text in UTF-8")]);
  });
});

describe("the descriptor", () => {
  it.each([
    ["{}", "created", "", "the day the dataset speaks for, as 2026-11-23"],
    [
      '{ "created": "2026-13-01T00:00:00Z" }',
      "created",
      "2026-13-01T00:00:00Z",
      "the day the dataset speaks for, as 2026-11-23",
    ],
    ['{ "created": 2026 }', "created", "2026", "the day the dataset speaks for, as 2026-11-23"],
    ["null", "created", "", "the day the dataset speaks for, as 2026-11-23"],
  ])("%s is refused", (text, column, value, expected) => {
    expect(problemsOf({ "datapackage.json": text })).toEqual([problem("datapackage.json", 1, column, value, expected)]);
  });

  it("that is no JSON is refused, and so is none", () => {
    expect(problemsOf({ "datapackage.json": "{" })).toMatchObject([
      { file: "datapackage.json", line: 1, expected: "a data package descriptor in JSON" },
    ]);
    expect(problemsOf({ "datapackage.json": null })).toMatchObject([
      { file: "datapackage.json", expected: "the file to be there" },
    ]);
  });
});

describe("all problems", () => {
  it("of all files are told at once, file by file from the top", () => {
    const folder = temporaryFolder();
    cpSync(places.dataset, folder, { recursive: true });
    const damage = (file: string, change: (text: string) => string | Buffer) =>
      writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
    const replacedLine = (text: string, line: number, by: string) =>
      text
        .split("\n")
        .map((old, at) => (at + 1 === line ? by : old))
        .join("\n");
    damage("funding_participants.csv", (text) => `${text}nowhere,nobody,perhaps\n`);
    damage("benchmarks.csv", (text) => replacedLine(text, 3, 'x,"y'));
    damage("software.csv", (text) => Buffer.from(text.replace("PyTorch", "Pÿtorch"), "latin1"));
    const extra =
      readFileSync(join(places.dataset, "funding_participants.csv"), "utf8").trimEnd().split("\n").length + 1;

    const problems = (() => {
      try {
        readDataset(folder);
      } catch (error) {
        return (error as DatasetError).problems;
      }
      return [];
    })();
    const told = problems.map(({ file, line, column }) => `${file}:${line} ${column}`);
    expect(told.slice(0, 3)).toEqual([
      `funding_participants.csv:${extra} is_lead`,
      `funding_participants.csv:${extra} round_id`,
      `funding_participants.csv:${extra} investor_id`,
    ]);
    expect(told).toContain("benchmarks.csv:3 ");
    expect(problems.filter(({ file }) => file === "software.csv").length).toBeGreaterThan(0);
    expect(problems.filter(({ file }) => file === "benchmark_scores.csv")).toEqual([]);
  });

  it("stand in the message, one on a line, whatever the value holds", () => {
    const failure = () => readDataset(folderOf({ ...edited("sources.csv", "First,A", '"Fi\nr\0st",A') }));
    expect(failure).toThrow(
      'The dataset has an error and was not loaded.\nsources.csv:2 title: "Fi\\nr\\u0000st": expected text without NUL characters',
    );
    expect(sayProblem(problem("a.csv", 0, "", "x".repeat(200), "less")).length).toBeLessThan(120);
  });

  it("of reading a file are told, not thrown", () => {
    const folder = folderOf({ "claims.csv": null });
    mkdirSync(join(folder, "claims.csv"));
    expect(() => readDataset(folder)).toThrow(/claims\.csv: .*: expected a readable file \(EISDIR/);
  });
});
