import { confidenceLevels, sayEvidence } from "../values/evidence.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { ParameterFault } from "../web/errors.js";
import type { House } from "../web/pages.js";
import type { Choice, Filter } from "../web/view.js";
import { fieldAt, type Written } from "./builder-form.js";
import { type BlockModel, blockModel, type MakeField, sectionOf } from "./builder-pieces.js";
import { families } from "./figure-catalogue.js";
import type { LiveFigure } from "./live-figures.js";
import { readyMade } from "./ready-made.js";
import { sectionFilters, subjectChoices } from "./section-fields.js";
import { sections } from "./sections.js";
import { papers, sectionKeys } from "./spec.js";

/** A field of the form; its name is its id. */
export interface BuilderField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly choices?: readonly Choice[];
  /** It takes the whole width. */
  readonly wide?: true;
  /** Lines that a text of several has room for. */
  readonly rows?: number;
  readonly hint?: string;
  /** Id of the list that helps to fill it in. */
  readonly list?: string;
  readonly fault?: string;
  readonly focused: boolean;
}

/** What the template is given. */
export interface BuilderModel {
  readonly action: string;
  /** Version that the form began from; empty for a report that has none. */
  readonly version: string;
  /** How far it is stored, in a sentence. */
  readonly state: string;
  /** It holds words that are stored nowhere. */
  readonly unsaved: boolean;
  /** Page of the stored report. */
  readonly readHref?: string;
  /** What the last button did; empty where there was none. */
  readonly said: string;
  readonly stateFocused: boolean;
  readonly faults: readonly { readonly field?: string; readonly detail: string }[];
  readonly cover: readonly BuilderField[];
  readonly view: readonly BuilderField[];
  readonly blocks: readonly BlockModel[];
  readonly add: { readonly fields: readonly BuilderField[]; readonly focused: boolean };
  readonly lists: readonly { readonly id: string; readonly choices: readonly Choice[] }[];
  readonly figures: readonly { readonly title: string; readonly figures: readonly LiveFigure[] }[];
  readonly conflict?: ConflictModel;
  readonly starts: readonly {
    readonly slug: string;
    readonly href: string;
    readonly title: string;
    readonly about: string;
    readonly needs?: { readonly name: string; readonly label: string };
  }[];
}

/** What two people have made of the same version. */
export interface ConflictModel {
  readonly version: number;
  readonly rows: readonly { readonly what: string; readonly mine: string; readonly theirs: string }[];
}

/** What the form is shown for. */
export interface Shown {
  readonly written: Written;
  readonly action: string;
  readonly version?: number;
  readonly state: string;
  readonly unsaved?: true;
  readonly readHref?: string;
  readonly faults?: readonly ParameterFault[];
  readonly focus?: string;
  readonly said?: string;
  readonly conflict?: ConflictModel;
}

/** @param quotable figures to choose from */
export async function builderModel(
  house: House,
  ctx: Context,
  shown: Shown,
  quotable: readonly LiveFigure[],
): Promise<BuilderModel> {
  const { written, focus = "", faults = [] } = shown;
  const byField = new Map<string, string>();
  for (const { parameter, detail } of faults) {
    const field = fieldAt(parameter);
    byField.set(field, [byField.get(field), detail].filter(Boolean).join(" "));
  }
  const placed = new Set<string>();
  const field = (name: string, label: string, more: Partial<BuilderField> = {}): BuilderField => {
    const fault = byField.get(name);
    if (fault) placed.add(name);
    const value = written[name as keyof Omit<Written, "blocks">] ?? "";
    return { name, label, value, focused: focus === name, ...more, ...(fault && { fault }) };
  };
  const countries = await countryChoices(house, [written.a, written.b]);
  const cover = [
    field("title", "Title"),
    field("subtitle", "Subtitle"),
    field("authors", "Authors", { rows: 2, hint: "One on each line." }),
    field("date", "Date on the cover", { hint: "2024, 2024-02 or 2024-02-21; empty for the day on which it is read." }),
    field("classification", "Classification", { hint: "Stands on every sheet; empty for none." }),
  ];
  const view = [
    field("as_of", "As of", { hint: "The day it looks from; empty for the day on which it is read." }),
    field("a", "Side A", { choices: countries }),
    field("b", "Side B", { choices: countries }),
    field("confidence", "Evidence", {
      choices: confidenceLevels.map((value) => ({ value, label: sayEvidence(value) })),
    }),
    field("paper", "Paper", { choices: papers.map((value) => ({ value, label: value })) }),
  ];
  const offers = new Map<string, readonly Filter[]>();
  for (const key of sectionKeys)
    if (written.blocks.some((block) => block.kind === "section" && block.section === key))
      offers.set(key, await sectionFilters(house, key));
  const starts = shown.version === undefined ? startsOf(ctx) : [];
  const subjects = [...new Set([...subjectsOf(written), ...starts.flatMap(({ needs }) => needs?.name ?? [])])];
  const choices = subjects.length > 0 ? await subjectChoices(ctx) : {};
  const blocks = written.blocks.map((block, at) => blockModel(block, at, written.blocks.length, offers, field, focus));
  // What no field of a block has said, the block says itself.
  const told = blocks.map((block) => {
    const own = [...byField].filter(([name]) => !placed.has(name) && name.startsWith(`blocks.${block.at}.`));
    for (const [name] of own) placed.add(name);
    return own.length > 0 ? { ...block, fault: own.map(([, detail]) => detail).join(" ") } : block;
  });
  return {
    action: shown.action,
    version: shown.version === undefined ? "" : String(shown.version),
    state: shown.state,
    unsaved: shown.unsaved === true,
    ...(shown.readHref && { readHref: shown.readHref }),
    said: shown.said ?? "",
    stateFocused: focus === "state",
    faults: faults.map((fault) => ({ ...anchor(fieldAt(fault.parameter), placed), detail: sayPlaced(fault) })),
    cover,
    view,
    blocks: told,
    add: { fields: addFields(written, field), focused: focus === "add-section" },
    lists: subjects.map((name) => ({ id: `known-${name}`, choices: choices[name] ?? [] })),
    figures: groups(quotable),
    ...(shown.conflict && { conflict: shown.conflict }),
    starts,
  };
}

/** A fault with the piece that it is of, where it stands apart from it. */
export function sayPlaced({ parameter, detail }: ParameterFault): string {
  const [, at] = /^blocks\.(\d+)\./.exec(parameter) ?? [];
  return at === undefined ? detail : `Piece ${Number(at) + 1}: ${detail}`;
}

/** Where the field is whose fault it is; a fault of a whole block leads to the block. */
function anchor(name: string, placed: ReadonlySet<string>): { readonly field?: string } {
  const [, at] = /^blocks\.(\d+)\./.exec(name) ?? [];
  if (!placed.has(name)) return {};
  return { field: at !== undefined && !/\.(markdown|parameters\..*)$/.test(name) ? `block-${at}` : name };
}

/** Countries of the data; what was sent for one stays what it was. */
async function countryChoices(house: House, given: readonly string[]): Promise<readonly Choice[]> {
  const codes = await house.countries();
  const foreign = given.filter((code) => code !== "" && !codes.includes(code));
  return [...codes, ...new Set(foreign)].map((code) => ({ value: code, label: countryLabel(code) }));
}

/** Parameters of the written sections that name what they are about. */
function subjectsOf({ blocks }: Written): readonly string[] {
  const names = blocks.flatMap((block) =>
    block.kind === "section" ? (sectionOf(block.section)?.subject?.parameter ?? []) : [],
  );
  return [...new Set(names)];
}

function addFields({ blocks }: Written, field: MakeField): readonly BuilderField[] {
  const titles = blocks.map((block) =>
    block.kind === "section"
      ? (sectionOf(block.section)?.title ?? "")
      : block.kind === "break"
        ? "page break"
        : block.kind,
  );
  return [
    field("add.section", "Section", {
      value: "",
      wide: true,
      choices: sectionKeys.map((key) => ({
        value: key,
        label: `${sections[key].title}: ${lowerFirst(sections[key].about)}`,
      })),
    }),
    field("add.at", "Where", {
      value: "",
      choices: [
        { value: "", label: "at the end" },
        ...(blocks.length > 0 ? [{ value: "0", label: "at the beginning" }] : []),
        ...titles.slice(0, -1).map((title, at) => ({ value: String(at + 1), label: `after ${at + 1} ${title}` })),
      ],
    }),
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const familyTitles: Readonly<Record<string, string>> = {
  as_of: "The report",
  side: "The sides",
  funding: "Funding",
  companies: "Companies",
  models: "Models",
  dependence: "Dependence on the other side’s open source",
  chips: "Chips",
  listings: "Restriction lists",
  lag: "Lag",
  claims: "Claims on the lag",
  compute: "Computing power",
  rules: "Rules",
  sources: "Sources",
};

function groups(figures: readonly LiveFigure[]): BuilderModel["figures"] {
  return Object.keys(families).flatMap((family) => {
    const own = figures.filter(({ reference }) => reference.split(".")[0] === family);
    return own.length > 0 ? [{ title: familyTitles[family] ?? family, figures: own }] : [];
  });
}

function startsOf(ctx: Context): BuilderModel["starts"] {
  return readyMade.map(({ slug, title, about, needs }) => ({
    slug,
    href: ctx.href("/reports/new", { from: slug }),
    title,
    about,
    ...(needs && { needs: { name: needs.parameter, label: needs.label } }),
  }));
}
