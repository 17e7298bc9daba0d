import { describe, expect, it } from "vitest";
import { Notes } from "../../../server/web/notes.js";

const ids = (count: number) => Array.from({ length: count }, (_, at) => `source-${at}`);

describe("the notes of a page", () => {
  it("are numbered as they are first cited, and said as ranges", () => {
    const notes = new Notes();
    expect(notes.cite("other")).toBe(1);
    expect(notes.citeAll(["a", "b", "other", "a"])).toBe("1–3");
    expect(notes.cite("c")).toBe(4);
    expect(notes.citeAll(["c", "b", "other"])).toBe("1, 3–4");
    expect(notes.citeAll([])).toBe("");
  });

  it("list a thousand sources of figures, and say how many more there are", () => {
    const notes = new Notes();
    expect(notes.citeAll(ids(1200))).toBe("1–1000, and 200 more sources, named in the JSON form");
    expect(notes.citeAll(["source-3", "another"])).toBe("4, and 1 more source, named in the JSON form");
  });

  it("have each source that a row of the table cites", () => {
    const notes = new Notes();
    notes.citeAll(ids(1200));
    expect(notes.cite("source-1100")).toBe(1001);
    expect(notes.citeAll(["source-1100"])).toBe("1001");
  });
});
