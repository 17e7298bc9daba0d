import type { Choice, Filter } from "../web/view.js";
import type { WrittenBlock } from "./builder-form.js";
import type { BuilderField } from "./builder-view.js";
import { sections } from "./sections.js";
import type { SectionKey } from "./spec.js";

/** One piece of a report in the builder's form. */
export interface BlockModel {
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

/** A section by its key; `undefined` where a form names none. */
export function sectionOf(key: string) {
  return Object.hasOwn(sections, key) ? sections[key as SectionKey] : undefined;
}

/** Makes a field with what is known of it: its fault, and whether it has the focus. */
export type MakeField = (name: string, label: string, more?: Partial<BuilderField>) => BuilderField;

export function blockModel(
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
