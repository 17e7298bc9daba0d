import { drawNote, drawRoot } from "./axis.js";
import {
  type ChartData,
  type ChartModule,
  type ChartTable,
  type ChartText,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type Svg,
  sideColour,
  sideTextColour,
} from "./chart.js";
import { capital, countOf, formatDate, formatValue, type ValueFormat } from "./format.js";
import { drawSymbols, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
const bar = { height: 13, gap: 2, symbol: 3.6, symbolGap: 9, labelGap: 17 } as const;
const row = { gap: 14, titleHeight: 18, mostTitle: 0.34 } as const;
const margin = { top: 4, bottom: 6 } as const;

export interface BarRow {
  readonly key: string;
  readonly title: string;
  /** Not below zero; `null` when it is not known, which is never drawn as zero. */
  readonly a: number | null;
  readonly b: number | null;
  readonly href?: string;
}

export interface BarsData extends ChartData {
  readonly measure: {
    /** Begins the finding: "Companies", "Share resting on the other side". */
    readonly title: string;
    /** Said below the headline. */
    readonly unit: string;
    /** `count` unless told. */
    readonly format?: ValueFormat;
  };
  /** What a row is: "kind", "kinds". */
  readonly rowNoun?: { readonly one: string; readonly many: string };
  /** Drawn as given. */
  readonly rows: readonly BarRow[];
}

export interface PlacedBar {
  readonly side: "a" | "b";
  readonly y: number;
  readonly width: number;
  /** Value, on the first row with the side's name before it. */
  readonly text: string;
  readonly known: boolean;
}

export interface PlacedRow {
  readonly key: string;
  readonly title: string;
  readonly titleX: number;
  readonly titleY: number;
  readonly bars: readonly PlacedBar[];
}

export interface BarsPlaced extends Placed {
  /** Where bars begin. */
  readonly x0: number;
  /** Titles stand above their bars. */
  readonly stacked: boolean;
  readonly rows: readonly PlacedRow[];
  readonly note: string;
}

/** Pairs of horizontal bars, one for each side, a category a row. */
export const bars: ChartModule<BarsData, BarsPlaced> = { place, draw, describe, table };

function place(data: BarsData, { width }: PlaceOptions): BarsPlaced {
  const stacked = width < narrowBelow;
  const titleRoom = width * row.mostTitle;
  const widest = Math.max(0, ...data.rows.map(({ title }) => textWidth(title, chartType.label)));
  const x0 = stacked ? 1 : Math.ceil(Math.min(widest, titleRoom)) + 14;
  const pair = bar.height * 2 + bar.gap;
  const pitch = pair + row.gap + (stacked ? row.titleHeight : 0);
  const texts = data.rows.map((one, index) =>
    (["a", "b"] as const).map((side) => {
      const value = one[side];
      const said = value === null ? "not known" : formatValue(value, formatOf(data));
      return index === 0 ? `${data.sides[side].label} ${said}` : said;
    }),
  );
  // Each bar with its own text must end inside the picture, so the tightest pair sets the scale.
  const scale = Math.min(
    ...data.rows.flatMap((one, index) =>
      (["a", "b"] as const).map((side, at) => {
        const value = one[side] ?? 0;
        const room = width - x0 - bar.labelGap - textWidth(texts[index]?.[at] ?? "", chartType.label, 600) - 2;
        return value > 0 ? Math.max(room, 1) / value : Number.POSITIVE_INFINITY;
      }),
    ),
  );
  const rows = data.rows.map((one, index): PlacedRow => {
    const top = margin.top + index * pitch;
    const barsTop = top + (stacked ? row.titleHeight : 0);
    return {
      key: one.key,
      title: fitText(one.title, chartType.label, stacked ? width - 2 : titleRoom),
      titleX: stacked ? x0 : x0 - 12,
      titleY: tenth(stacked ? top + 12 : top + pair / 2 + 4.2),
      bars: (["a", "b"] as const).map((side, at) => {
        const value = one[side];
        return {
          side,
          y: barsTop + at * (bar.height + bar.gap),
          width: value === null || value <= 0 ? 0 : tenth(value * scale),
          text: texts[index]?.[at] ?? "",
          known: value !== null,
        };
      }),
    };
  });
  return {
    width,
    height: rows.length === 0 ? 80 : margin.top + rows.length * pitch - row.gap + margin.bottom,
    x0,
    stacked,
    rows,
    note: rows.length === 0 ? `Nothing recorded by ${formatDate(data.asOf)}` : "",
    marks: rows.flatMap((placed, index) => placed.bars.map((one) => markOf(data, index, one, x0))),
  };
}

function draw(svg: Svg, data: BarsData, options: DrawOptions): BarsPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  if (placed.note) drawNote(root, placed.note, placed.width / 2, placed.height / 2);
  root
    .append("g")
    .attr("fill", colour.ink)
    .attr("text-anchor", placed.stacked ? null : "end")
    .selectAll(null)
    .data(placed.rows)
    .enter()
    .append("text")
    .attr("x", (one) => one.titleX)
    .attr("y", (one) => one.titleY)
    .text((one) => one.title);
  for (const side of ["a", "b"] as const) {
    const own = placed.rows.flatMap((one) => one.bars.filter((candidate) => candidate.side === side));
    root
      .append("g")
      .attr("fill", sideColour[side])
      .selectAll(null)
      .data(own.filter((one) => one.width > 0))
      .enter()
      .append("rect")
      .attr("x", placed.x0)
      .attr("y", (one) => one.y)
      .attr("width", (one) => one.width)
      .attr("height", bar.height);
    root
      .append("g")
      .attr("fill", sideTextColour[side])
      .selectAll(null)
      .data(own)
      .enter()
      .append("text")
      .attr("x", (one) => tenth(placed.x0 + one.width + (one.known ? bar.labelGap : bar.symbolGap)))
      .attr("y", (one) => one.y + 10.8)
      .attr("font-weight", (one) => (one.known ? 600 : null))
      .attr("fill", (one) => (one.known ? null : colour.muted))
      .text((one) => one.text);
  }
  // The symbol before a value tells the sides apart without colour.
  drawSymbols(
    root,
    placed.rows.flatMap((one) =>
      one.bars
        .filter(({ known }) => known)
        .map(({ side, y, width }) => ({ side, x: placed.x0 + width + bar.symbolGap, y: y + bar.height / 2 })),
    ),
    bar.symbol,
  );
  if (placed.rows.length > 0) {
    root
      .append("path")
      .attr(
        "d",
        placed.rows.map((one) => `M${placed.x0},${(one.bars[0]?.y ?? 0) - 3}v${bar.height * 2 + bar.gap + 6}`).join(""),
      )
      .attr("stroke", colour.muted)
      .attr("aria-hidden", "true");
  }
  return placed;
}

function describe(data: BarsData): ChartText {
  const { rows, measure, sides } = data;
  const format = formatOf(data);
  const both = rows.filter((one) => one.a !== null && one.b !== null).length;
  const noun = data.rowNoun ?? { one: "row", many: "rows" };
  return {
    finding: findingOf(data, noun),
    unit: measure.unit,
    coverage:
      rows.length === 0
        ? "Nothing in view"
        : `${both} of ${countOf(rows.length, noun.one, noun.many)} known for both sides`,
    summary: [
      `Paired bars for ${countOf(rows.length, noun.one, noun.many)}, ${sides.a.name} above ${sides.b.name}, by ${formatDate(data.asOf)}.`,
      ...rows.slice(0, 3).map((one) => {
        const [a, b] = [one.a, one.b].map((value) => (value === null ? "not known" : formatValue(value, format)));
        return `${one.title}: ${sides.a.label} ${a}, ${sides.b.label} ${b}.`;
      }),
    ].join(" "),
  };
}

function table(data: BarsData): ChartTable {
  const unit = data.measure.unit;
  return {
    columns: [
      { name: "category", title: capital(data.rowNoun?.one ?? "category"), type: "text" },
      { name: "a", title: data.sides.a.label, type: "number", unit },
      { name: "b", title: data.sides.b.label, type: "number", unit },
    ],
    rows: data.rows.map((one) => [one.title, one.a, one.b]),
  };
}

function findingOf(data: BarsData, noun: { readonly one: string; readonly many: string }): string {
  const { sides, measure } = data;
  const compared = data.rows.flatMap((one) => (one.a !== null && one.b !== null ? [{ a: one.a, b: one.b }] : []));
  if (compared.length === 0)
    return `${measure.title}: too little is known to compare ${sides.a.name} and ${sides.b.name}`;
  const ahead = { a: compared.filter(({ a, b }) => a > b).length, b: compared.filter(({ a, b }) => b > a).length };
  const all = countOf(compared.length, noun.one, noun.many);
  if (ahead.a === 0 && ahead.b === 0) {
    return `${measure.title}: ${sides.a.name} and ${sides.b.name} are level in ${compared.length === 1 ? `the one ${noun.one}` : `all ${all}`}`;
  }
  const [more, less] = ahead.a >= ahead.b ? (["a", "b"] as const) : (["b", "a"] as const);
  if (ahead.a === ahead.b) {
    return `${measure.title}: ${sides.a.name} and ${sides.b.name} have the higher figure in ${ahead.a} of ${all} each`;
  }
  const rest = ahead[less] > 0 ? `, ${sides[less].name} in ${ahead[less]}` : "";
  return `${measure.title}: ${sides[more].name} has the higher figure in ${ahead[more]} of ${all}${rest}`;
}

function markOf(data: BarsData, index: number, placed: PlacedBar, x0: number): Mark {
  const one = data.rows[index];
  const value = one?.[placed.side] ?? null;
  const said = value === null ? "not known" : formatValue(value, formatOf(data));
  return {
    key: `${one?.key}-${placed.side}`,
    x: tenth(x0 + placed.width),
    y: tenth(placed.y + bar.height / 2),
    side: placed.side,
    tip: [one?.title ?? "", `${data.sides[placed.side].label}: ${said}`],
    ...(one?.href ? { href: one.href } : {}),
  };
}

function formatOf(data: BarsData): ValueFormat {
  return data.measure.format ?? "count";
}
