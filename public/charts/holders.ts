import { scaleLog } from "d3";
import {
  drawBottomAxis,
  drawNote,
  drawRoot,
  labelled,
  logTicks,
  niceLogDomain,
  type PlacedTick,
  placeAcross,
} from "./axis.js";
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
  sideTextColour,
} from "./chart.js";
import { countOf, formatDate, formatLarge } from "./format.js";
import { drawKey, drawSymbols, type KeyEntry, type PlacedKey, type PlacedSymbol, placeKey, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Below this width names stand above their rows. */
const stackedBelow = 600;
const row = { pitch: 22, titleLine: 17, mostTitle: 190, head: 27, textGap: 10 } as const;
const margin = { top: 4, bottom: 28, keyGap: 4 } as const;
const radius = 4.4;
const groups = ["a", "b", "other"] as const;

export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly side: SideKey;
  /** H100-equivalents of the chips of each side's vendors; `null` where none is known. */
  readonly vendors: Readonly<Record<SideKey, number | null>>;
  /** All of it; `null` where nothing can be reckoned. */
  readonly total: number | null;
  /** The same on the levels of evidence; `null` where nothing is known on one. */
  readonly band: { readonly confirmed: number | null; readonly reported: number | null; readonly all: number | null };
  /** Chips beside it that have no known equivalent. */
  readonly unconverted: number;
  /** Stands for several firms: shown, never added to the others. */
  readonly together?: boolean;
  readonly href?: string;
}

export interface HoldersData extends ChartData {
  /** Sorted by size within each side. */
  readonly holders: readonly Holder[];
  /** Companies in view that are left to the table. */
  readonly omitted: number;
}

export interface PlacedHolder {
  readonly id: string;
  readonly title: string;
  readonly titleX: number;
  readonly titleY: number;
  readonly y: number;
  readonly side: SideKey;
  /** Where the total stands; `null` where nothing can be reckoned. */
  readonly at: number | null;
  /** Ends of the range by evidence. */
  readonly range: readonly [number, number] | null;
  readonly symbols: readonly PlacedSymbol[];
  readonly value: string;
  readonly valueX: number;
  /** What cannot be reckoned, in words; "" without. */
  readonly aside: string;
  readonly asideX: number;
  readonly asideY: number;
}

export interface HoldersPlaced extends Placed {
  readonly plot: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number };
  readonly key: PlacedKey;
  readonly across: readonly PlacedTick[];
  readonly heads: readonly { readonly side: SideKey; readonly text: string; readonly y: number }[];
  readonly rows: readonly PlacedHolder[];
  readonly note: string;
}

/** The leading holders of compute, a row each, by the side of the chips' vendors, with the range that evidence leaves. */
export const holders: ChartModule<HoldersData, HoldersPlaced> = { place, draw, describe, table };

function place(data: HoldersData, { width }: PlaceOptions): HoldersPlaced {
  const stacked = width < stackedBelow;
  const values = data.holders.flatMap(knownOf);
  const widest = Math.max(0, ...data.holders.map(({ name }) => textWidth(name, chartType.label)));
  const titleWidth = stacked ? width - 2 : Math.min(widest, row.mostTitle);
  const texts = data.holders.map((holder) => ({ value: sayTotal(holder), aside: asideOf(holder) }));
  const room = Math.max(
    0,
    ...texts.map(
      ({ value, aside }) =>
        textWidth(value, chartType.label, 600) + (stacked || !aside ? 0 : 8 + textWidth(aside, chartType.note)),
    ),
  );
  const x0 = stacked ? 6 : Math.ceil(titleWidth) + 18;
  const x1 = Math.max(x0 + 80, width - Math.ceil(room) - row.textGap - 4);
  const domain = values.length === 0 ? ([1, 10] as const) : niceLogDomain(Math.min(...values), Math.max(...values));
  const x = scaleLog().domain(domain).range([x0, x1]);
  const key = placeKey(keyOf(data), 1, width);

  const heads: HoldersPlaced["heads"][number][] = [];
  const rows: PlacedHolder[] = [];
  let top = margin.top + key.height + margin.keyGap;
  const y0 = top;
  for (const side of groups) {
    const own = data.holders.flatMap((holder, index) => (holder.side === side ? [{ holder, index }] : []));
    if (own.length === 0) continue;
    heads.push({ side, text: side === "other" ? "Others" : data.sides[side].label, y: tenth(top + 19) });
    top += row.head;
    for (const { holder, index } of own) {
      const y = tenth(top + (stacked ? row.titleLine : 0) + row.pitch / 2);
      const band = bandOf(holder);
      const at = holder.total === null ? null : tenth(x(holder.total));
      const reach = at === null ? x0 : x(Math.max(...band));
      const { value = "", aside = "" } = texts[index] ?? {};
      const title = fitText(holder.name, chartType.label, titleWidth);
      const valueX = tenth(reach + (at === null ? 0 : row.textGap));
      rows.push({
        id: holder.id,
        title,
        titleX: stacked ? 1 : x0 - 14,
        titleY: tenth(stacked ? top + 13 : y + 4.2),
        y,
        side,
        at,
        range: at === null || Math.max(...band) === Math.min(...band) ? null : rangeOf(band, x),
        symbols: groups.flatMap((vendor) => {
          const known = holder.vendors[vendor];
          return known === null ? [] : [{ side: vendor, x: tenth(x(known)), y, hollow: isWeak(holder) }];
        }),
        value,
        valueX,
        aside: stacked ? fitText(aside, chartType.note, width - 10 - textWidth(title, chartType.label)) : aside,
        asideX: tenth(
          stacked ? 1 + textWidth(title, chartType.label) + 8 : valueX + textWidth(value, chartType.label, 600) + 8,
        ),
        asideY: tenth(stacked ? top + 13 : y + 4.2),
      });
      top += row.pitch + (stacked ? row.titleLine : 0);
    }
  }
  if (rows.length === 0) top += 60;
  return {
    width,
    height: top + 6 + (values.length === 0 ? 0 : margin.bottom),
    plot: { x0, x1, y0, y1: top + 6 },
    key,
    across:
      values.length === 0
        ? []
        : placeAcross(labelled(logTicks(domain, x1 - x0), formatLarge), (value) => x(value), [0, width]),
    heads,
    rows,
    note: rows.length === 0 ? `No compute known to be held by ${formatDate(data.asOf)}` : "",
    marks: rows.map((placed, index) => markOf(data, placed, index)),
  };
}

function draw(svg: Svg, data: HoldersData, options: DrawOptions): HoldersPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  drawKey(root, placed.key);
  if (placed.across.length > 0) {
    drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  }
  if (placed.note) drawNote(root, placed.note, placed.width / 2, plot.y1 - 30);
  const texts = (size: number, weight: 400 | 600) =>
    root
      .append("g")
      .attr("font-size", size)
      .attr("font-weight", weight === 400 ? null : weight)
      .attr("stroke", colour.paper)
      .attr("stroke-width", 3)
      .attr("paint-order", "stroke")
      .selectAll(null);
  texts(chartType.label, 600)
    .data(placed.heads)
    .enter()
    .append("text")
    .attr("x", 1)
    .attr("y", ({ y }) => y)
    .attr("fill", ({ side }) => sideTextColour[side])
    .text(({ text }) => text);
  const stacked = placed.width < stackedBelow;
  texts(chartType.label, 400)
    .data(placed.rows)
    .enter()
    .append("text")
    .attr("x", ({ titleX }) => titleX)
    .attr("y", ({ titleY }) => titleY)
    .attr("text-anchor", stacked ? null : "end")
    .attr("fill", colour.ink)
    .text(({ title }) => title);
  const ranges = placed.rows
    .flatMap(({ range, y }) =>
      range ? [`M${range[0]},${y}H${range[1]}M${range[0]},${y - 4}v8M${range[1]},${y - 4}v8`] : [],
    )
    .join("");
  if (ranges) root.append("path").attr("d", ranges).attr("stroke", colour.muted).attr("fill", "none");
  // Where chips of both sides' vendors stand in a row, a bar says where their sum is.
  const sums = placed.rows
    .flatMap(({ at, y, symbols }) => (at !== null && symbols.length > 1 ? [`M${at},${y - 7}v14`] : []))
    .join("");
  if (sums) root.append("path").attr("d", sums).attr("stroke", colour.ink).attr("stroke-width", 2.4);
  drawSymbols(
    root,
    placed.rows.flatMap(({ symbols }) => symbols),
    radius,
  );
  texts(chartType.label, 600)
    .data(placed.rows.filter(({ value }) => value !== ""))
    .enter()
    .append("text")
    .attr("x", ({ valueX }) => valueX)
    .attr("y", ({ y }) => tenth(y + 4.2))
    .attr("fill", ({ at }) => (at === null ? colour.muted : colour.ink))
    .attr("font-weight", ({ at }) => (at === null ? 400 : null))
    .text(({ value }) => value);
  texts(chartType.note, 400)
    .data(placed.rows.filter(({ aside }) => aside !== ""))
    .enter()
    .append("text")
    .attr("x", ({ asideX }) => asideX)
    .attr("y", ({ asideY }) => asideY)
    .attr("fill", colour.muted)
    .text(({ aside }) => aside);
  return placed;
}

function describe(data: HoldersData): ChartText {
  const firms = data.holders.filter(({ together }) => !together);
  const unknown = firms.filter(({ total }) => total === null).length;
  const pieces = [
    firms.length === 0
      ? "No company in view"
      : `${countOf(firms.length, "company", "companies")}${data.omitted > 0 ? `, ${countOf(data.omitted, "smaller one")} left to the table` : ""}`,
    unknown > 0 ? `${unknown} whose chips cannot be reckoned` : "",
  ];
  return {
    finding: findingOf(data, firms),
    unit: "H100-equivalents held by each company, logarithmic scale, by the country of the chips’ vendors; lines span confirmed, reported and all evidence; chips without a name or a known throughput are not reckoned",
    coverage: pieces.filter(Boolean).join("; "),
    summary: [
      `A row for each of ${countOf(data.holders.length, "holder")} by ${formatDate(data.asOf)}.`,
      ...data.holders.slice(0, 4).map((holder) => `${holder.name}: ${saidOf(holder).join(", ")}.`),
    ].join(" "),
  };
}

function findingOf(data: HoldersData, firms: readonly Holder[]): string {
  const ranked = firms
    .flatMap((holder) => (holder.total === null ? [] : [{ ...holder, total: holder.total }]))
    .sort((one, other) => other.total - one.total || (one.id < other.id ? -1 : 1));
  const [first, second] = ranked;
  if (!first) return `No company’s compute can be reckoned by ${formatDate(data.asOf)}`;
  const lead = `${first.name} is known to hold the most compute, ${formatLarge(first.total)} H100-equivalents`;
  const rest = (["a", "b"] as const)
    .filter((side) => side !== first.side)
    .flatMap((side) => {
      const best = ranked.find((holder) => holder.side === side);
      return best
        ? [`of ${data.sides[side].name} ${best.name}, ${formatLarge(best.total)}`]
        : [`none of ${data.sides[side].name} can be reckoned`];
    });
  const level = second && second.total > first.total * 0.95 ? `, level with ${second.name}` : "";
  return `${lead}${level}${rest.length > 0 ? `; ${rest.join("; ")}` : ""}`;
}

function table(data: HoldersData): ChartTable {
  const unit = "H100-equivalents";
  const whole = (value: number | null) => (value === null ? null : Math.round(value));
  return {
    columns: [
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "counted_as", title: "Counted as", type: "text" },
      { name: "h100_equivalents", title: "Held, in this view", type: "number", unit },
      { name: "of_vendors_a", title: `Of vendors of ${data.sides.a.name}`, type: "number", unit },
      { name: "of_vendors_b", title: `Of vendors of ${data.sides.b.name}`, type: "number", unit },
      { name: "of_vendors_other", title: "Of other vendors", type: "number", unit },
      { name: "confirmed", title: "Confirmed", type: "number", unit },
      { name: "confirmed_and_reported", title: "Reported or better", type: "number", unit },
      { name: "any_evidence", title: "On any evidence", type: "number", unit },
      { name: "chips_unconverted", title: "Without a known equivalent", type: "number", unit: "chips" },
    ],
    rows: data.holders.map(({ name, side, vendors, total, band, unconverted, together }) => [
      name,
      side === "other" ? "other" : data.sides[side].code,
      together ? "several firms together" : "firm",
      ...[total, vendors.a, vendors.b, vendors.other, band.confirmed, band.reported, band.all].map(whole),
      unconverted,
    ]),
  };
}

/** The total with what it is on each level of evidence, as far as known. */
function bandOf({ total, band }: Holder): readonly number[] {
  if (total === null) return [];
  return [total, band.confirmed, band.reported, band.all].filter((value) => value !== null && value > 0).map(Number);
}

/** Every value that is drawn. */
function knownOf(holder: Holder): readonly number[] {
  return [...bandOf(holder), ...groups.flatMap((vendor) => holder.vendors[vendor] || [])];
}

function rangeOf(band: readonly number[], x: (value: number) => number): readonly [number, number] {
  return [tenth(x(Math.min(...band))), tenth(x(Math.max(...band)))];
}

/** The total; where the range reaches beyond it, so does the text, which stands at the range's end. */
function sayTotal(holder: Holder): string {
  if (holder.total === null) return "";
  const [said, most] = [holder.total, Math.max(...bandOf(holder))].map(formatLarge);
  return said === most ? `${said}` : `${said}, up to ${most}`;
}

function asideOf({ unconverted, together }: Holder): string {
  const unknown = unconverted === 0 ? "" : `${formatLarge(unconverted)} chips not reckoned`;
  return [together ? "not added" : "", unknown].filter(Boolean).join("; ");
}

function saidOf(holder: Holder): readonly string[] {
  const { total, band } = holder;
  const said = (value: number | null) => (value === null ? "none" : formatLarge(value));
  const known =
    total === null
      ? []
      : [
          `${formatLarge(total)} H100-equivalents`,
          `confirmed ${said(band.confirmed)}, with reported ${said(band.reported)}, on any evidence ${said(band.all)}`,
        ];
  const aside = asideOf(holder);
  return aside ? [...known, aside] : known;
}

/** Nothing of it is confirmed or reported. */
function isWeak({ band }: Holder): boolean {
  return band.reported === null;
}

function keyOf({ holders: rows, sides }: HoldersData): readonly KeyEntry[] {
  const present = (side: SideKey) => rows.some(({ vendors }) => vendors[side] !== null);
  const entries: KeyEntry[] = (["a", "b"] as const)
    .filter(present)
    .map((side) => ({ side, text: `chips of vendors of ${sides[side].name}` }));
  if (present("other")) entries.push({ side: "other", text: "chips of other vendors" });
  const weak = groups.find((side) => rows.some((holder) => holder.vendors[side] !== null && isWeak(holder)));
  if (weak) entries.push({ side: weak, text: "hollow: estimated or disputed", hollow: true });
  return entries;
}

function markOf(data: HoldersData, placed: PlacedHolder, index: number): Mark {
  const holder = data.holders.find(({ id }) => id === placed.id);
  return {
    key: `${placed.id}-${index}`,
    x: placed.at ?? placed.valueX,
    y: placed.y,
    side: placed.side,
    tip: holder ? [holder.name, ...saidOf(holder)] : [],
    ...(holder?.href ? { href: holder.href } : {}),
  };
}
