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
  sideTextColour,
  sideTint,
} from "./chart.js";
import type { Box } from "./direct-labels.js";
import { capital, countOf, formatCount, formatDate, startTime } from "./format.js";
import { drawKey, type KeyEntry, type PlacedKey, placeKey, symbolPath, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const row = { pitch: 18, bar: 14, tip: 5, least: 3 } as const;
const lane = { head: 21, gap: 4 } as const;
const margin = { right: 10, bottom: 28, keyGap: 4 } as const;
/** Between a bar's edge and its label, inside and out. */
const labelGap = 6;
/** In less room than this a label cut short says nothing any more. */
const leastLabel = 40;
const symbolRadius = 4.2;

/** One version of a rule. */
export interface SuccessionRule {
  readonly id: string;
  /** Key of its lane; one of an unknown lane is not drawn. */
  readonly lane: string;
  readonly side: SideKey;
  /** Short name: the paragraph, or the title. */
  readonly label: string;
  readonly title: string;
  readonly announced: string | null;
  /** First day of effect; `null` for what has none of its own. */
  readonly effective: string | null;
  /** First day without effect; `null` while in force. */
  readonly ended: string | null;
  readonly consequence: string;
  /** It bears on chips, not on equipment, models, materials or money. */
  readonly onChips: boolean;
  readonly href?: string;
}

export interface SuccessionData extends ChartData {
  /** First day drawn. */
  readonly from: string;
  /** Who issued them, in order from the top. */
  readonly lanes: readonly { readonly key: string; readonly title: string; readonly side: SideKey }[];
  readonly rules: readonly SuccessionRule[];
}

export interface PlacedRule {
  readonly id: string;
  readonly side: SideKey;
  readonly onChips: boolean;
  readonly y: number;
  /** Ends of the bar; `null` where it had no effect by the last day. */
  readonly bar: { readonly x0: number; readonly x1: number; readonly open: boolean } | null;
  /** From the announcement to the first day of effect, or to the last day drawn. */
  readonly lead: { readonly x0: number; readonly x1: number } | null;
  /** Where an announcement stands that has no bar. */
  readonly symbolX: number | null;
  readonly label: {
    readonly text: string;
    readonly x: number;
    readonly anchor: "start" | "end";
    readonly inside: boolean;
  };
}

export interface SuccessionPlaced extends Placed {
  readonly plot: Box;
  readonly key: PlacedKey;
  readonly across: readonly PlacedTick[];
  readonly lanes: readonly { readonly title: string; readonly side: SideKey; readonly y: number }[];
  readonly rules: readonly PlacedRule[];
  readonly note: string;
}

/** Versions of rules from the first day of effect to the last, by who issued them. */
export const succession: ChartModule<SuccessionData, SuccessionPlaced> = { place, draw, describe, table };

function place(data: SuccessionData, { width }: PlaceOptions): SuccessionPlaced {
  const [x0, x1] = [1, width - margin.right];
  const x = timeScale(data.from, data.asOf, [x0, x1]);
  const at = (date: string) => tenth(Math.min(x1, Math.max(x0, x(startTime(date)))));
  const key = placeKey(keyOf(data), 1, width);
  const lanes: SuccessionPlaced["lanes"][number][] = [];
  const rules: PlacedRule[] = [];
  const plotTop = key.height + margin.keyGap;
  let top = plotTop;
  for (const { key: laneKey, title, side } of data.lanes) {
    const own = drawnOf(data).filter((rule) => rule.lane === laneKey);
    if (own.length === 0) continue;
    lanes.push({ title: fitText(title, chartType.label, width - 8, 600), side, y: top + 15 });
    top += lane.head;
    for (const rule of own) {
      rules.push(placeRule(rule, data, at, top + row.pitch / 2, [x0, x1]));
      top += row.pitch;
    }
    top += lane.gap;
  }
  if (lanes.length === 0) top += 60;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return {
    width,
    height: top + margin.bottom,
    plot: { x0, y0: plotTop, x1, y1: top },
    key,
    across: placeAcross(timeTicks(data.from, data.asOf, x1 - x0), x, [0, width]),
    lanes,
    rules,
    note: rules.length === 0 ? `No rule recorded by ${formatDate(data.asOf)}` : "",
    marks: drawnOf(data).flatMap((rule) => {
      const placed = byId.get(rule.id);
      return placed ? markOf(rule, placed, data) : [];
    }),
  };
}

function placeRule(
  rule: SuccessionRule,
  data: SuccessionData,
  at: (date: string) => number,
  y: number,
  [left, right]: readonly [number, number],
): PlacedRule {
  const { announced, effective, ended } = rule;
  const begun = effective !== null && startTime(effective) <= startTime(data.asOf) ? effective : null;
  const open = ended === null || startTime(ended) > startTime(data.asOf);
  // A bar of some days is still to be seen.
  const bar = begun
    ? { x0: at(begun), x1: Math.max(open ? right : at(ended), Math.min(right, at(begun) + row.least)), open }
    : null;
  const early = announced !== null && (effective === null || startTime(announced) < startTime(effective));
  const lead = early && effective !== null ? { x0: at(announced), x1: bar ? bar.x0 : right } : null;
  const symbolX = bar ? null : at(announced ?? effective ?? data.asOf);
  const ink: readonly [number, number] = [
    Math.min(lead?.x0 ?? right, bar?.x0 ?? right, (symbolX ?? right) - symbolRadius),
    Math.max(lead?.x1 ?? left, bar ? bar.x1 + (bar.open ? row.tip : 0) : left, (symbolX ?? left) + symbolRadius),
  ];
  const { id, side, onChips } = rule;
  return { id, side, onChips, y, bar, lead, symbolX, label: labelOf(rule.label, bar, ink, [left, right]) };
}

/** Inside its bar where it fits, else on the side that has room for it, else cut short where there is most room. */
function labelOf(
  text: string,
  bar: PlacedRule["bar"],
  [from, to]: readonly [number, number],
  [left, right]: readonly [number, number],
): PlacedRule["label"] {
  const inside = bar && { x: bar.x0 + labelGap, anchor: "start" as const, room: bar.x1 - bar.x0 - 2 * labelGap };
  const places: readonly { x: number; anchor: "start" | "end"; room: number }[] = [
    ...(inside ? [inside] : []),
    { x: to + labelGap, anchor: "start", room: right - to - labelGap },
    { x: from - labelGap, anchor: "end", room: from - labelGap - left },
  ];
  const needed = textWidth(text, chartType.note);
  const roomiest = places.reduce((most, next) => (next.room > most.room ? next : most));
  const chosen = places.find(({ room }) => room >= needed) ?? roomiest;
  const shown = chosen.room < Math.min(needed, leastLabel) ? "" : fitText(text, chartType.note, chosen.room);
  return { text: shown, x: tenth(chosen.x), anchor: chosen.anchor, inside: chosen === inside };
}

function draw(svg: Svg, data: SuccessionData, options: DrawOptions): SuccessionPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  drawKey(root, placed.key);
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  root
    .append("g")
    .attr("font-size", chartType.label)
    .attr("font-weight", 600)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(placed.lanes)
    .enter()
    .append("text")
    .attr("x", plot.x0)
    .attr("y", (one) => one.y)
    .attr("fill", (one) => sideTextColour[one.side])
    .text((one) => one.title);
  for (const side of ["other", "b", "a"] as const) {
    const own = placed.rules.filter((rule) => rule.side === side);
    if (own.length > 0) drawRules(root, own, side);
  }
  drawNames(root, placed.rules);
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, plot.y1 - 30);
  return placed;
}

function drawRules(root: Svg, rules: readonly PlacedRule[], side: SideKey): void {
  const leads = rules.flatMap(({ lead, y }) => (lead ? [`M${lead.x0},${y}v-4v8v-4H${lead.x1}`] : []));
  if (leads.length > 0) {
    root.append("path").attr("d", leads.join("")).attr("stroke", sideColour[side]).attr("fill", "none");
  }
  for (const onChips of [true, false]) {
    const bars = rules.filter((rule) => rule.onChips === onChips && rule.bar);
    if (bars.length > 0) {
      root
        .append("path")
        .attr("d", bars.map(barPath).join(""))
        .attr("fill", onChips ? sideColour[side] : sideTint[side])
        .attr("stroke", sideColour[side])
        .attr("stroke-width", 1);
    }
  }
  const symbols = rules.filter(({ symbolX }) => symbolX !== null);
  if (symbols.length === 0) return;
  root
    .append("path")
    .attr("d", symbols.map(({ symbolX, y }) => symbolPath(side, symbolX ?? 0, y, symbolRadius)).join(""))
    .attr("fill", colour.paper)
    .attr("stroke", sideColour[side])
    .attr("stroke-width", 1.3);
}

/** Pointed where it goes on, square where it ended. */
function barPath({ bar, y }: PlacedRule): string {
  if (!bar) return "";
  const [up, down] = [tenth(y - row.bar / 2), tenth(y + row.bar / 2)];
  const end = bar.open ? `L${tenth(bar.x1 + row.tip)},${tenth(y)}L${bar.x1},${down}` : `V${down}`;
  return `M${bar.x0},${up}H${bar.x1}${end}H${bar.x0}z`;
}

function drawNames(root: Svg, rules: readonly PlacedRule[]): void {
  root
    .append("g")
    .attr("font-size", chartType.note)
    .selectAll(null)
    .data(rules.filter(({ label }) => label.text !== ""))
    .enter()
    .append("text")
    .attr("x", ({ label }) => label.x)
    .attr("y", ({ y }) => tenth(y + 4))
    .attr("text-anchor", ({ label }) => (label.anchor === "end" ? "end" : null))
    .attr("fill", ({ label, onChips }) => (label.inside && onChips ? colour.paper : colour.ink))
    .text(({ label }) => label.text);
}

/** Lane by lane from the top, by date within. */
function drawnOf(data: SuccessionData): readonly SuccessionRule[] {
  const order = new Map(data.lanes.map(({ key }, index) => [key, index]));
  const day = ({ effective, announced }: SuccessionRule) => startTime(effective ?? announced ?? data.asOf);
  return data.rules
    .filter((rule) => order.has(rule.lane))
    .sort(
      (one, other) =>
        (order.get(one.lane) ?? 0) - (order.get(other.lane) ?? 0) ||
        day(one) - day(other) ||
        (one.id < other.id ? -1 : 1),
    );
}

function keyOf(data: SuccessionData): readonly KeyEntry[] {
  const drawn = drawnOf(data);
  const present = (side: SideKey) => drawn.some((rule) => rule.side === side);
  const entries: KeyEntry[] = (["a", "b"] as const)
    .filter(present)
    .map((side) => ({ side, text: data.sides[side].label }));
  if (present("other")) entries.push({ side: "other", text: "Others" });
  return entries;
}

function markOf(rule: SuccessionRule, { bar, lead, symbolX, y }: PlacedRule, data: SuccessionData): Mark {
  const dates = [
    rule.announced && `announced ${formatDate(rule.announced)}`,
    rule.effective && `effective ${formatDate(rule.effective)}`,
    rule.ended && `ended ${formatDate(rule.ended)}`,
  ].filter((part) => part !== null);
  const issuer = data.lanes.find(({ key }) => key === rule.lane)?.title ?? rule.lane;
  return {
    key: rule.id,
    x: bar?.x0 ?? symbolX ?? lead?.x0 ?? 0,
    y,
    side: rule.side,
    tip: [rule.title, capital(dates.join(", ")), rule.consequence, issuer].filter((line) => line !== ""),
    ...(rule.href ? { href: rule.href } : {}),
  };
}

type Standing = "in force" | "ended" | "to come" | "without effect";

function standing({ effective, ended }: SuccessionRule, asOf: string): Standing {
  if (effective === null) return "without effect";
  if (startTime(effective) > startTime(asOf)) return "to come";
  return ended !== null && startTime(ended) <= startTime(asOf) ? "ended" : "in force";
}

function describe(data: SuccessionData): ChartText {
  const drawn = drawnOf(data);
  const having = (wanted: Standing) => drawn.filter((rule) => standing(rule, data.asOf) === wanted);
  const without = having("without effect").length;
  const [ended, coming] = [having("ended").length, having("to come").length];
  const pieces = [
    countOf(drawn.length, "rule version"),
    ended > 0 && `${formatCount(ended)} ended`,
    coming > 0 && `${formatCount(coming)} not yet in effect`,
    without > 0 && `${formatCount(without)} without effect of ${without === 1 ? "its" : "their"} own`,
  ].filter((piece) => piece !== false);
  const latest = [...having("in force")].sort((one, other) => byEffect(one, other)).at(-1);
  return {
    finding: findingOf(data, having("in force")),
    unit: "A bar from the first day of effect to the last, pointed where it goes on; a thin line from the announcement. Full bars bear on chips, pale ones on equipment, models, materials, firms or money",
    coverage: drawn.length === 0 ? "No rule in view" : pieces.join("; "),
    summary: [
      `Versions of rules from ${formatDate(data.from)} to ${formatDate(data.asOf)} by who issued them.`,
      ...(latest?.effective ? [`The latest in force is ${latest.title}, since ${formatDate(latest.effective)}.`] : []),
    ].join(" "),
  };
}

function byEffect(one: SuccessionRule, other: SuccessionRule): number {
  return startTime(one.effective ?? "1900") - startTime(other.effective ?? "1900") || (one.id < other.id ? -1 : 1);
}

function findingOf(data: SuccessionData, inForce: readonly SuccessionRule[]): string {
  const day = formatDate(data.asOf);
  if (drawnOf(data).length === 0) return `No rule recorded by ${day}`;
  if (inForce.length === 0) return `No rule in force on ${day}`;
  const count = (side: SideKey) => inForce.filter((rule) => rule.side === side).length;
  const [a, b] = [count("a"), count("b")];
  const total = `${countOf(inForce.length, "rule version")} in force on ${day}`;
  if (a === 0 && b === 0) return `${total}, of neither ${data.sides.a.name} nor ${data.sides.b.name}`;
  const [nameA, nameB] = [data.sides.a.name, data.sides.b.name];
  if (a === b) return `${total}, as many of ${nameA} as of ${nameB} (${formatCount(a)})`;
  return a > b
    ? `${total}, ${formatCount(a)} of them of ${nameA} and ${formatCount(b)} of ${nameB}`
    : `${total}, ${formatCount(b)} of them of ${nameB} and ${formatCount(a)} of ${nameA}`;
}

function table(data: SuccessionData): ChartTable {
  const titles = new Map(data.lanes.map(({ key, title }) => [key, title]));
  return {
    columns: [
      { name: "authority", title: "Authority", type: "text" },
      { name: "title", title: "Title", type: "text" },
      { name: "announced_on", title: "Announced", type: "date" },
      { name: "effective_on", title: "Effective", type: "date" },
      { name: "ended_on", title: "Ended", type: "date" },
      { name: "consequence", title: "Consequence", type: "text" },
      { name: "on_chips", title: "On chips", type: "text" },
    ],
    rows: drawnOf(data).map((rule) => [
      titles.get(rule.lane) ?? rule.lane,
      rule.title,
      rule.announced,
      rule.effective,
      rule.ended,
      rule.consequence,
      rule.onChips ? "yes" : "no",
    ]),
  };
}
