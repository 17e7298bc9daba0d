import { sayDate } from "../values/dates.js";
import { confidenceLevels, sayEvidence } from "../values/evidence.js";
import { countryLabel } from "../values/sides.js";
import type { Assets } from "./assets.js";
import type { Context } from "./context.js";
import { type DateControl, dateControl } from "./date-control.js";
import type { Note } from "./notes.js";
import type { House } from "./pages.js";
import { type Choice, canonicalQuery, sayFilters, viewSentence } from "./view.js";

/** What the frame around every page is made from. */
export interface Layout {
  readonly title: string;
  readonly description: string;
  readonly home: string;
  readonly nav: readonly NavLink[];
  /** The pages of the area that this page belongs to; empty where it has one page only. */
  readonly within: readonly NavLink[];
  /** "What had happened by 21 Feb 2024, reported or better, as recorded on 23 Nov 2026" */
  readonly sentence: string;
  /** The filters in words; empty when none is set. */
  readonly filtered: string;
  readonly sides: Context["view"]["sides"];
  readonly form: FormModel;
  readonly dates: DateControl & Pick<FormModel, "action" | "hidden"> & { readonly plays: boolean };
  /** The box that searches from every page; it keeps the view. */
  readonly goto: Pick<FormModel, "hidden">;
  readonly printStyle: string;
  /** Address of the page's feed, for programs that follow it; empty where it has none. */
  readonly feed: string;
  readonly assets: Assets;
  /** Style sheet beside that of all pages; empty for most. */
  readonly more: string;
  readonly notes: readonly (Note & { readonly href: string; readonly dated: string })[];
  readonly recordedOn: string;
  readonly revision: number;
  /** The same at the latest revision; empty where that is shown. */
  readonly latest: string;
  readonly dataHref: string;
  /** Who has signed in, on pages that are made for one person; empty elsewhere, since those are kept for all. */
  readonly person: string;
}

/** A form whose answer is a link: it works without JavaScript. */
export interface FormModel {
  readonly action: string;
  readonly fields: readonly Field[];
  /** What the form keeps as it is. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Absent for free text. */
  readonly choices?: readonly Choice[];
  readonly unit?: string;
  /** A sentence on what belongs in it. */
  readonly about?: string;
  readonly numeric?: boolean;
  /** What was wrong with what had been given. */
  readonly fault?: string;
  /** A day, for which browsers have a field of their own. */
  readonly date?: true;
}

interface Place {
  readonly path: string;
  readonly label: string;
}

/** A link of the navigation; `current` is a value of `aria-current`: the page itself, or what the page is part of. */
interface NavLink {
  readonly label: string;
  readonly href: string;
  readonly current?: "page" | "true";
}

/** One entry of the navigation; `also` lists the pages of an area that has several, its own first. */
interface Area extends Place {
  readonly also?: readonly Place[];
}

export const areas: readonly Area[] = [
  { path: "/", label: "Overview" },
  {
    path: "/companies",
    label: "Companies",
    also: [
      { path: "/companies", label: "Companies" },
      { path: "/compare", label: "Compare" },
    ],
  },
  {
    path: "/funding",
    label: "Funding",
    also: [
      { path: "/funding", label: "Funding" },
      { path: "/funding/league", label: "League" },
      { path: "/investors", label: "Investors" },
    ],
  },
  {
    path: "/chips",
    label: "Chips",
    also: [
      { path: "/chips", label: "Chips" },
      { path: "/chips/check", label: "Check a chip" },
      { path: "/chips/changes", label: "Changes" },
      { path: "/rules", label: "Rules" },
      { path: "/rulings", label: "Rulings" },
      { path: "/compute", label: "Compute held" },
      { path: "/listings", label: "Restriction lists" },
    ],
  },
  {
    path: "/dependencies",
    label: "Dependencies",
    also: [
      { path: "/dependencies", label: "Dependencies" },
      { path: "/models", label: "Models" },
      { path: "/software", label: "Software" },
      { path: "/dependencies/without", label: "Withdrawal" },
    ],
  },
  { path: "/indicators", label: "Indicators" },
  {
    path: "/gap",
    label: "Gap",
    also: [
      { path: "/gap", label: "Gap" },
      { path: "/gap/crossings", label: "Crossings" },
      { path: "/gap/lags", label: "Lag by benchmark" },
      { path: "/benchmarks", label: "Benchmarks" },
      { path: "/claims", label: "Claims" },
    ],
  },
  {
    path: "/timeline",
    label: "Timeline",
    also: [
      { path: "/timeline", label: "Timeline" },
      { path: "/regulation", label: "Regulation" },
      { path: "/changes", label: "What changed" },
      { path: "/then-and-now", label: "Then and now" },
    ],
  },
  {
    path: "/reports",
    label: "Reports",
    also: [
      { path: "/reports", label: "Reports" },
      { path: "/reports/new", label: "Build" },
    ],
  },
  { path: "/sources", label: "Sources" },
  { path: "/data", label: "Data" },
  {
    path: "/desk",
    label: "Desk",
    also: [
      { path: "/desk", label: "Desk" },
      { path: "/desk/quality", label: "Quality" },
      { path: "/desk/history", label: "History" },
    ],
  },
];

/**
 * Where a page stands in the navigation: the place with the longest path that it lies under, among all areas and their
 * further pages. `/chips/changes` is the page of that name, `/chips/nvidia-h100` lies under `/chips`.
 */
export function standing(path: string): { readonly area?: Area; readonly place?: Place } {
  const places = areas.flatMap((area) => [area, ...(area.also ?? [])].map((place) => ({ area, place })));
  const under = places.filter(({ place }) => path === place.path || path.startsWith(`${place.path}/`));
  return under.sort((one, other) => other.place.path.length - one.place.path.length)[0] ?? {};
}

export interface Frame {
  readonly title: string;
  readonly description: string;
  /** Path of this page, and of the style sheet with its running footer. */
  readonly path: string;
  readonly printStyle: string;
  readonly feed: string;
  readonly plays?: boolean;
}

export async function layoutOf(
  ctx: Context,
  frame: Frame,
  house: Pick<House, "assets" | "countries" | "marks">,
): Promise<Layout> {
  const { view, params, filters } = ctx;
  const { assets } = house;
  const notes = await ctx.notes.list(ctx.db);
  const { area, place } = standing(frame.path);
  const link = ({ path, label }: Place, here: boolean): NavLink => ({
    label,
    href: ctx.href(path),
    ...(here && { current: path === frame.path ? ("page" as const) : ("true" as const) }),
  });
  return {
    title: frame.title,
    description: frame.description,
    home: ctx.href("/"),
    nav: areas.map((each) => link(each, each === area)),
    within: area?.also?.map((each) => link(each, each.path === place?.path)) ?? [],
    sentence: viewSentence(view, ctx.revision.recorded_on, ctx.today),
    filtered: sayFilters(filters, params.chosen),
    sides: view.sides,
    form: viewForm(ctx, frame.path, await house.countries()),
    dates: {
      ...dateControl(ctx, await house.marks()),
      action: frame.path,
      hidden: pairs(canonicalQuery({ ...params, more: {} }), ["as_of", "page"]),
      plays: frame.plays ?? false,
    },
    goto: { hidden: pairs(canonicalQuery({ view }), []) },
    printStyle: frame.printStyle,
    feed: frame.feed,
    assets,
    notes: notes.map((note) => ({
      ...note,
      href: ctx.href(`/sources/${note.source.id}`),
      dated: note.source.published_on ? sayDate(note.source.published_on) : "undated",
    })),
    recordedOn: sayDate(ctx.revision.recorded_on),
    more: /^\/(reports|desk)(\/|$)/.test(frame.path) ? assets.more : "",
    dataHref: ctx.href("/data"),
    person: "",
    revision: ctx.revision.id,
    latest: view.revision === undefined ? "" : ctx.hrefHere(frame.path, { revision: null }),
  };
}

/** The form that changes sides and evidence and keeps day and filters. */
function viewForm({ view, params }: Context, action: string, countries: readonly string[]): FormModel {
  const country = (name: string, label: string, value: string): Field => ({
    name,
    label,
    value,
    choices: countries.map((code) => ({ value: code, label: countryLabel(code) })),
  });
  return {
    action,
    fields: [
      country("a", "Side A", view.sides.a.code),
      country("b", "Side B", view.sides.b.code),
      {
        name: "confidence",
        label: "Evidence",
        value: view.confidence,
        choices: confidenceLevels.map((level) => ({ value: level, label: sayEvidence(level) })),
      },
    ],
    hidden: pairs(canonicalQuery(params), ["a", "b", "confidence", "page"]),
  };
}

/**
 * The form of the area's own filters, which keeps the view; `undefined` where there are none. Those set `elsewhere` on
 * the page, by links, are kept as they are.
 */
export function filterForm(
  { filters: all, params, view, refusal }: Context,
  action: string,
  elsewhere: readonly string[] = [],
): FormModel | undefined {
  const filters = all.filter(({ key }) => !elsewhere.includes(key));
  if (filters.length === 0) return undefined;
  return {
    action,
    fields: filters.map(({ key, label, choices, column, date, unset = "any" }) => {
      const fault = refusal?.faults.find(({ parameter }) => parameter === key)?.detail;
      const chosen = params.chosen[key] ?? (date ? [date(view.asOf)] : []);
      return {
        name: key,
        label,
        value: refusal?.given.get(key) ?? chosen.join(","),
        ...(date && { date: true as const }),
        ...(choices && { choices: [{ value: "", label: unset }, ...choices, ...several(params.chosen[key], choices)] }),
        ...(column && { about: column.description, numeric: column.type === "number" }),
        ...(column?.unit && { unit: column.unit }),
        ...(fault && { fault }),
      };
    }),
    hidden: pairs(canonicalQuery(params), [...filters.map(({ key }) => key), "page"]),
  };
}

export function pairs(query: URLSearchParams, without: readonly string[]): FormModel["hidden"] {
  return [...query].filter(([name]) => !without.includes(name)).map(([name, value]) => ({ name, value }));
}

/** Several values at once came by the address; the form keeps them as one choice. */
function several(values: readonly string[] | undefined, choices: readonly Choice[]): readonly Choice[] {
  if (!values || values.length < 2) return [];
  const label = (value: string) => choices.find((choice) => choice.value === value)?.label ?? value;
  return [{ value: values.join(","), label: values.map(label).join(" or ") }];
}

/**
 * The style sheet that prints a page's view into the margins of every sheet. It is linked, since the page's security
 * policy forbids inline style.
 */
export function printStyle(title: string, sentence: string): string {
  const small =
    'font-family: "Parallax Sans", "Noto Sans SC", sans-serif; font-size: 8pt; color: #444; vertical-align: top;';
  return `@page {
  margin: 17mm 15mm 19mm;
  @top-left { content: "Parallax"; ${small} vertical-align: bottom; padding-bottom: 4mm; }
  @top-right { content: ${cssString(title)}; ${small} vertical-align: bottom; padding-bottom: 4mm; }
  @bottom-left { content: ${cssString(sentence)}; ${small} width: 82%; padding-top: 4mm; }
  @bottom-right { content: counter(page) " / " counter(pages); ${small} padding-top: 4mm; }
}
@page sideways { size: landscape; }
`;
}

/** A text as a style sheet writes it. */
export function cssString(text: string): string {
  return `"${text.replace(/[\\"\n<]/g, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;
}
