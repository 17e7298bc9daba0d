import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blocks, pieces } from "../../../server/data/words.js";
import { places } from "../../../server/places.js";

const plain = (text: string) => ({ text, code: false });
const code = (text: string) => ({ text, code: true });

describe("a text with names in it", () => {
  it("is taken apart at its backticks", () => {
    expect(pieces("from `released_on`, else `since_on`.")).toEqual([
      plain("from "),
      code("released_on"),
      plain(", else "),
      code("since_on"),
      plain("."),
    ]);
    expect(pieces("`a`")).toEqual([code("a")]);
    expect(pieces("")).toEqual([]);
  });
});

describe("a document", () => {
  it("is read into headings, paragraphs and tables", () => {
    const text = "# Title\n\nFirst `x`.\n\n## Part\n| a | b |\n| --- | --- |\n| 1 | `2` |\n| 3 |  |\nAfter.\r\n";
    expect(blocks(text)).toEqual([
      { kind: "paragraph", text: [plain("First "), code("x"), plain(".")] },
      { kind: "heading", text: [plain("Part")] },
      {
        kind: "table",
        heads: ["a", "b"],
        rows: [
          [[plain("1")], [code("2")]],
          [[plain("3")], []],
        ],
      },
      { kind: "paragraph", text: [plain("After.")] },
    ]);
  });

  it("may end in a table", () => {
    expect(blocks("| a |\n| --- |\n| 1 |")).toEqual([{ kind: "table", heads: ["a"], rows: [[[plain("1")]]] }]);
  });

  it("loses no word of the shipped METRICS.md, and leaves no mark-up in it", () => {
    const metrics = readFileSync(join(places.dataset, "METRICS.md"), "utf8");
    const found = blocks(metrics);
    const texts = found.flatMap((block) =>
      block.kind === "table" ? [...block.heads.map(pieces), ...block.rows.flat()] : [block.text],
    );
    const words = (text: string) => text.match(/[A-Za-z0-9_]+/g) ?? [];
    const shown = texts.flat().map(({ text }) => text);
    expect(shown.flatMap(words)).toEqual(words(metrics.slice(metrics.indexOf("\n"))));
    for (const { text, code: isCode } of texts.flat()) if (!isCode) expect(text).not.toMatch(/[|`]|^#/);
    const widths = found.flatMap((block) =>
      block.kind === "table" ? block.rows.map((row) => row.length - block.heads.length) : [],
    );
    expect(new Set(widths)).toEqual(new Set([0]));
  });
});
