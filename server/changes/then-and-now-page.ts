import { origins } from "../overview/figure-words.js";
import { addMonths, type Day, sayDate } from "../values/dates.js";
import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import type { Filter } from "../web/view.js";
import { type Causes, causesOf, sayCame } from "./causes.js";
import {
  type Change,
  changeOf,
  type FigureAt,
  type FigureKey,
  type SideFigure,
  sayChange,
  sayGains,
} from "./comparison.js";
import { shownFigure } from "./figure-cells.js";
import { figuresAt } from "./figures-at.js";
import { toFilter, windowOf } from "./window.js";

/** The day of the New York Times article that the product takes further: "China's Rush to Dominate A.I. Comes With a Twist". */
const articleDay = "2024-02-21" as Day;

const fromFilter: Filter = {
  key: "from",
  label: "Then",
  date: (asOf) => (articleDay < asOf ? articleDay : addMonths(asOf, -12)),
};

/** What moves each figure, as a count says it. */
const nouns: Readonly<Record<FigureKey, { readonly one: string; readonly many: string }>> = {
  "funding-year": { one: "equity round", many: "equity rounds" },
  funding: { one: "equity round", many: "equity rounds" },
  companies: { one: "company", many: "companies" },
  models: { one: "notable model", many: "notable models" },
  dependence: { one: "edge to the other side’s models", many: "edges to the other side’s models" },
  chips: { one: "change of a rule or new chip", many: "changes of rules and new chips" },
  listings: { one: "listing or removal", many: "listings and removals" },
  lag: { one: "crossing", many: "crossings" },
  compute: { one: "count of chips that stands", many: "counts of chips that stand" },
};

const moreOrigins: Readonly<Record<"lag" | "compute", string>> = { lag: "/gap/lags", compute: "/compute" };

const number = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "number",
  title,
  description,
});
const text = (name: string, title: string, description: string, type: OutColumn["type"] = "text"): OutColumn => ({
  name,
  type,
  title,
  description,
});

const columns: readonly OutColumn[] = [
  text("measure", "Measure", "Which headline figure.", "slug"),
  text("title", "Title", "The measure in words."),
  text("country", "Country", "The side it is of, ISO 3166-1 alpha-2."),
  text("unit", "Unit", "Unit of the figures; shares lie between 0 and 1."),
  text("then_on", "Then", "The earlier day.", "date"),
  text("now_on", "Now", "The later day.", "date"),
  number("then_value", "Value then", "The figure on the earlier day; empty where too little is known."),
  number("now_value", "Value now", "The figure on the later day; empty where too little is known."),
  number("difference", "Difference", "Now less then; empty where either is unknown."),
  number("ratio", "Ratio", "Now over then; empty for shares and lags, and where it was zero or unknown."),
  number("then_part", "Part then", "Rows that the earlier figure is taken from."),
  number("then_whole", "Whole then", "Rows of which those are a part."),
  number("now_part", "Part now", "Rows that the later figure is taken from."),
  number("now_whole", "Whole now", "Rows of which those are a part."),
  ...(["then", "now"] as const).flatMap((when) => [
    number(`${when}_confirmed`, `Confirmed, ${when}`, "The figure on confirmed rows alone."),
    number(`${when}_reported`, `Reported, ${when}`, "The figure on confirmed and reported rows."),
    number(`${when}_all`, `All, ${when}`, "The figure on all rows."),
  ]),
  number("rows_between", "Rows between", "Rows of both sides that came between and move the figure."),
];

/** Every headline figure at two days, and what came between. */
export const thenAndNowPage: PageSpec = {
  path: "/then-and-now",
  name: "changes/then-and-now",
  title: "Then and now",
  filters: async () => [fromFilter, { ...toFilter, label: "Now" }],
  charts: {},
  table: {
    noun: "figure",
    columns,
    order: [],
    key: [],
    shown: [],
    rows: async (ctx, order) =>
      computedRows(
        (await compared(ctx)).flatMap((pair) => outRows(pair, ctx)),
        columns,
        order,
      ),
  },
  async content(ctx) {
    const { from, to } = windowOf(ctx);
    const pairs = await compared(ctx);
    const { sides } = ctx.view;
    return {
      title: "Then and now",
      headline: sayGains(
        pairs.map(({ earlier }) => earlier),
        pairs.map(({ later }) => later),
        { from, to },
        sides,
      ),
      lede: `Each figure of ${sayDate(from)} beside that of ${sayDate(to)}: the same reckoning over the rows that counted on either day, as recorded on ${sayDate(ctx.revision.recorded_on)}. What became known later of an earlier day counts on both. In small print the figure on confirmed rows / with reported ones / on any evidence, where these differ.`,
      parts: {
        days: { earlier: sayDate(from), later: sayDate(to) },
        sides: { a: sides.a.label, b: sides.b.label },
        codes: { a: sides.a.code, b: sides.b.code },
        measures: pairs.map((pair) => shown(pair, from, ctx)),
        changes: ctx.hrefHere("/changes", { from, to }),
      },
    };
  },
};

interface Pair {
  readonly earlier: FigureAt;
  readonly later: FigureAt;
  readonly causes: Causes;
}

function compared(ctx: Context): Promise<readonly Pair[]> {
  return ctx.once("then and now", async () => {
    const window = windowOf(ctx);
    const before = await figuresAt(ctx.viewedAs({ asOf: window.from }));
    const after = await figuresAt(ctx.viewedAs({ asOf: window.to }));
    const pairs: Pair[] = [];
    for (const later of after) {
      const earlier = before.find(({ key }) => key === later.key);
      if (earlier) pairs.push({ earlier, later, causes: await causesOf(ctx, later.key, window) });
    }
    return pairs;
  });
}

function outRows({ earlier, later, causes }: Pair, ctx: Context): readonly OutRow[] {
  const { from, to } = windowOf(ctx);
  return (["a", "b"] as const).map((side) => {
    const change = changeOf(earlier[side].value, later[side].value, later.format);
    const at = (when: "then" | "now", figure: SideFigure): OutRow => ({
      [`${when}_value`]: figure.value,
      [`${when}_part`]: figure.counted?.part ?? null,
      [`${when}_whole`]: figure.counted?.whole ?? null,
      [`${when}_confirmed`]: figure.band?.confirmed ?? null,
      [`${when}_reported`]: figure.band?.reported ?? null,
      [`${when}_all`]: figure.band?.all ?? null,
    });
    return {
      measure: later.key,
      title: later.title,
      country: ctx.view.sides[side].code,
      unit: later.unit,
      then_on: from,
      now_on: to,
      ...at("then", earlier[side]),
      ...at("now", later[side]),
      difference: change?.difference ?? null,
      ratio: change?.ratio ?? null,
      rows_between: causes.count,
    };
  });
}

function shown({ earlier, later, causes }: Pair, from: Day, ctx: Context) {
  const { key, title, about, format } = later;
  const side = (of: "a" | "b") => ({
    earlier: shownFigure(earlier[of], earlier),
    later: shownFigure(later[of], later),
    change: shownChange(changeOf(earlier[of].value, later[of].value, format), format),
  });
  const origin = key === "lag" || key === "compute" ? { path: moreOrigins[key] } : origins[key];
  return {
    title,
    about,
    href: ctx.href(origin.path, "filters" in origin ? origin.filters : {}),
    a: side("a"),
    b: side("b"),
    came: sayCame(causes, nouns[key], from),
    foremost: causes.foremost.map((cause) => ({
      text: cause.text,
      on: sayDate(cause.on),
      href: ctx.hrefTo(cause),
      note: ctx.notes.cite(cause.sourceId),
    })),
    all: causes.count > 0 ? ctx.href(causes.path, causes.filters) : "",
  };
}

function shownChange(change: Change | undefined, format: FigureAt["format"]) {
  return change ? sayChange(change, format) : { difference: "–", ratio: "" };
}
