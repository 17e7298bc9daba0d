import { type StripData, strip } from "../../public/charts/strip.js";
import { addDays, type Day, firstDay, sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { countryLabel, type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { countriesAt } from "../web/countries.js";
import { chart } from "../web/figures.js";
import { narrowed, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { type AnyQuery, type OutColumn, type OutRow, queriedRows, sourceColumns } from "../web/rows.js";
import { type CellModel, plainTable, type ShownColumn, show } from "../web/tables.js";
import type { Filter } from "../web/view.js";
import { writeAtom } from "./atom.js";
import { type ChangeKind, changeKinds, kindOf, sayKind, sayKinds } from "./kinds.js";
import { type ChangeRow, changesIn } from "./queries.js";
import { toFilter, type Window, windowOf } from "./window.js";
import { placeOf, tell } from "./words.js";

const usualDays = 90;
/** More symbols than these make no picture; the newest are drawn. */
const mostDrawn = 400;
const feedLength = 100;
/** Before every day that a row of the data can have. */
const beginning = "0000-01-01" as Day;

const fromFilter: Filter = { key: "from", label: "After", date: (asOf) => addDays(asOf, -usualDays) };
const kindFilter: Filter = {
  key: "kind",
  label: "Kind",
  choices: changeKinds.map((value) => ({ value, label: sayKinds(value) })),
};

const about = (name: string, type: OutColumn["type"], title: string, description: string): OutColumn => ({
  name,
  type,
  title,
  description,
});

/** The filters beside the days, which the picture tells of itself. */
const narrowing = ["kind", "country", "q"] as const;

const columns: readonly OutColumn[] = [
  about("kind", "slug", "Kind", "What sort of change it is."),
  about("id", "slug", "Id", "Id of the row in its own table; with `kind` it is unique."),
  about("began_on", "date", "Date", "Day from which it counts; a reduced date counts from its first day."),
  about("country", "text", "Country", "Country that it belongs to or, for a claim, is about."),
  about("what", "text", "What", "Name, title or statement, as recorded now."),
  about(
    "party",
    "text",
    "Party",
    "Who or what else it names: developer, vendor, authority, speaker, chip held, what a dependency rests on.",
  ),
  about("detail", "slug", "Detail", "Stage, inclusion, consequence, status, list, topic, category or kind of the row."),
  about(
    "value",
    "number",
    "Value",
    "Amount of a round, training compute of a model, number of chips; empty where unknown.",
  ),
  about("unit", "text", "Unit", "Unit in which a value of this kind is given."),
  about("about_table", "slug", "Table", "Table of the thing that it is about."),
  about("about_id", "slug", "About", "Id of that thing; empty where it does not count in the view."),
  about("confidence", "slug", "Evidence", "Level of evidence; empty for rows that carry none."),
  ...sourceColumns,
];

const changeColumn: ShownColumn = {
  title: "Change",
  sort: "what",
  plain: true,
  cell(row, ctx): CellModel {
    const change = row as unknown as ChangeRow;
    const { text, small } = tell(change);
    return { text, small, href: ctx.hrefTo(placeOf(change)), mark: "prose" };
  },
};

/** What began to count between two days. */
export const changesPage: PageSpec = {
  path: "/changes",
  name: "changes/index",
  title: "What changed",
  filters: async (store) => [
    fromFilter,
    toFilter,
    kindFilter,
    {
      key: "country",
      label: "Country",
      choices: (await countriesAt(store)).map((value) => ({ value, label: countryLabel(value) })),
    },
    textFilter,
  ],
  charts: { changes: chart("strip", strip, stripInput, { tabledBelow: true, heeds: narrowing }) },
  files: { ".atom": { type: "application/atom+xml; charset=utf-8", produce: feed } },
  table: {
    noun: "change",
    columns,
    order: [{ column: "began_on", descending: true }],
    key: ["kind", "id"],
    shown: [
      show.date("Date", "began_on"),
      show.text("Kind", "kind", sayKind),
      show.country("country"),
      changeColumn,
      show.confidence(),
      show.source(),
    ],
    facets: { kind: "kind", country: "country" },
    rows: async (ctx, order) =>
      queriedRows(ctx.store, wanted(ctx, windowOf(ctx)), columns, order, ["source_publisher"], { beside: true }),
  },
  async content(ctx) {
    const window = windowOf(ctx);
    const counts = await countsBySide(ctx, window);
    return {
      title: "What changed",
      headline: headline(counts, window, ctx.view.sides),
      lede: `Every row whose day lies after ${sayDate(window.from)} and no later than ${sayDate(window.to)}: what was announced, released, ruled or said. One happening may stand in several: a release as a model and as an event. Names and texts are worded as recorded on ${sayDate(ctx.revision.recorded_on)}.`,
      feed: feedHref(ctx),
      parts: {
        bySide: plainTable(countColumns(ctx), counts, ctx),
        thenAndNow: ctx.href("/then-and-now", { from: window.from, to: window.to }),
      },
    };
  },
};

/** The changes in a window that the page's filters leave. */
function wanted(ctx: Context, window: Window): AnyQuery {
  const kinds = ctx.chosen("kind") as readonly ChangeKind[] | undefined;
  return narrowed(changesIn(ctx, window, kinds), ctx, { country: "changes.country" }, [
    "changes.what",
    "changes.party",
  ]);
}

function newest(ctx: Context, window: Window, limit: number): Promise<ChangeRow[]> {
  return wanted(ctx, window)
    .orderBy("changes.began_on", "desc")
    .orderBy("changes.kind")
    .orderBy("changes.id")
    .limit(limit)
    .execute() as Promise<ChangeRow[]>;
}

interface Counted extends OutRow {
  readonly kind: ChangeKind;
  readonly a: number;
  readonly b: number;
  readonly other: number;
}

function countsBySide(ctx: Context, window: Window): Promise<readonly Counted[]> {
  return ctx.once("changes by side", async () => {
    const rows = (await wanted(ctx, window)
      .clearSelect()
      .select(["changes.kind", "changes.country", (eb) => eb.fn.countAll().as("count")])
      .groupBy(["changes.kind", "changes.country"])
      .execute()) as { kind: string; country: string | null; count: number | string }[];
    return changeKinds.flatMap((kind): Counted[] => {
      const own = rows.filter((row) => row.kind === kind);
      const of = (side: SideKey) =>
        own
          .filter(({ country }) => sideOf(country, ctx.view.sides) === side)
          .reduce((sum, { count }) => sum + Number(count), 0);
      return own.length === 0 ? [] : [{ kind, a: of("a"), b: of("b"), other: of("other") }];
    });
  });
}

const total = (counts: readonly Counted[], ...sides: readonly SideKey[]) =>
  counts.reduce((sum, row) => sum + sides.reduce((own, side) => own + row[side], 0), 0);

/** @example "Between 27 Aug 2026 and 25 Nov 2026 31 rows came: 19 of the United States, 11 of China" */
function headline(counts: readonly Counted[], { from, to }: Window, { a, b }: Context["view"]["sides"]): string {
  const all = total(counts, "a", "b", "other");
  const between = `Between ${sayDate(from)} and ${sayDate(to)}`;
  if (all === 0) return `${between} nothing is recorded to have come`;
  return `${between} ${sayCount(all, "row")} came: ${sayNumber(total(counts, "a"))} of ${a.name}, ${sayNumber(total(counts, "b"))} of ${b.name}`;
}

function countColumns(ctx: Context): readonly ShownColumn[] {
  const { a, b } = ctx.view.sides;
  const count = (title: string, side: SideKey): ShownColumn => ({
    title,
    numeric: true,
    cell: (row) => (row[side] === 0 ? { text: "0", mark: "unknown" } : { text: sayNumber(Number(row[side])) }),
  });
  return [
    {
      title: "Kind",
      cell: ({ kind }): CellModel => ({
        text: sayKinds(String(kind)),
        href: ctx.hrefHere("/changes", { kind: String(kind) }),
      }),
    },
    count(a.label, "a"),
    count(b.label, "b"),
    count("Others", "other"),
  ];
}

async function stripInput(ctx: Context): Promise<{ data: StripData; sources: string[] }> {
  const window = windowOf(ctx);
  const rows = await newest(ctx, window, mostDrawn + 1);
  const oldest = rows.at(-1)?.began_on;
  // The day on which the picture breaks off is left out whole, unless it is all there is.
  const cut = rows.length > mostDrawn && oldest && oldest !== rows[0]?.began_on ? oldest : undefined;
  const drawn = cut ? rows.filter(({ began_on }) => began_on > cut) : rows.slice(0, mostDrawn);
  const left = cut ? total(await countsBySide(ctx, window), "a", "b", "other") - drawn.length : 0;
  return {
    data: {
      sides: ctx.view.sides,
      asOf: window.to,
      from: cut ? firstDay(drawn.at(-1)?.began_on ?? cut) : addDays(window.from, 1),
      subject: { one: "change", many: "changes" },
      lanes: changeKinds
        .filter((kind) => drawn.some((row) => row.kind === kind))
        .map((kind) => ({ key: kind, title: sayKinds(kind) })),
      items: drawn.map((row) => ({
        id: `${row.kind}/${row.id}`,
        lane: row.kind,
        on: row.began_on,
        side: sideOf(row.country, ctx.view.sides),
        title: tell(row).text,
        note: tell(row).small,
        ...(row.confidence && { confidence: row.confidence }),
        href: ctx.hrefTo(placeOf(row)),
      })),
      ...(left > 0 && { coverageNote: `the ${sayNumber(left)} earlier ones stand in the table` }),
    },
    sources: drawn.map(({ source_id }) => source_id),
  };
}

/** The newest changes that the filters leave: from the first on unless a day is asked for. */
async function feed(ctx: Context): Promise<string> {
  const window = ctx.chosen("from") ? windowOf(ctx) : { from: beginning, to: ctx.day("to") };
  const rows = await newest(ctx, window, feedLength);
  const only = narrowing.flatMap((key) => ctx.chosen(key)?.map((value) => `${key}=${value}`) ?? []);
  const { a, b } = ctx.view.sides;
  return writeAtom({
    key: ["changes", ...only].join(" "),
    title: "Parallax: what changed",
    subtitle: `New rounds, models, rules, listings and claims in generative AI, ${a.label} and ${b.label}`,
    asOf: window.to,
    selfPath: feedHref(ctx),
    pagePath: goingOn(ctx, ctx.hrefHere("/changes")),
    entries: rows.map((row) => {
      const { text, small } = tell(row);
      return {
        key: `changes/${row.kind}/${row.id}`,
        title: text,
        summary: [
          sayDate(row.began_on),
          row.country && countryLabel(row.country),
          small,
          row.confidence,
          `source: ${row.source_publisher}`,
        ]
          .filter(Boolean)
          .join("; "),
        day: firstDay(row.began_on),
        path: goingOn(ctx, ctx.hrefTo(placeOf(row))),
        categories: [kindOf(row.kind).one, ...(row.country ? [countryLabel(row.country)] : [])],
      };
    }),
  });
}

function feedHref(ctx: Context): string {
  return goingOn(ctx, ctx.hrefHere("/changes.atom", { from: null, to: null }));
}

/** A feed goes on with the days, and so do its links, when the view is today's; that of an earlier day stays there. */
function goingOn(ctx: Context, href: string): string {
  if (ctx.view.asOf !== ctx.today) return href;
  const [page = "", part] = href.split("#");
  const [path = "", query] = page.split("?");
  const rest = new URLSearchParams(query);
  rest.delete("as_of");
  return `${path}${rest.size > 0 ? `?${rest}` : ""}${part === undefined ? "" : `#${part}`}`;
}
