import type { ConflictModel } from "./builder-view.js";
import { sections } from "./sections.js";
import type { Block, ReportSpec } from "./spec.js";

/** Where two versions of a report say different things, each in its own words. */
export function differingWords(mine: ReportSpec, theirs: ReportSpec): ConflictModel["rows"] {
  const [own, other] = [wordsOf(mine), wordsOf(theirs)];
  const names = [...new Set([...own.keys(), ...other.keys()])];
  return names
    .map((what) => ({ what, mine: own.get(what) ?? "–", theirs: other.get(what) ?? "–" }))
    .filter((row) => row.mine !== row.theirs);
}

function wordsOf({
  title,
  subtitle,
  authors,
  date,
  classification,
  asOf,
  a,
  b,
  confidence,
  paper,
  blocks,
}: ReportSpec) {
  return new Map([
    ["Title", title],
    ["Subtitle", subtitle],
    ["Authors", authors.join(", ")],
    ["Date on the cover", date],
    ["Classification", classification],
    ["As of", asOf],
    ["Sides", `${a} and ${b}`],
    ["Evidence", confidence],
    ["Paper", paper],
    ...blocks.map((block, at): [string, string] => [`Piece ${at + 1}`, sayBlock(block)]),
  ]);
}

function sayBlock(block: Block): string {
  if (block.kind === "break") return "Page break";
  if (block.kind === "commentary") return block.markdown;
  const parameters = Object.entries(block.parameters).map(([key, value]) => `${key} ${value}`);
  return [sections[block.section].title, ...parameters].join("; ");
}
