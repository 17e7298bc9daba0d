import { BadParameters } from "../web/errors.js";
import type { FormFields } from "../web/uploads.js";
import { limits, type ReportSpec, type SectionKey, sectionKeys } from "./spec.js";

/**
 * A report as the builder's form holds it: words as they were typed, right or wrong. Each button sends the whole form,
 * and the answer is the form again, so that nothing need be stored before it is saved.
 */
export interface Written {
  readonly title: string;
  readonly subtitle: string;
  /** One on each line. */
  readonly authors: string;
  readonly date: string;
  readonly classification: string;
  readonly as_of: string;
  readonly a: string;
  readonly b: string;
  readonly confidence: string;
  readonly paper: string;
  readonly blocks: readonly WrittenBlock[];
}

export type WrittenBlock =
  | { readonly kind: "section"; readonly section: string; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: "commentary"; readonly markdown: string }
  | { readonly kind: "break" };

const lines = [
  "title",
  "subtitle",
  "authors",
  "date",
  "classification",
  "as_of",
  "a",
  "b",
  "confidence",
  "paper",
] as const;

/** Fields of a block are called `blocks.2.markdown`, those of its parameters `blocks.2.parameters.stage`. */
const blockField = /^blocks\.(\d{1,3})\.(kind|section|markdown|parameters\.([a-z_]{1,40}))$/;

export function readWritten(form: FormFields): Written {
  const found = new Map<number, Map<string, string>>();
  for (const [name, value] of form) {
    const [, at, field = ""] = blockField.exec(name) ?? [];
    if (at === undefined) continue;
    const fields = found.get(Number(at)) ?? new Map<string, string>();
    // A form writes the ends of lines as CR LF.
    fields.set(field, value.replaceAll("\r\n", "\n"));
    found.set(Number(at), fields);
  }
  const blocks = [...found].sort(([one], [other]) => one - other).flatMap(([, fields]) => readBlock(fields));
  const words = Object.fromEntries(lines.map((name) => [name, (form.get(name) ?? "").replaceAll("\r\n", "\n")]));
  return { ...(words as Record<(typeof lines)[number], string>), blocks };
}

function readBlock(fields: ReadonlyMap<string, string>): readonly WrittenBlock[] {
  const kind = fields.get("kind");
  if (kind === "break") return [{ kind }];
  if (kind === "commentary") return [{ kind, markdown: fields.get("markdown") ?? "" }];
  if (kind !== "section") return [];
  const prefix = "parameters.";
  const parameters = [...fields].filter(([name]) => name.startsWith(prefix));
  return [
    {
      kind,
      section: fields.get("section") ?? "",
      parameters: Object.fromEntries(parameters.map(([name, value]) => [name.slice(prefix.length), value])),
    },
  ];
}

export function writtenOf({ authors, asOf, blocks, ...spec }: ReportSpec): Written {
  return { ...spec, authors: authors.join("\n"), as_of: asOf, blocks };
}

/** What was written, for `checkSpec` to judge. A parameter left empty is not given. */
export function givenBy({ authors, as_of, blocks, ...words }: Written): object {
  const given = (parameters: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(parameters).filter(([, value]) => value.trim() !== ""));
  return {
    ...words,
    authors: authors.split("\n").filter((author) => author.trim() !== ""),
    asOf: as_of,
    blocks: blocks.map((block) =>
      block.kind === "section" ? { ...block, parameters: given(block.parameters) } : block,
    ),
  };
}

/** Name of the form's field at a place that `checkSpec` or the making of the report names. */
export function fieldAt(place: string): string {
  if (place === "asOf") return "as_of";
  if (place.startsWith("authors")) return "authors";
  // The making of a report leaves out "parameters".
  return place.replace(/^(blocks\.\d+)\.(?!kind$|section$|markdown$|parameters\b)(.+)$/, "$1.parameters.$2");
}

/** What pressing a button has made of the form. */
export interface Acted {
  readonly written: Written;
  /** Id of the element that has the focus afterwards: people go on where they were. */
  readonly focus: string;
  /** What a screen reader says of it. */
  readonly said: string;
}

const adding = ["section", "commentary", "break"] as const;
const moving = ["up", "down", "remove"] as const;

/**
 * Does what a button of the form says: `add-section`, `add-commentary`, `add-break`, `up-2`, `down-2`, `remove-2`.
 * @throws BadParameters if there is no such button
 */
export function act(written: Written, button: string, form: FormFields): Acted {
  const [, verb = "", at] = /^(add-(?:section|commentary|break)|up|down|remove)(?:-(\d{1,3}))?$/.exec(button) ?? [];
  const added = adding.find((kind) => verb === `add-${kind}`);
  if (added && at === undefined) return add(written, added, form);
  const move = moving.find((name) => name === verb);
  const index = Number(at);
  if (!move || at === undefined || !written.blocks[index]) throw noSuchButton(button);
  return move === "remove" ? remove(written, index) : shift(written, index, move);
}

function noSuchButton(button: string): BadParameters {
  const known = [...adding.map((kind) => `add-${kind}`), ...moving.map((name) => `${name}-N`), "check", "save"];
  return new BadParameters([
    { parameter: "do", detail: `do "${button.slice(0, 60)}" is no button of the form; it has ${known.join(", ")}.` },
  ]);
}

function add(written: Written, kind: WrittenBlock["kind"], form: FormFields): Acted {
  const { blocks } = written;
  if (blocks.length >= limits.blocks)
    throw new BadParameters([{ parameter: "blocks", detail: `A report has at most ${limits.blocks} pieces.` }]);
  const wanted = form.get("add.at") ?? "";
  const at = /^\d{1,3}$/.test(wanted) ? Math.min(Number(wanted), blocks.length) : blocks.length;
  const fresh = freshBlock(kind, form.get("add.section") ?? "");
  return {
    written: { ...written, blocks: [...blocks.slice(0, at), fresh, ...blocks.slice(at)] },
    focus: kind === "commentary" ? `blocks.${at}.markdown` : `block-${at}`,
    said: `Piece ${at + 1} was added.`,
  };
}

function freshBlock(kind: WrittenBlock["kind"], section: string): WrittenBlock {
  if (kind === "break") return { kind };
  if (kind === "commentary") return { kind, markdown: "" };
  const known: SectionKey | undefined = sectionKeys.find((key) => key === section);
  if (!known)
    throw new BadParameters([
      {
        parameter: "add.section",
        detail: `"${section.slice(0, 60)}" is no section; take one of ${sectionKeys.join(", ")}.`,
      },
    ]);
  return { kind, section: known, parameters: {} };
}

function shift(written: Written, from: number, direction: "up" | "down"): Acted {
  const blocks = [...written.blocks];
  const to = from + (direction === "up" ? -1 : 1);
  const [moved] = blocks.splice(from, 1);
  if (!moved || to < 0 || to > blocks.length)
    return { written, focus: `block-${from}`, said: "It stands there already." };
  blocks.splice(to, 0, moved);
  // At either end the button pressed is not there any more.
  const other = to === 0 ? "down" : to === blocks.length - 1 ? "up" : direction;
  return {
    written: { ...written, blocks },
    focus: `${other}-${to}`,
    said: `It is piece ${to + 1} of ${blocks.length} now.`,
  };
}

function remove(written: Written, at: number): Acted {
  const blocks = written.blocks.filter((_block, index) => index !== at);
  return {
    written: { ...written, blocks },
    focus: blocks.length === 0 ? "add-section" : `block-${Math.min(at, blocks.length - 1)}`,
    said: `Piece ${at + 1} was removed.`,
  };
}
