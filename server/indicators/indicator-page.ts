import type { Row } from "../../db/tables.js";
import { series } from "../../public/charts/series.js";
import { latestPair, type SeriesData, sayEdition, sayPeriod, sayWithUnit } from "../../public/charts/series-data.js";
import { sayUnit } from "../../public/charts/series-words.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import { nearIds } from "../web/near-ids.js";
import type { PageSpec } from "../web/pages.js";
import { computedRows } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable } from "../web/tables.js";
import { ratioOf } from "./editions.js";
import { sayGroup, seriesData } from "./list-page.js";
import { citationsOf, findIndicator, knownIndicators } from "./queries.js";
import { columns, outRows, shownOfValue, type ValueRow, viewedValues } from "./rows.js";

/** An indicator with its values in the view. */
interface Told {
  readonly indicator: Row<"indicators">;
  readonly values: readonly ValueRow[];
  readonly citations: Awaited<ReturnType<typeof citationsOf>>;
}

/** What the template is given beside figure and table. */
interface IndicatorParts {
  readonly description: string;
  readonly particulars: readonly { readonly term: string; readonly text: string }[];
  /** The sides against each other, where one source counts both. */
  readonly ratio: string;
  readonly editions: PlainTable;
  readonly all: string;
}

export const indicatorPage: PageSpec<Told> = {
  path: "/indicators/:id",
  name: "indicators/indicator",
  title: "Indicator",
  find: findTold,
  charts: {
    series: chart(
      "series",
      series,
      async (ctx, told: Told) => ({
        data: dataOf(told, ctx),
        sources: told.values.map(({ source_id }) => source_id),
      }),
      { tabledBelow: true },
    ),
  },
  table: {
    noun: "value",
    columns,
    order: [{ column: "country" }, { column: "period" }],
    key: ["indicator_id", "source_id"],
    shown: shownOfValue,
    rows: async (ctx, order, { values }) => computedRows(outRows(values, ctx), columns, order),
  },
  content: async (ctx, told) => ({
    title: told.indicator.name,
    headline: told.indicator.name,
    lede: told.indicator.description,
    parts: partsOf(ctx, told),
  }),
};

async function findTold(ctx: Context, id: string): Promise<Told> {
  const indicator = await findIndicator(ctx, id);
  if (!indicator) {
    const near = nearIds(id, await knownIndicators(ctx)).map(({ value }) => value);
    const hint = near.length > 0 ? ` Near it ${near.length === 1 ? "is" : "are"} ${near.join(", ")}.` : "";
    throw new NotFound(
      `No indicator with the id "${id.slice(0, 80)}" has a value by ${sayDate(ctx.view.asOf)}: it may be unknown, or begin later.${hint}`,
    );
  }
  const values = (await viewedValues(ctx)).filter(({ indicator_id }) => indicator_id === id);
  return { indicator, values, citations: await citationsOf(ctx, id) };
}

/** The series has its name and unit also where the view's evidence leaves no value. */
function dataOf({ indicator, values }: Told, ctx: Context): SeriesData {
  const data = seriesData(values, ctx);
  return { ...data, title: indicator.name, unit: indicator.unit };
}

function partsOf(ctx: Context, told: Told): IndicatorParts {
  const { indicator, values } = told;
  const data = dataOf(told, ctx);
  const periods = values.map(({ period }) => period).sort();
  const [from, to] = [periods[0], periods.at(-1)];
  const countries = data.lines.map(({ label }) => label);
  return {
    description: indicator.description,
    particulars: [
      { term: "Unit", text: sayUnit(data) },
      { term: "Subject", text: sayGroup(indicator.group) },
      {
        term: "Countries",
        text: countries.length === 1 ? `${countries[0]} only` : countries.join(", ") || "none in this view",
      },
      {
        term: "Periods",
        text: from && to ? (from === to ? sayDate(from) : `${sayDate(from)} to ${sayDate(to)}`) : "–",
      },
      { term: "Sources", text: String(new Set(values.map(({ source_id }) => source_id)).size) },
    ],
    ratio: sayRatio(data),
    editions: editionsOf(ctx, told),
    all: ctx.href("/indicators", { group: indicator.group }),
  };
}

/** @example "In 2024 one source (Ciol, Apr 2026) gives the United States 11.7 times China's value." */
function sayRatio(data: SeriesData): string {
  const { sides } = data;
  const pair = latestPair(data);
  const ratio = ratioOf(data);
  if (!pair)
    return `No period is known of both ${sides.a.name} and ${sides.b.name}, so they are not set against each other.`;
  if (!ratio) {
    return pair.oneSource
      ? `A ratio needs two values above zero; ${sayPeriod(pair.on)} one is not.`
      : "No source gives both sides for one period, so no ratio is taken.";
  }
  const said = Number(ratio.ratio.toPrecision(3));
  const by = sayEdition(pair.a);
  return `${sides.a.label} to ${sides.b.label} ${sayPeriod(ratio.on)}, both from ${by}: ${sayWithUnit(data, pair.a.value)} to ${sayWithUnit(data, pair.b.value)}, a ratio of ${said} to 1.`;
}

interface EditionRow {
  readonly [column: string]: string | number | null;
  readonly source_id: string;
}

function editionsOf(ctx: Context, { values, citations }: Told): PlainTable {
  const ids = [...new Set(values.map(({ source_id }) => source_id))];
  const first = ids.flatMap((id): EditionRow[] => {
    const own = values.filter(({ source_id }) => source_id === id);
    const [one] = own;
    if (!one) return [];
    const periods = own.map(({ period }) => period).sort();
    const span = [...new Set([periods[0], periods.at(-1)])].map((period) => sayDate(period ?? "")).join(" to ");
    return [
      {
        source_id: id,
        title: one.source_title,
        publisher: one.source_publisher,
        published_on: one.source_published_on,
        gives: `${sayCount(own.length, "value")}: ${[...new Set(own.map(({ country }) => country))].join(", ")}, ${span}`,
      },
    ];
  });
  const further = citations.map(
    (row): EditionRow => ({
      source_id: row.source_id,
      title: row.source_title,
      publisher: row.source_publisher,
      published_on: row.source_published_on,
      gives: `${row.agrees === "yes" ? "agrees" : `differs${row.value ? `: ${row.value}` : ""}`}${row.note ? `. ${row.note}` : ""}`,
    }),
  );
  const byDate = (one: EditionRow, other: EditionRow) =>
    String(other["published_on"] ?? "").localeCompare(String(one["published_on"] ?? "")) ||
    (one.source_id < other.source_id ? -1 : 1);
  return plainTable(
    [
      {
        title: "Source",
        cell: (row, shown): CellModel => ({
          text: String(row["title"]),
          href: shown.href(`/sources/${row["source_id"]}`),
          note: shown.notes.cite(String(row["source_id"])),
          small: String(row["publisher"]),
          mark: "prose",
        }),
      },
      {
        title: "Published",
        cell: (row) => ({
          text: row["published_on"] === null ? "undated" : sayDate(String(row["published_on"])),
          mark: "date",
        }),
      },
      { title: "Gives", cell: (row) => ({ text: String(row["gives"]), mark: "prose" }) },
    ],
    [...first.sort(byDate), ...further.sort(byDate)],
    ctx,
  );
}
