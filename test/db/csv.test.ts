import { describe, expect, it } from "vitest";
import { type CsvColumn, csvHeader, csvLines, neutralise, readCsv, restore } from "../../db/csv.js";
import type { RawRow } from "../../db/reading.js";

const read = (text: string) => readCsv(Buffer.from(text));
const cells = (text: string) => read(text).records.map((record) => record.cells);
const lines = (text: string) => read(text).records.map((record) => record.line);

describe("text that a spreadsheet would run", () => {
  const harmful = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=", '=HYPERLINK("http://x","y")'];

  it.each(harmful)("%j gets one apostrophe and loses it again", (text) => {
    expect(neutralise(text)).toBe(`'${text}`);
    expect(restore(neutralise(text))).toBe(text);
  });

  it.each(["'=x", "''=x", "'''-1", "'\t"])("%j, which looks escaped already, comes back as it was", (text) => {
    expect(neutralise(text)).toBe(`'${text}`);
    expect(restore(neutralise(text))).toBe(text);
  });

  it.each(["", "'", "''", "'tis", "a=1", " =1", "O'Brien", "1-2", "'a=b"])("%j is left alone both ways", (text) => {
    expect(neutralise(text)).toBe(text);
    expect(restore(text)).toBe(text);
  });

  it("is written by hand without an apostrophe and read as it stands", () => {
    expect(restore("=1+1")).toBe("=1+1");
  });
});

describe("writing", () => {
  const columns: readonly CsvColumn[] = [
    { name: "id", type: "slug" },
    { name: "note", type: "text" },
    { name: "value", type: "number" },
    { name: "open", type: "boolean" },
  ];

  it("ends each line in CRLF and quotes only what needs it", () => {
    const rows: RawRow[] = [
      ["a", 'He said "no", twice', 1.5, 1],
      ["b", "two\nlines", -2, 0],
      ["c", null, null, null],
      ["d", "零一万物", 2.1e25, 1],
    ];
    expect(csvHeader(columns)).toBe("id,note,value,open\r\n");
    expect(csvLines(columns, rows)).toBe(
      'a,"He said ""no"", twice",1.5,true\r\nb,"two\nlines",-2,false\r\nc,,,\r\nd,零一万物,2.1e+25,true\r\n',
    );
  });

  it("escapes formulas in text and never in numbers", () => {
    expect(csvLines(columns, [["a", "-5 to 3", -5, 0]])).toBe("a,'-5 to 3,-5,false\r\n");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("fails on %d rather than write a false file", (value) => {
    expect(() => csvLines(columns, [["a", null, value, null]])).toThrow(RangeError);
  });

  it("is undone by reading, whatever the text", () => {
    const texts = ["=1", "'=1", 'a "b"', "a,b", "a\r\nb", "\n", "\r", " ", "'", "\ufeffa", "é", "\u2028", "😀", "\t"];
    const written =
      csvHeader(columns) +
      csvLines(
        columns,
        texts.map((text) => ["a", text, null, null]),
      );
    expect(cells(written).map(([, note = ""]) => restore(note))).toEqual(texts);
  });
});

describe("reading", () => {
  it("takes both line ends, also mixed, with or without the last one", () => {
    for (const text of ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", "a,b\r\n1,2\n3,4\r\n", "a,b\n1,2\r\n3,4"])
      expect(cells(text)).toEqual([
        ["1", "2"],
        ["3", "4"],
      ]);
  });

  it("passes over a byte order mark and empty lines", () => {
    expect(read("\ufeffa,b\n1,2\n")).toMatchObject({ header: ["a", "b"], faults: [] });
    expect(cells("a,b\n\n1,2\n\r\n\n")).toEqual([["1", "2"]]);
    expect(lines("a,b\n\n1,2\n\r\n\n3,4\n")).toEqual([3, 6]);
  });

  it("tells the line on which a record begins, also after cells of several lines", () => {
    expect(lines('a,b\n"1\n1",2\n3,4\n')).toEqual([2, 4]);
    expect(lines('a,b\r\n"1\r\n1\r\n",2\r\n3,4\r\n')).toEqual([2, 5]);
    expect(lines('a,b\n"1\r1",2\n3,4\n')).toEqual([2, 3]);
    expect(lines('"a\nz",b\n1,2\n')).toEqual([3]);
  });

  it("keeps rows that are too short or too long, for the loader to tell", () => {
    expect(cells("a,b\n1\n1,2,3\n")).toEqual([["1"], ["1", "2", "3"]]);
  });

  it("tells every line with broken quotes and reads the others", () => {
    const { records, faults } = read('a,b\n1,2"x\n3,"4"x\n5,6\n7,"8\n9,10\n');
    expect(faults.map(({ line, value }) => [line, value])).toEqual([
      [2, '1,2"x'],
      [3, '3,"4"x'],
      [5, '7,"8'],
    ]);
    expect(records).toEqual([
      { line: 4, cells: ["5", "6"] },
      { line: 6, cells: ["9", "10"] },
    ]);
  });

  it("tells broken quotes after a cell of several lines by the line the record begins on", () => {
    expect(read('a,b\r\n"1\r\n1",2\r\n3,"4"x\r\n5,6').faults).toMatchObject([{ line: 4, value: '3,"4"x\r' }]);
  });

  it("gives up on a file that is broken everywhere", () => {
    const { faults } = read(`a,b\n${'1,2"x\n'.repeat(5000)}`);
    expect(faults).toHaveLength(100);
  });

  it("refuses a broken header, an empty file and line ends of old", () => {
    expect(read('a,"b\n1,2\n')).toMatchObject({ header: [], records: [], faults: [{ line: 1 }] });
    for (const text of ["", "\n\n", "\ufeff"])
      expect(read(text).faults).toEqual([{ line: 1, value: "", expected: "a header row with the columns' names" }]);
    expect(read("a,b\r1,2\r").faults).toEqual([{ line: 1, value: "CR", expected: "lines that end in LF or CRLF" }]);
  });

  it("reads bytes that are not UTF-8 with a mark in their place, and says so", () => {
    const { records, garbled } = readCsv(Buffer.from("id,name\na,Zürich\nb,Bern\n", "latin1"));
    expect(garbled).toBe(true);
    expect(records.map((record) => record.cells)).toEqual([
      ["a", "Z\ufffdrich"],
      ["b", "Bern"],
    ]);
    expect(read("id\nZürich\n").garbled).toBe(false);
  });

  it("knows UTF-16 when it sees it", () => {
    expect(readCsv(Buffer.from("\ufeffid\na\n", "utf16le")).faults).toEqual([
      { line: 1, value: "UTF-16", expected: "text in UTF-8" },
    ]);
  });
});
