import { drawBottomAxis, drawNote, drawRoot, type PlacedTick, placeAcross, timeScale, timeTicks } from "./axis.js";
import {
  type ChartData,
  type ChartModule,
  type ChartTable,
  type ChartText,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
} from "./chart.js";
import { capital, countOf, formatCount, formatDate, startTime } from "./format.js";
import { drawKey, drawSymbols, type KeyEntry, type PlacedKey, placeKey, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const row = { pitch: 16, least: 12.5, bar: 5, titleGap: 10, mostTitle: 0.36, symbol: 3.4 } as const;
const lane = { head: 28, gap: 6 } as const;
/** Widths at which a sheet of paper is drawn, and the height that fits on one below its headline. */
const sheet = { from: 600, to: 800, height: 785 } as const;
const margin = { right: 10, bottom: 28, keyGap: 6, empty: 60 } as const;

export interface Span {
  readonly id: string;
  /** Key of its lane; a span of an unknown lane is not drawn. */
  readonly lane: string;
  /** Whose span it is: a company may have several. */
  readonly holder: string;
  readonly title: string;
  readonly side: SideKey;
  /** First day, may be reduced. */
  readonly from: string;
  /** It was there on its first day already: when it began is not known. */
  readonly openStart: boolean;
  /** First day on which it no longer held; `null` while it holds. */
  readonly to: string | null;
  readonly note?: string;
  readonly href?: string;
}

export interface SpansData extends ChartData {
  /** First day drawn. */
  readonly from: string;
  /** In order from the top. */
  readonly lanes: readonly { readonly key: string; readonly title: string }[];
  readonly spans: readonly Span[];
}

export interface PlacedSpan {
  readonly id: string;
  readonly side: SideKey;
  readonly title: string;
  readonly y: number;
  readonly x0: number;
  readonly x1: number;
  readonly openStart: boolean;
  readonly ended: boolean;
}

export interface SpansPlaced extends Placed {
  readonly plot: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number };
  readonly titleX: number;
  readonly key: PlacedKey;
  readonly across: readonly PlacedTick[];
  readonly lanes: readonly {
    readonly key: string;
    readonly title: string;
    readonly tally: string;
    readonly y: number;
  }[];
  readonly spans: readonly PlacedSpan[];
  readonly note: string;
}

/** Companies on restriction lists: a lane for each list, a row for each listing, a bar for as long as it held. */
export const spans: ChartModule<SpansData, SpansPlaced> = { place, draw, describe, table };

function place(data: SpansData, { width }: PlaceOptions): SpansPlaced {
  const drawn = drawnOf(data);
  const most = width * row.mostTitle;
  const widest = Math.max(0, ...drawn.map(({ title }) => textWidth(title, chartType.note)));
  const titleX = Math.ceil(Math.min(widest, most));
  const [x0, x1] = [titleX + row.titleGap, width - margin.right];
  const x = timeScale(data.from, data.asOf, [x0, x1]);
  const at = (date: string) => tenth(Math.min(x1, Math.max(x0, x(startTime(date)))));
  const key = placeKey(keyOf(data, drawn), 1, width);

  const filled = data.lanes.filter((one) => drawn.some((span) => span.lane === one.key));
  const fixed = key.height + margin.keyGap + filled.length * (lane.head + lane.gap) + margin.bottom;
  const pitch = pitchOf(width, drawn.length, fixed);

  const lanes: SpansPlaced["lanes"][number][] = [];
  const placed: PlacedSpan[] = [];
  let top = key.height === 0 ? 0 : key.height + margin.keyGap;
  const y0 = top;
  for (const { key: laneKey, title } of filled) {
    const own = drawn.filter((span) => span.lane === laneKey);
    lanes.push({ key: laneKey, title, tally: sayTally(own), y: tenth(top + 18) });
    top += lane.head;
    for (const span of own) {
      placed.push({
        id: span.id,
        side: span.side,
        title: fitText(span.title, chartType.note, titleX),
        y: tenth(top + pitch / 2),
        x0: at(span.from),
        x1: span.to === null ? x1 : Math.max(at(span.from), at(span.to)),
        openStart: span.openStart,
        ended: span.to !== null,
      });
      top += pitch;
    }
    top += lane.gap;
  }
  if (placed.length === 0) top += margin.empty;
  return {
    width,
    height: top + margin.bottom,
    plot: { x0, x1, y0, y1: top },
    titleX,
    key,
    across: placeAcross(timeTicks(data.from, data.asOf, x1 - x0), x, [0, width]),
    lanes,
    spans: placed,
    note: placed.length === 0 ? `No listing recorded by ${formatDate(data.asOf)}` : "",
    marks: placed.map((span, index) => markOf(drawn[index], span)),
  };
}

/** Height of a row: on paper closer where the rows would not fit on one sheet, as far as their names stay apart. */
function pitchOf(width: number, rows: number, fixed: number): number {
  if (width < sheet.from || width > sheet.to || rows === 0) return row.pitch;
  return Math.max(row.least, Math.min(row.pitch, Math.floor(((sheet.height - fixed) / rows) * 2) / 2));
}

function draw(svg: Svg, data: SpansData, options: DrawOptions): SpansPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  drawKey(root, placed.key);
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  if (placed.note) drawNote(root, placed.note, placed.width / 2, plot.y1 - margin.empty / 2);
  const heads = root
    .append("g")
    .attr("font-size", chartType.label)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(placed.lanes)
    .enter()
    .append("text")
    .attr("x", 0)
    .attr("y", ({ y }) => y);
  heads
    .append("tspan")
    .attr("font-weight", 600)
    .attr("fill", colour.ink)
    .text(({ title }) => title);
  heads
    .append("tspan")
    .attr("dx", 7)
    .attr("fill", colour.muted)
    .text(({ tally }) => tally);
  root
    .append("g")
    .attr("font-size", chartType.note)
    .attr("text-anchor", "end")
    .attr("fill", colour.ink)
    .selectAll(null)
    .data(placed.spans)
    .enter()
    .append("text")
    .attr("x", placed.titleX)
    .attr("y", ({ y }) => tenth(y + 4))
    .text(({ title }) => title);
  for (const side of ["other", "b", "a"] as const) {
    const own = placed.spans.filter((span) => span.side === side);
    // What has ended is drawn thin, so that it stays apart from what holds in grey print too.
    for (const ended of [true, false]) {
      const bars = own.filter((span) => span.ended === ended && span.x1 > span.x0);
      if (bars.length === 0) continue;
      root
        .append("path")
        .attr("d", bars.map(({ x0, x1, y }) => `M${x0},${y}H${x1}`).join(""))
        .attr("stroke", sideColour[side])
        .attr("stroke-opacity", ended ? null : 0.55)
        .attr("stroke-width", ended ? 1.4 : row.bar);
    }
  }
  const stops = placed.spans.flatMap(({ ended, x1, y }) => (ended ? [`M${x1},${y - 5.5}v11`] : [])).join("");
  if (stops) root.append("path").attr("d", stops).attr("stroke", colour.ink).attr("stroke-width", 1.6);
  drawSymbols(
    root,
    placed.spans.map(({ side, x0, y, openStart }) => ({ side, x: x0, y, hollow: openStart })),
    row.symbol,
  );
  return placed;
}

function describe(data: SpansData): ChartText {
  const drawn = drawnOf(data);
  const ended = drawn.filter(({ to }) => to !== null).length;
  const open = drawn.filter(({ openStart }) => openStart).length;
  const pieces = [
    drawn.length === 0 ? "No listing in view" : countOf(drawn.length, "listing"),
    ended > 0 ? `${formatCount(ended)} ended` : "",
    open > 0 ? `${formatCount(open)} with a first day that is not known` : "",
  ];
  return {
    finding: findingOf(data, drawn),
    unit: "One row for each listing, from its first day to its removal or the last day of the view; a stroke marks a removal, a hollow symbol a first day that is not known",
    coverage: pieces.filter(Boolean).join("; "),
    summary: [
      `Bars of listings from ${formatDate(data.from)} to ${formatDate(data.asOf)}, list by list.`,
      ...data.lanes.flatMap(({ key, title }) => {
        const own = drawn.filter((span) => span.lane === key);
        return own.length === 0 ? [] : [`${title}: ${sayTally(own)}.`];
      }),
    ].join(" "),
  };
}

function findingOf(data: SpansData, drawn: readonly Span[]): string {
  const { sides, asOf } = data;
  const listed = (side: SideKey) =>
    new Set(drawn.flatMap((span) => (span.side === side && span.to === null ? [span.holder] : []))).size;
  const [more, less] = (["a", "b"] as const)
    .map((side) => ({ name: sides[side].name, count: listed(side) }))
    .sort((one, other) => other.count - one.count);
  if (!more || !less || more.count === 0) {
    return `No company of ${sides.a.name} or ${sides.b.name} stands on a recorded list on ${formatDate(asOf)}`;
  }
  const ended = drawn.filter(({ to }) => to !== null).length;
  const tail = ended > 0 ? `; ${countOf(ended, "listing has", "listings have")} ended` : "";
  const of = (count: number, name: string) => `${countOf(count, "company", "companies")} of ${name}`;
  if (more.count === less.count) {
    return `As many companies of ${more.name} as of ${less.name} stand on restriction lists: ${formatCount(more.count)} each${tail}`;
  }
  const stand = more.count === 1 ? "stands" : "stand";
  const rest = less.count === 0 ? `none of ${less.name}` : `${formatCount(less.count)} of ${less.name}`;
  return `${of(more.count, more.name)} ${stand} on restriction lists, ${rest}${tail}`;
}

function table(data: SpansData): ChartTable {
  const titles = new Map(data.lanes.map(({ key, title }) => [key, title]));
  return {
    columns: [
      { name: "list", title: "List", type: "text" },
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "listed_on", title: "Listed", type: "date" },
      { name: "first_day_known", title: "First day known", type: "text" },
      { name: "removed_on", title: "Removed", type: "date" },
      { name: "note", title: "Note", type: "text" },
    ],
    rows: drawnOf(data).map((span) => [
      titles.get(span.lane) ?? span.lane,
      span.title,
      span.side === "other" ? "other" : data.sides[span.side].code,
      span.from,
      span.openStart ? "no" : "yes",
      span.to,
      span.note ?? null,
    ]),
  };
}

/** Lane by lane from the top, by first day within. */
function drawnOf({ lanes, spans: all }: SpansData): readonly Span[] {
  const order = new Map(lanes.map(({ key }, index) => [key, index]));
  return all
    .filter((span) => order.has(span.lane))
    .sort(
      (one, other) =>
        (order.get(one.lane) ?? 0) - (order.get(other.lane) ?? 0) ||
        startTime(one.from) - startTime(other.from) ||
        (one.title < other.title ? -1 : one.title > other.title ? 1 : one.id < other.id ? -1 : 1),
    );
}

/** @example "22 companies, 21 of them now" */
function sayTally(own: readonly Span[]): string {
  const of = (some: readonly Span[]) => new Set(some.map(({ holder }) => holder)).size;
  const [all, now] = [of(own), of(own.filter(({ to }) => to === null))];
  const said = countOf(all, "company", "companies");
  return now === all ? `${said}, still listed` : `${said}, ${formatCount(now)} still listed`;
}

function keyOf({ sides }: SpansData, drawn: readonly Span[]): readonly KeyEntry[] {
  const present = (side: SideKey) => drawn.some((span) => span.side === side);
  const entries: KeyEntry[] = (["a", "b"] as const)
    .filter(present)
    .map((side) => ({ side, text: capital(`companies of ${sides[side].name}`) }));
  if (present("other")) entries.push({ side: "other", text: "Companies of others" });
  return entries;
}

function markOf(span: Span | undefined, placed: PlacedSpan): Mark {
  const from = span?.openStart
    ? `there by ${formatDate(span.from)}, first day not known`
    : `listed ${formatDate(span?.from ?? "")}`;
  const until = span?.to ? `, removed ${formatDate(span.to)}` : ", still listed";
  return {
    key: placed.id,
    x: placed.x0,
    y: placed.y,
    side: placed.side,
    tip: [span?.title ?? "", `${from}${until}`, ...(span?.note ? [span.note] : [])],
    ...(span?.href ? { href: span.href } : {}),
  };
}
