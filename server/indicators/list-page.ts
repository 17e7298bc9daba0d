import { series } from "../../public/charts/series.js";
import {
  conflictsIn,
  latestOf,
  type SeriesData,
  type SeriesLine,
  sayPeriod,
  sayWithUnit,
} from "../../public/charts/series-data.js";
import { findingOf, sayUnit } from "../../public/charts/series-words.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart, inlineSvg } from "../web/figures.js";
import { textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { computedRows } from "../web/rows.js";
import { show } from "../web/tables.js";
import { formatOf, linesOf } from "./editions.js";
import { distinctCountries, distinctGroups } from "./queries.js";
import { columns, outRows, shownOfValue, type ValueRow, viewedValues } from "./rows.js";

/** What the template is given beside the table. */
interface ListParts {
  readonly groups: readonly { readonly id: string; readonly title: string; readonly cards: readonly CardModel[] }[];
}

/** One series as a small picture with its last figures. */
interface CardModel {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  readonly unit: string;
  readonly svg: string;
  readonly finding: string;
  readonly latest: readonly {
    readonly side: "a" | "b";
    readonly label: string;
    readonly figure: string;
    readonly when: string;
    /** Number of the note; none where nothing is known. */
    readonly note?: number;
  }[];
  readonly description: string;
  /** "30 values of 2015 to 2024 from 1 source" */
  readonly counted: string;
  /** One country only, or sources that differ. */
  readonly caveats: readonly string[];
}

/** Three pictures side by side in the full column; a phone shows one as wide. */
const pictureWidth = 340;
/** What readers of a comparison ask first comes first. */
const groupOrder = [
  "investment",
  "models",
  "performance",
  "compute",
  "open-source",
  "research",
  "talent",
  "regulation",
];

export const sayGroup = (group: string) => `${group.charAt(0).toUpperCase()}${group.slice(1).replaceAll("-", " ")}`;

export const listPage: PageSpec = {
  path: "/indicators",
  name: "indicators/index",
  title: "Indicators",
  filters: async (store) => [
    {
      key: "group",
      label: "Subject",
      choices: (await distinctGroups(store)).map((value) => ({ value, label: sayGroup(value) })),
    },
    {
      key: "country",
      label: "Country",
      choices: (await distinctCountries(store)).map((value) => ({ value, label: countryLabel(value) })),
    },
    textFilter,
  ],
  charts: {},
  table: {
    noun: "value",
    wide: true,
    columns,
    order: [{ column: "indicator_name" }, { column: "country" }, { column: "period" }],
    key: ["indicator_id", "country", "period", "source_id"],
    shown: [show.link("Indicator", "indicator_name", (row) => `/indicators/${row["indicator_id"]}`), ...shownOfValue],
    facets: { group: "group", country: "country" },
    rows: async (ctx, order) => computedRows(outRows(await viewedValues(ctx), ctx), columns, order),
  },
  content: async (ctx) => ({
    title: "Indicators",
    headline: "Indicators: what others have counted, country by country",
    lede: "Published series that set our own rows in context. Each keeps its definition, its unit and its editions: where several sources give a value for one period, all stand and none is averaged. A value counts from the first day of its period.",
    parts: await partsOf(ctx),
  }),
};

async function partsOf(ctx: Context): Promise<ListParts> {
  const values = await viewedValues(ctx);
  const groups = [...new Set(values.map(({ group }) => group))].sort(
    (one, other) => place(one) - place(other) || (one < other ? -1 : 1),
  );
  const cards: ListParts["groups"][number][] = [];
  for (const group of groups) {
    const own = values.filter((value) => value.group === group);
    const ids = [...new Set(own.map(({ indicator_id }) => indicator_id))];
    const all = ids.map((id) => {
      const rows = own.filter(({ indicator_id }) => indicator_id === id);
      return { rows, data: seriesData(rows, ctx, true) };
    });
    const drawn: CardModel[] = [];
    for (const { rows, data } of all.sort(tellingFirst)) drawn.push(await cardOf(rows, data, ctx));
    cards.push({ id: `group-${group}`, title: sayGroup(group), cards: drawn });
  }
  return {
    groups: cards,
  };
}

function place(group: string): number {
  const at = groupOrder.indexOf(group);
  return at < 0 ? groupOrder.length : at;
}

interface Drawn {
  readonly rows: readonly ValueRow[];
  readonly data: SeriesData;
}

/** Series of both sides before those of one, long ones before short ones. */
function tellingFirst(one: Drawn, other: Drawn): number {
  const sides = ({ data }: Drawn) => data.lines.filter(({ side }) => side !== "other").length;
  const [left, right] = [one.rows[0]?.indicator_id ?? "", other.rows[0]?.indicator_id ?? ""];
  return sides(other) - sides(one) || other.rows.length - one.rows.length || (left < right ? -1 : 1);
}

/** What a picture of one indicator is drawn from. */
export function seriesData(rows: readonly ValueRow[], ctx: Context, small = false): SeriesData {
  const { sides, asOf } = ctx.view;
  const [first] = rows;
  const unit = first?.unit ?? "";
  return {
    sides,
    asOf,
    title: first?.indicator_name ?? "",
    unit,
    format: formatOf(unit),
    lines: linesOf(rows, sides),
    ...(small && { small }),
  };
}

async function cardOf(rows: readonly ValueRow[], data: SeriesData, ctx: Context): Promise<CardModel> {
  const [first] = rows;
  const id = first?.indicator_id ?? "";
  const sources = rows.map(({ source_id }) => source_id);
  const drawn = await chart("series", series, async () => ({ data, sources })).input(ctx, undefined);
  const finding = findingOf(data);
  return {
    id,
    name: data.title,
    href: ctx.href(`/indicators/${id}`),
    unit: sayUnit(data),
    svg: inlineSvg(drawn, pictureWidth, id, `${id}-about`, finding, "picture multiple"),
    finding,
    latest: (["a", "b"] as const).flatMap((side) => latestFigure(data, side, ctx)),
    description: first?.description ?? "",
    counted: `${sayCount(rows.length, "value")} ${saySpan(rows)} from ${sayCount(new Set(sources).size, "source")}`,
    caveats: caveatsOf(data),
  };
}

/** A side's last figure; of a series of one country the other side is told as missing by the caveat. */
function latestFigure(data: SeriesData, side: "a" | "b", ctx: Context): CardModel["latest"] {
  const { label } = ctx.view.sides[side];
  const latest = latestOf(data.lines.find((line) => line.side === side));
  if (!latest) return data.lines.length > 1 ? [{ side, label, figure: "–", when: "nothing known" }] : [];
  const figure = sayWithUnit(data, latest.value);
  return [{ side, label, figure, when: sayPeriod(latest.on), note: ctx.notes.cite(latest.sourceId) }];
}

function saySpan(rows: readonly ValueRow[]): string {
  const periods = rows.map(({ period }) => period).sort();
  const [from = "", to = ""] = [periods[0], periods.at(-1)];
  return from === to ? `of ${sayDate(from)}` : `of ${sayDate(from)} to ${sayDate(to)}`;
}

/** What a reader must know before comparing. */
function caveatsOf({ lines }: SeriesData): readonly string[] {
  const conflicts = lines.reduce((sum: number, line: SeriesLine) => sum + conflictsIn(line), 0);
  const [only] = lines;
  return [
    ...(lines.length === 1 && only ? [`${only.label} only`] : []),
    ...(conflicts > 0 ? [`sources differ in ${sayCount(conflicts, "period")}`] : []),
  ];
}
