import { confidenceLevels, sayEvidence } from "../values/evidence.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { ParameterFault } from "../web/errors.js";
import type { House } from "../web/pages.js";
import type { Choice, Filter } from "../web/view.js";
import { fieldAt, type Written, type WrittenBlock } from "./builder-form.js";
import { families } from "./figure-catalogue.js";
import { type LiveFigure, LiveFigures } from "./live-figures.js";
import { readyMade } from "./ready-made.js";
import { sectionFilters, subjectChoices } from "./section-fields.js";
import { sections } from "./sections.js";
import { papers, type SectionKey, sectionKeys } from "./spec.js";

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

interface BlockModel {
  readonly at: number;
  readonly kind: WrittenBlock["kind"];
  readonly legend: string;
  readonly about: string;
  readonly section: string;
  /** What it has to be told. */
  readonly fields: readonly BuilderField[];
  /** What it may be narrowed by; open where it is, or where something is wrong with it. */
  readonly narrowing: { readonly fields: readonly BuilderField[]; readonly open: boolean };
  readonly fault?: string;
  readonly focused: boolean;
  /** Buttons with the words that a screen reader adds to them. */
  readonly buttons: readonly {
    readonly id: string;
    readonly label: string;
    readonly what: string;
    readonly focused: boolean;
  }[];
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

export async function builderModel(house: House, ctx: Context, shown: Shown): Promise<BuilderModel> {
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
    figures: groups(await new LiveFigures(ctx).list()),
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

function sectionOf(key: string) {
  return Object.hasOwn(sections, key) ? sections[key as SectionKey] : undefined;
}

type MakeField = (name: string, label: string, more?: Partial<BuilderField>) => BuilderField;

function blockModel(
  block: WrittenBlock,
  at: number,
  count: number,
  offers: ReadonlyMap<string, readonly Filter[]>,
  field: MakeField,
  focus: string,
): BlockModel {
  const section = block.kind === "section" ? sectionOf(block.section) : undefined;
  const names = { section: section?.title ?? "No section", commentary: "Commentary", break: "Page break" };
  const legend = `${at + 1} ${names[block.kind]}`;
  const abouts = { section: section?.about ?? "", commentary: "", break: "What follows begins a new sheet." };
  const { fields, narrowing } = fieldsOf(block, at, offers, field);
  const button = (verb: string, label: string) => ({
    id: `${verb}-${at}`,
    label,
    what: legend,
    focused: focus === `${verb}-${at}`,
  });
  return {
    at,
    kind: block.kind,
    legend,
    about: abouts[block.kind],
    section: block.kind === "section" ? block.section : "",
    fields,
    narrowing: { fields: narrowing, open: narrowing.some(({ value, fault }) => value !== "" || fault !== undefined) },
    focused: focus === `block-${at}`,
    buttons: [
      ...(at > 0 ? [button("up", "Move up")] : []),
      ...(at < count - 1 ? [button("down", "Move down")] : []),
      button("remove", "Remove"),
    ],
  };
}

function fieldsOf(
  block: WrittenBlock,
  at: number,
  offers: ReadonlyMap<string, readonly Filter[]>,
  field: MakeField,
): { readonly fields: readonly BuilderField[]; readonly narrowing: readonly BuilderField[] } {
  if (block.kind === "break") return { fields: [], narrowing: [] };
  if (block.kind === "commentary") {
    const text = field(`blocks.${at}.markdown`, "Text in Markdown", { value: block.markdown, rows: 8 });
    return { fields: [text], narrowing: [] };
  }
  const filters = offers.get(block.section) ?? [];
  const subject = sectionOf(block.section)?.subject?.parameter;
  const offered = (filter: Filter) => {
    const value = block.parameters[filter.key] ?? "";
    return field(`blocks.${at}.parameters.${filter.key}`, filter.label, {
      value,
      ...(filter.choices && { choices: withGiven(filter, value) }),
      ...(filter.key === subject && { list: `known-${subject}`, hint: subjectHint(filter) }),
      ...(filter.date && { hint: "A day, such as 2024-02-21." }),
      ...(filter.ids && { hint: `Up to ${filter.ids.most} ids, separated by commas.` }),
    });
  };
  const known = filters.map(({ key }) => key);
  const others = Object.entries(block.parameters).filter(([key]) => !known.includes(key));
  return {
    fields: [
      ...filters.filter(({ key }) => key === subject).map(offered),
      // What the section does not take is shown as it is, so that it can be taken out.
      ...others.map(([key, value]) => field(`blocks.${at}.parameters.${key}`, key, { value })),
    ],
    narrowing: filters.filter(({ key }) => key !== subject).map(offered),
  };
}

function subjectHint({ unset }: Filter): string {
  return unset ? `Ids, separated by commas; empty for ${unset}.` : "Ids, separated by commas.";
}

/** Several values came from elsewhere; the form keeps them as one choice. */
function withGiven({ choices = [], unset = "any" }: Filter, value: string): readonly Choice[] {
  const labelOf = (one: string) => choices.find((choice) => choice.value === one)?.label ?? one;
  const isOffered = value === "" || choices.some((choice) => choice.value === value);
  return [
    { value: "", label: unset },
    ...choices,
    ...(isOffered ? [] : [{ value, label: value.split(",").map(labelOf).join(" or ") }]),
  ];
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
