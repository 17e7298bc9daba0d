import { describe, expect, it } from "vitest";
import { differingWords } from "../../../server/reports/builder-conflict.js";
import { act, fieldAt, givenBy, readWritten, writtenOf } from "../../../server/reports/builder-form.js";
import { readyMadeSpec } from "../../../server/reports/ready-made.js";
import { checkSpec, limits, type ReportSpec } from "../../../server/reports/spec.js";
import { BadParameters } from "../../../server/web/errors.js";

const spec: ReportSpec = {
  title: "Two sides",
  subtitle: "",
  authors: ["A. One", "B. Two"],
  date: "2024-02",
  classification: "Internal",
  asOf: "2024-02-21",
  a: "US",
  b: "CN",
  confidence: "reported",
  paper: "Letter",
  blocks: [
    { kind: "section", section: "funding", parameters: { stage: "seed" } },
    { kind: "commentary", markdown: "first\n\nsecond" },
    { kind: "break" },
    { kind: "section", section: "gap", parameters: {} },
  ],
};

/** The fields that a browser sends of a form that shows `spec`. */
function fieldsOf({ authors, asOf, blocks, ...words }: ReportSpec): Map<string, string> {
  const form = new Map<string, string>(Object.entries(words));
  form.set("authors", authors.join("\r\n"));
  form.set("as_of", asOf);
  for (const [at, block] of blocks.entries()) {
    form.set(`blocks.${at}.kind`, block.kind);
    if (block.kind === "commentary") form.set(`blocks.${at}.markdown`, block.markdown.replaceAll("\n", "\r\n"));
    if (block.kind !== "section") continue;
    form.set(`blocks.${at}.section`, block.section);
    form.set(`blocks.${at}.parameters.q`, "");
    for (const [key, value] of Object.entries(block.parameters)) form.set(`blocks.${at}.parameters.${key}`, value);
  }
  return form;
}

describe("what the form holds", () => {
  it("is the report again, whatever way it went", () => {
    expect(checkSpec(givenBy(writtenOf(spec)))).toEqual(spec);
    expect(checkSpec(givenBy(readWritten(fieldsOf(spec))))).toEqual(spec);
    const ready = readyMadeSpec("landscape");
    expect(ready && checkSpec(givenBy(readWritten(fieldsOf(ready))))).toEqual(ready);
  });

  it("keeps pieces in the order of their numbers and leaves out what is no field of it", () => {
    const form = new Map([
      ["blocks.10.kind", "break"],
      ["blocks.2.kind", "commentary"],
      ["blocks.2.markdown", "x"],
      ["blocks.3.kind", "script"],
      ["blocks.4.markdown", "without a kind"],
      ["blocks.-1.kind", "break"],
      ["blocks.99999.kind", "break"],
      ["blocks.2.__proto__", "x"],
      ["blocks.2.parameters.__proto__.polluted", "x"],
      ["other", "x"],
    ]);
    expect(readWritten(form).blocks).toEqual([{ kind: "commentary", markdown: "x" }, { kind: "break" }]);
  });

  it.each([
    ["asOf", "as_of"],
    ["authors.3", "authors"],
    ["title", "title"],
    ["blocks.2.markdown", "blocks.2.markdown"],
    ["blocks.2.parameters.stage", "blocks.2.parameters.stage"],
    // So the making of a report names it.
    ["blocks.2.stage", "blocks.2.parameters.stage"],
    ["blocks.2.section", "blocks.2.section"],
  ])("the fault at %s belongs to the field %s", (place, field) => {
    expect(fieldAt(place)).toBe(field);
  });
});

describe("a button", () => {
  const written = writtenOf(spec);
  const kinds = (button: string, form: ReadonlyMap<string, string> = new Map()) =>
    act(written, button, form).written.blocks.map((block) => (block.kind === "section" ? block.section : block.kind));

  it("moves a piece up and down, and the focus goes with it", () => {
    expect(kinds("up-1")).toEqual(["commentary", "funding", "break", "gap"]);
    expect(kinds("down-1")).toEqual(["funding", "break", "commentary", "gap"]);
    expect(act(written, "down-1", new Map()).focus).toBe("down-2");
    // At either end only the other button is left.
    expect(act(written, "up-1", new Map()).focus).toBe("down-0");
    expect(act(written, "down-2", new Map()).focus).toBe("up-3");
    expect(kinds("up-0")).toEqual(kinds("down-3"));
  });

  it("removes a piece, and the focus goes to what stands in its place", () => {
    expect(kinds("remove-0")).toEqual(["commentary", "break", "gap"]);
    expect(act(written, "remove-0", new Map()).focus).toBe("block-0");
    expect(act(written, "remove-3", new Map()).focus).toBe("block-2");
    const one = { ...written, blocks: written.blocks.slice(0, 1) };
    expect(act(one, "remove-0", new Map())).toMatchObject({ written: { blocks: [] }, focus: "add-section" });
  });

  it("adds a piece at the end, at the beginning and between", () => {
    const rules = [["add.section", "rules"]] as const;
    expect(kinds("add-section", new Map(rules))).toEqual(["funding", "commentary", "break", "gap", "rules"]);
    expect(kinds("add-section", new Map([...rules, ["add.at", "0"]]))[0]).toBe("rules");
    expect(kinds("add-commentary", new Map([["add.at", "1"]]))[1]).toBe("commentary");
    expect(kinds("add-break", new Map([["add.at", "999"]])).at(-1)).toBe("break");
    expect(act(written, "add-commentary", new Map()).focus).toBe("blocks.4.markdown");
  });

  it("does nothing beyond the form", () => {
    for (const button of ["up-4", "up", "remove-x", "add-section-1", "add-script", "constructor", ""])
      expect(() => act(written, button, new Map()), button).toThrow(BadParameters);
    expect(() => act(written, "add-section", new Map([["add.section", "constructor"]]))).toThrow("is no section");
    const full = { ...written, blocks: Array.from({ length: limits.blocks }, () => ({ kind: "break" as const })) };
    expect(() => act(full, "add-break", new Map())).toThrow("at most 60 pieces");
  });
});

it("of two versions only what differs is held against each other, in words", () => {
  const theirs: ReportSpec = { ...spec, title: "Theirs", blocks: spec.blocks.slice(0, 3) };
  expect(differingWords(spec, theirs)).toEqual([
    { what: "Title", mine: "Two sides", theirs: "Theirs" },
    { what: "Piece 4", mine: "How wide the gap is", theirs: "–" },
  ]);
});
