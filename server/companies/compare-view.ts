import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { type FormModel, filterForm } from "../web/layout.js";
import { type ComparedCompany, comparedIds, mostCompared } from "./compare-facts.js";
import { developersInView, namedInView } from "./compare-queries.js";
import { type ComparedRow, inRow } from "./compare-rows.js";

export const comparePath = "/compare";

/** How companies are chosen. */
export interface Picker {
  readonly action: string;
  readonly hidden: FormModel["hidden"];
  /** Absent where no more can be taken. */
  readonly field?: { readonly name: string; readonly label: string; readonly value: string; readonly fault?: string };
  /** Faults that the field does not show. */
  readonly otherFaults: readonly string[];
  readonly known: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: readonly { readonly name: string; readonly without: string }[];
  readonly remarks: readonly string[];
  readonly offers: readonly {
    readonly title: string;
    readonly offers: readonly { readonly text: string; readonly href: string }[];
  }[];
}

/** The table as the page prints it. */
export interface CompareTable {
  readonly heads: readonly { readonly name: string; readonly href: string; readonly side: string }[];
  readonly sections: readonly { readonly title: string; readonly rows: readonly ShownRow[] }[];
  /** The other choice of rows: those that differ, or all. */
  readonly toggle?: { readonly text: string; readonly href: string };
}

interface ShownRow {
  readonly title: string;
  readonly unit?: string;
  readonly same: boolean;
  readonly cells: readonly {
    readonly text: string;
    readonly detail?: string;
    readonly href?: string;
    readonly mark: string;
    /** "highest" or "latest", said of the cell that is. */
    readonly leading?: string;
    /** Length of the bar, of 100; absent where none is drawn. */
    readonly bar?: number;
    readonly side: string;
    readonly notes: string;
  }[];
}

const mostOffered = 6;
const pairsOffered = 4;

export async function pickerOf(ctx: Context, companies: readonly ComparedCompany[]): Promise<Picker> {
  const ids = comparedIds(ctx);
  const form = filterForm(ctx, comparePath);
  const faulty = (name: string) => form?.fields.find((field) => field.name === name && field.fault);
  // What was refused stands in the field again, with what was wrong with it.
  const refused = faulty("ids") ?? faulty("add");
  const name = refused?.name ?? (ids.length === 0 ? "ids" : "add");
  const names = new Map(companies.map(({ company }) => [company.id, company.name]));
  const absent = ids.filter((id) => !names.has(id));
  const developers = await developersInView(ctx);
  const known = new Map([...developers, ...(await namedInView(ctx))].map(({ id, name }) => [id, name]));
  return {
    action: comparePath,
    hidden: [
      ...(form?.hidden ?? []),
      ...(name === "add" ? [{ name: "ids", value: ids.join(",") }] : []),
      ...(ctx.chosen("differences") ? [{ name: "differences", value: "1" }] : []),
    ],
    ...((refused || ids.length < mostCompared) && {
      field: {
        name,
        label: name === "ids" ? "Companies: up to four ids, separated by commas" : "Add a company by its id",
        value: refused?.value ?? "",
        ...(refused?.fault && { fault: refused.fault }),
      },
    }),
    otherFaults: (ctx.refusal?.faults ?? [])
      .filter(({ parameter }) => parameter !== refused?.name)
      .map(({ detail }) => detail),
    known: [...known].map(([value, label]) => ({ value, label })),
    chosen: ids.map((id) => ({
      name: names.get(id) ?? id,
      without: hrefOf(
        ctx,
        ids.filter((one) => one !== id),
      ),
    })),
    remarks: [
      ...(absent.length > 0 ? [`${inRow(absent)} does not count in this view: choose a later date.`] : []),
      ...(companies.length === 1 ? ["One company alone has nothing to differ from: add another."] : []),
      ...(ids.length === mostCompared ? ["Four is the most: take one away to add another."] : []),
    ],
    offers: [
      ...(ids.length === 0 ? pairs(ctx, developers) : []),
      ...(ids.length < mostCompared ? additions(ctx, ids, developers) : []),
    ],
  };
}

function hrefOf(ctx: Context, ids: readonly string[]): string {
  return ctx.hrefHere(comparePath, { ids: ids.join(",") || null, add: null, sort: null });
}

type Developer = Awaited<ReturnType<typeof developersInView>>[number];

/** The developers with most models of either side against each other, and the first two of each side together. */
function pairs(ctx: Context, developers: readonly Developer[]): Picker["offers"] {
  const { sides } = ctx.view;
  const [a, b] = (["a", "b"] as const).map((side) =>
    developers.filter(({ country }) => sideOf(country, sides) === side),
  ) as [Developer[], Developer[]];
  const offer = (companies: readonly Developer[]) => ({
    text: inRow(companies.map(({ name }) => name)),
    href: hrefOf(
      ctx,
      companies.map(({ id }) => id),
    ),
  });
  const couples = a.slice(0, pairsOffered).flatMap((one, at) => (b[at] ? [offer([one, b[at]])] : []));
  const four = [...a.slice(0, 2), ...b.slice(0, 2)];
  return [
    { title: "For example", offers: [...couples, ...(four.length === mostCompared ? [offer(four)] : [])] },
  ].filter(({ offers }) => offers.length > 0);
}

function additions(ctx: Context, ids: readonly string[], developers: readonly Developer[]): Picker["offers"] {
  const { sides } = ctx.view;
  const verb = ids.length === 0 ? "Begin with" : "Add";
  const titles = { a: `${verb} one of ${sides.a.name}`, b: `${verb} one of ${sides.b.name}`, other: `${verb} another` };
  return (["a", "b", "other"] as const)
    .map((side) => ({
      title: titles[side],
      offers: developers
        .filter(({ id, country }) => sideOf(country, sides) === side && !ids.includes(id))
        .slice(0, mostOffered)
        .map(({ id, name }) => ({ text: name, href: hrefOf(ctx, [...ids, id]) })),
    }))
    .filter(({ offers }) => offers.length > 0);
}

/** `rows` are those to be shown, `all` every one. */
export function compareTable(
  ctx: Context,
  companies: readonly ComparedCompany[],
  rows: readonly ComparedRow[],
  all: readonly ComparedRow[],
): CompareTable {
  const { sides } = ctx.view;
  const differing = all.filter(({ same }) => !same).length;
  const narrowed = ctx.chosen("differences") !== undefined;
  const sectionTitles = [...new Set(rows.map(({ measure }) => measure.section))];
  return {
    heads: companies.map(({ company }) => ({
      name: company.name,
      href: ctx.href(`/companies/${company.id}`),
      side: sideOf(company.country, sides),
    })),
    sections: sectionTitles.map((title) => ({
      title,
      rows: rows
        .filter(({ measure }) => measure.section === title)
        .map((row) =>
          shownRow(
            ctx,
            row,
            companies.map(({ company }) => sideOf(company.country, sides)),
          ),
        ),
    })),
    ...(companies.length > 1 &&
      differing < all.length && {
        toggle: {
          text: narrowed ? `Show all ${all.length} rows` : `Show only the ${differing} rows that differ`,
          href: ctx.hrefHere(comparePath, { differences: narrowed ? null : "1" }),
        },
      }),
  };
}

function shownRow(ctx: Context, { measure, cells, same }: ComparedRow, sides: readonly string[]): ShownRow {
  const amounts = cells.flatMap(({ value }) => (typeof value === "number" ? value : []));
  const highest = Math.max(0, ...amounts);
  const drawn = measure.scaled && amounts.length > 1 && highest > 0;
  return {
    title: measure.title,
    // Amounts in dollars carry their sign.
    ...(measure.unit && measure.unit !== "USD" && { unit: measure.unit }),
    same,
    cells: cells.map(({ value, text, detail, path, mark, sources, leading }, at) => ({
      text,
      ...(detail && { detail }),
      ...(path && { href: ctx.href(path) }),
      mark: mark ?? (value === null ? "unknown" : ""),
      ...(leading && measure.leads && { leading: measure.leads }),
      ...(drawn && typeof value === "number" && { bar: Math.round((value / highest) * 1000) / 10 }),
      side: sides[at] ?? "other",
      notes: ctx.notes.citeAll(sources),
    })),
  };
}
