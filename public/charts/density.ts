import { scaleLog } from "d3";
import {
  drawBottomAxis,
  drawLeftAxis,
  drawRoot,
  labelColumn,
  labelled,
  logTicks,
  type PlacedTick,
  placeAcross,
  placeUp,
  type Tick,
} from "./axis.js";
import type { ChartModule, DrawOptions, Mark, Placed, PlaceOptions, SideKey, Svg } from "./chart.js";
import { sideColour, sideTextColour } from "./chart.js";
import {
  caughtElsewhere,
  type DensityBox,
  type DensityData,
  type DensityRegion,
  type DrawnChip,
  distinctRegions,
  drawn,
  type Kind,
  marketWords,
  type ShownRegion,
  sayDensity,
  sayStatus,
} from "./density-data.js";
import { describe, table } from "./density-words.js";
import { type Box, drawLabels, type LabelCandidate, overlaps, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { formatCount } from "./format.js";
import { drawSymbols, type PlacedSymbol, symbolPath, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const top = 26;
const bottom = 46;
const rowHeight = 17;
const radius = { wide: 4.2, narrow: 3.8 } as const;
/** A ring around a filled symbol: a chip and its cut variant at one and the same point. */
const ringGap = 2.4;
/** What the axes span at least: every threshold of 2022 to 2026 with room around it. */
const least = { tpp: [1000, 30_000], density: [1, 12] } as const;
const narrowBelow = 480;
/** Behind the name of a chip that needs a licence by a rule which tests other figures. */
const dagger = "†";

export interface PlacedChip extends PlacedSymbol {
  readonly id: string;
  /** Drawn as a cross. */
  readonly consumer: boolean;
  /** A hollow symbol widened to show around the filled one at the same point. */
  readonly ring: boolean;
}

export interface PlacedArea {
  readonly ruleId: string;
  readonly kind: Kind;
  readonly boxes: readonly Box[];
}

export interface PlacedText {
  readonly lines: readonly string[];
  /** Base line of the first line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
  readonly strong: boolean;
}

export interface PlacedKey {
  readonly x: number;
  readonly y: number;
  readonly side: SideKey;
  readonly mark: "filled" | "hollow" | "cross" | "dagger";
  readonly text: string;
}

/** A threshold on the horizontal axis; `row` 1 stands below those that leave it no room. */
export interface PlacedLimit {
  readonly at: number;
  readonly label: string;
  readonly row: 0 | 1;
}

export interface DensityPlaced extends Placed {
  readonly plot: Box;
  readonly radius: number;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly limitsAcross: readonly PlacedLimit[];
  readonly limitsUp: readonly PlacedTick[];
  readonly areas: readonly PlacedArea[];
  /** Upper limits of relief, drawn as upright lines. */
  readonly reliefs: readonly {
    readonly ruleId: string;
    readonly x: number;
    readonly y0: number;
    readonly y1: number;
  }[];
  readonly texts: readonly PlacedText[];
  readonly chips: readonly PlacedChip[];
  readonly labels: readonly PlacedLabel[];
  /** Ids of chips whose label found no room. */
  readonly unlabelled: readonly string[];
  readonly key: readonly PlacedKey[];
  readonly titles: { readonly across: string; readonly up: string };
}

function place(data: DensityData, { width }: PlaceOptions): DensityPlaced {
  const narrow = width < narrowBelow;
  const chips = drawn(data.chips);
  const shown = distinctRegions(data.regions);
  const domains = { tpp: domain(chips, "tpp"), density: domain(chips, "density") };
  const limits = { tpp: limitsOf(shown, "tpp"), density: limitsOf(shown, "density") };
  const key = placeKey(data, chips, shown, width);
  const keyRows = key.length > 0 ? Math.max(...key.map(({ y }) => y)) + 6 : 0;
  const height = Math.round(keyRows + top + bottom + (narrow ? width * 1.12 : Math.min(width * 0.62, 520)));

  const upTicks = ticksOf(domains.density, limits.density, height - keyRows - top - bottom, sayDensity);
  const x0 = labelColumn(upTicks) + 2;
  const plot = { x0, y0: keyRows + top, x1: width - 8, y1: height - bottom };
  const x = scaleLog(domains.tpp, [plot.x0, plot.x1]);
  const y = scaleLog(domains.density, [plot.y1, plot.y0]);

  const acrossTicks = ticksOf(domains.tpp, limits.tpp, plot.x1 - plot.x0, formatCount);
  const across = placeAcross(acrossTicks, x, [0, width]);
  const up = placeUp(upTicks, y);
  const limitsUp = up.filter(({ strong }) => strong);
  const clearOfLimits = (tick: PlacedTick) => !tick.strong && limitsUp.every(({ at }) => Math.abs(at - tick.at) > 13);

  const r = narrow ? radius.narrow : radius.wide;
  const points = placeChips(chips, x, y, r);
  const within = (box: DensityBox): Box => ({
    x0: tenth(box.tppMin === undefined ? plot.x0 : held(x(box.tppMin), plot.x0, plot.x1)),
    x1: tenth(box.tppMax === undefined ? plot.x1 : held(x(box.tppMax), plot.x0, plot.x1)),
    y0: tenth(box.densityMax === undefined ? plot.y0 : held(y(box.densityMax), plot.y0, plot.y1)),
    y1: tenth(box.densityMin === undefined ? plot.y1 : held(y(box.densityMin), plot.y0, plot.y1)),
  });
  const order = { notice: 0, maybe: 1, licence: 2 } as const;
  const areas = shown
    .flatMap(({ region, kind }) => (kind ? { ruleId: region.ruleId, kind, boxes: region.boxes.map(within) } : []))
    .toSorted((one, other) => order[one.kind] - order[other.kind]);
  const reliefs = shown.flatMap(({ region, kind }) =>
    kind
      ? []
      : region.boxes.flatMap((box) => {
          if (box.tppMax === undefined || box.tppMax >= domains.tpp[1] || box.densityMax !== undefined) return [];
          return { ruleId: region.ruleId, x: within(box).x1, y0: plot.y0, y1: plot.y1 };
        }),
  );

  const texts = placeTexts({ shown, areas, reliefs, points, plot, r });
  const elsewhere = new Set(chips.filter((chip) => caughtElsewhere(chip, shown)).map(({ id }) => id));
  const { labels, dropped } = labelChips(chips, points, { elsewhere, plot, r, narrow, texts, areas, reliefs });
  return {
    width,
    height,
    plot,
    radius: r,
    across: across.filter(({ strong, label }) => !strong && label !== ""),
    up: up.filter(clearOfLimits),
    limitsAcross: placeLimits(acrossTicks, x, width),
    limitsUp,
    areas,
    reliefs,
    texts: texts.map(({ box: _, ...text }) => text),
    chips: points,
    labels,
    unlabelled: dropped,
    key,
    titles: {
      across: narrow
        ? "TPP (TOPS × bits), log scale →"
        : "Total processing performance, TPP (TOPS × bits), log scale →",
      up: narrow ? "↑ Density, TPP per mm², log scale" : "↑ Performance density, TPP per mm² of die, log scale",
    },
    marks: chips.map((chip, index): Mark => {
      const point = points[index];
      return {
        key: chip.id,
        x: point?.x ?? 0,
        y: point?.y ?? 0,
        side: chip.side,
        tip: [
          chip.name,
          `TPP ${formatCount(chip.tpp)}`,
          `${sayDensity(chip.density)} per mm²`,
          sayStatus(chip.status),
          ...(marketWords[chip.market] ? [marketWords[chip.market] ?? ""] : []),
        ],
        ...(chip.href ? { href: chip.href } : {}),
      };
    }),
  };
}

function domain(chips: readonly DrawnChip[], figure: "tpp" | "density"): [number, number] {
  const values = chips.map((chip) => chip[figure]);
  const [low, high] = least[figure];
  return [Math.min(low, ...values.map((value) => value * 0.8)), Math.max(high, ...values.map((value) => value * 1.3))];
}

function limitsOf(shown: readonly ShownRegion[], figure: "tpp" | "density"): readonly number[] {
  const values = shown.flatMap(({ region }) =>
    region.boxes.flatMap((box) => [box[`${figure}Min`] ?? [], box[`${figure}Max`] ?? []].flat()),
  );
  return [...new Set(values)].toSorted((one, other) => one - other);
}

/** Thresholds, and round figures between them. */
function ticksOf(
  [low, high]: [number, number],
  limits: readonly number[],
  lengthPx: number,
  say: (value: number) => string,
): readonly Tick[] {
  const inside = limits.filter((limit) => limit > low && limit < high);
  const strong = inside.map((value): Tick => ({ value, label: say(value), strong: true }));
  const round = labelled(
    logTicks([low, high], lengthPx).filter((value) => !inside.includes(value)),
    say,
  );
  return [...strong, ...round].toSorted((one, other) => one.value - other.value);
}

/** Thresholds all keep their figure: those that touch the one before go to a second row. */
function placeLimits(ticks: readonly Tick[], x: (value: number) => number, width: number): readonly PlacedLimit[] {
  const ends = [0, 0];
  return ticks.flatMap(({ value, label, strong }): PlacedLimit | readonly PlacedLimit[] => {
    if (!strong) return [];
    const half = textWidth(label, chartType.axis, 600) / 2;
    const at = tenth(Math.min(x(value), width - half));
    const row = at - half >= (ends[0] ?? 0) ? 0 : 1;
    ends[row] = at + half + 5;
    return { at, label, row };
  });
}

function placeChips(
  chips: readonly DrawnChip[],
  x: (value: number) => number,
  y: (value: number) => number,
  r: number,
): readonly PlacedChip[] {
  const placed = chips.map((chip) => ({
    id: chip.id,
    x: tenth(x(chip.tpp)),
    y: tenth(y(chip.density)),
    side: chip.side,
    hollow: chip.market === "china-variant",
    consumer: chip.market === "consumer",
  }));
  return placed.map((chip) => ({
    ...chip,
    ring:
      chip.hollow &&
      placed.some((other) => !other.hollow && !other.consumer && Math.hypot(other.x - chip.x, other.y - chip.y) < r),
  }));
}

interface BoxedText extends PlacedText {
  readonly box: Box;
}

/** Names of regions, each in the corner of its boxes where it covers least. */
function placeTexts(room: {
  readonly shown: readonly ShownRegion[];
  readonly areas: readonly PlacedArea[];
  readonly reliefs: DensityPlaced["reliefs"];
  readonly points: readonly PlacedChip[];
  readonly plot: Box;
  readonly r: number;
}): readonly BoxedText[] {
  const { shown, areas, points, plot, r, reliefs } = room;
  const taken: Box[] = points.map((p) => ({ x0: p.x - r, y0: p.y - r, x1: p.x + r, y1: p.y + r }));
  const texts: BoxedText[] = [];
  const add = (words: readonly string[], boxes: readonly Box[], strong: boolean, avoid: readonly Box[]) => {
    const best = corners(words, boxes, strong)
      .map((text) => ({
        text,
        covered:
          taken.filter((box) => overlaps(box, text.box)).length +
          (avoid.some((box) => overlaps(box, text.box)) ? 100 : 0) +
          texts.filter(({ box }) => overlaps(box, text.box)).length * 100,
      }))
      .reduce<{ text: BoxedText; covered: number } | undefined>(
        (least, next) => (!least || next.covered < least.covered ? next : least),
        undefined,
      );
    if (best && best.covered < 3) texts.push(best.text);
  };
  const walls = reliefs.map(({ x, y0, y1 }) => ({ x0: x - 1, x1: x + 1, y0, y1 }));
  for (const { region, kind } of shown) {
    const area = areas.find(({ ruleId, kind: drawnAs }) => ruleId === region.ruleId && drawnAs === kind);
    if (!kind || !area) continue;
    const stricter =
      kind === "notice" ? areas.filter((other) => other.kind !== "notice").flatMap(({ boxes }) => boxes) : [];
    add(sayRegion(region), area.boxes, kind !== "notice", [...stricter, ...walls]);
  }
  for (const relief of reliefs) {
    const region = shown.find(({ region: { ruleId }, kind }) => !kind && ruleId === relief.ruleId)?.region;
    const limit = region?.boxes.find(({ tppMax }) => tppMax !== undefined)?.tppMax;
    if (limit === undefined) continue;
    const words = ["case by case", `below ${formatCount(limit)}`];
    add(words, [{ x0: plot.x0, x1: relief.x, y0: plot.y0, y1: plot.y1 }], false, walls);
  }
  const caught = areas.flatMap(({ boxes }) => boxes);
  if (caught.length > 0) {
    const free = {
      x0: plot.x0,
      y0: plot.y0,
      x1: Math.min(plot.x1, ...caught.filter(({ y1 }) => y1 === plot.y1).map(({ x0 }) => x0)),
      y1: plot.y1,
    };
    add(["outside these rules"], [free], false, caught);
  }
  if (shown.length === 0) add(["no rule with limits on these figures is in force"], [plot], false, []);
  return texts;
}

/** The words set in each corner of each box, wrapped to its width; none where a word is too long. */
function corners(words: readonly string[], boxes: readonly Box[], strong: boolean): readonly BoxedText[] {
  const weight = strong ? 600 : 400;
  const size = chartType.note;
  const pad = 7;
  const lineHeight = size * 1.22;
  return boxes.flatMap((box) => {
    const lines = wrap(words, box.x1 - box.x0 - 2 * pad, size, weight);
    if (!lines) return [];
    const [width, height] = [
      Math.max(...lines.map((line) => textWidth(line, size, weight))),
      lines.length * lineHeight,
    ];
    if (height + pad > box.y1 - box.y0) return [];
    return (["bottom-right", "top-left", "top-right", "bottom-left"] as const).map((corner): BoxedText => {
      const right = corner.endsWith("right");
      const y0 = corner.startsWith("top") ? box.y0 + pad - 1 : box.y1 - pad - height;
      const x0 = right ? box.x1 - pad - width : box.x0 + pad;
      return {
        lines,
        x: tenth(right ? box.x1 - pad : x0),
        y: tenth(y0 + size * 0.9),
        anchor: right ? "end" : "start",
        strong,
        box: { x0, y0, x1: x0 + width, y1: y0 + height },
      };
    });
  });
}

function wrap(parts: readonly string[], room: number, size: number, weight: 400 | 600): readonly string[] | undefined {
  const lines: string[] = [];
  for (const word of parts.join(" ").split(" ")) {
    const last = lines.at(-1);
    if (textWidth(word, size, weight) > room) return undefined;
    if (last !== undefined && textWidth(`${last} ${word}`, size, weight) <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 4 ? undefined : lines;
}

function sayRegion({ label, consequence, also }: DensityRegion): readonly string[] {
  const verdict = consequence === "notification" ? "notify" : "licence needed";
  return [`${label}:`, verdict, ...(also ? ["if", also] : [])];
}

function labelChips(
  chips: readonly DrawnChip[],
  points: readonly PlacedChip[],
  room: {
    readonly elsewhere: ReadonlySet<string>;
    readonly plot: Box;
    readonly r: number;
    readonly narrow: boolean;
    readonly texts: readonly BoxedText[];
    readonly areas: readonly PlacedArea[];
    readonly reliefs: DensityPlaced["reliefs"];
  },
): { readonly labels: readonly PlacedLabel[]; readonly dropped: readonly string[] } {
  const { plot, r, narrow, texts, reliefs, elsewhere } = room;
  const clusters: { readonly members: number[]; readonly x: number; readonly y: number }[] = [];
  points.forEach((point, index) => {
    const there = clusters.find(({ x, y }) => Math.hypot(x - point.x, y - point.y) < 3);
    if (there) there.members.push(index);
    else clusters.push({ members: [index], x: point.x, y: point.y });
  });
  const candidates = clusters.map(({ members, x, y }, index): LabelCandidate => {
    const named = members.flatMap((member) => chips[member] ?? []);
    const names = [
      ...new Set(named.map(({ id, label, name }) => `${label ?? name}${elsewhere.has(id) ? dagger : ""}`)),
    ];
    const most = narrow ? 2 : 3;
    const text = names.length > most ? `${names.slice(0, most).join(", ")} +${names.length - most}` : names.join(", ");
    // Cut variants and the side with fewer points carry the story; after them the more powerful chips.
    const importance =
      (named.some(({ market }) => market === "china-variant") ? 3 : 0) +
      (named.some(({ side }) => side !== "a") ? 2 : 0) +
      named.length * 0.3 +
      Math.log10(named[0]?.tpp ?? 1) / 2;
    const offset = r + (members.some((member) => points[member]?.ring) ? ringGap : 0) + 2.5;
    const side = named[0]?.side ?? "other";
    return { key: String(index), x, y, text, importance, offset, side, size: narrow ? chartType.note : chartType.axis };
  });
  const { placed, dropped } = placeLabels(candidates, {
    bounds: { x0: plot.x0 + 2, y0: plot.y0 + 2, x1: plot.x1 - 2, y1: plot.y1 - 2 },
    obstacles: [...texts.map(({ box }) => box), ...reliefs.map(({ x, y0, y1 }) => ({ x0: x - 1, x1: x + 1, y0, y1 }))],
    points: points.map(({ x, y, ring }) => ({ x, y, r: r + (ring ? ringGap : 0) + 1 })),
    ...(narrow ? { limit: 12 } : {}),
    padding: 1,
  });
  const unlabelled = dropped.flatMap((index) => clusters[Number(index)]?.members ?? []);
  return { labels: placed, dropped: unlabelled.flatMap((member) => chips[member]?.id ?? []) };
}

/** What the symbols mean, only those that are drawn. */
function placeKey(
  data: DensityData,
  chips: readonly DrawnChip[],
  shown: readonly ShownRegion[],
  width: number,
): readonly PlacedKey[] {
  const { a, b } = data.sides;
  const has = (wanted: (chip: DrawnChip) => boolean) => chips.some(wanted);
  const entries: Pick<PlacedKey, "side" | "mark" | "text">[] = [];
  if (has(({ side }) => side === "a")) entries.push({ side: "a", mark: "filled", text: `${a.label}` });
  if (has(({ side }) => side === "b")) entries.push({ side: "b", mark: "filled", text: `${b.label}` });
  if (has(({ side }) => side === "other")) entries.push({ side: "other", mark: "filled", text: "Other countries" });
  const [first] = entries;
  if (first && entries.length > 0) entries[0] = { ...first, text: `Vendor: ${first.text}` };
  const variant = chips.find(({ market }) => market === "china-variant");
  if (variant) entries.push({ side: variant.side, mark: "hollow", text: "Cut for China" });
  const consumer = chips.find(({ market }) => market === "consumer");
  if (consumer) entries.push({ side: consumer.side, mark: "cross", text: "Consumer card" });
  if (has((chip) => caughtElsewhere(chip, shown))) {
    entries.push({ side: "other", mark: "dagger", text: "Licence needed by a rule on other figures" });
  }
  let [x, y] = [6, 12];
  return entries.map((entry): PlacedKey => {
    const room = textWidth(entry.text, chartType.axis) + 12;
    if (x > 6 && x + room > width) [x, y] = [6, y + rowHeight];
    const placed = { ...entry, x: tenth(x), y };
    x += room + 16;
    return placed;
  });
}

function held(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function draw(svg: Svg, data: DensityData, options: DrawOptions): DensityPlaced {
  const placed = place(data, options);
  const { plot, radius: r } = placed;
  const root = drawRoot(svg);
  drawAreas(root, placed, options.idPrefix);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1, lines: false });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  drawLimits(root, placed);
  drawTexts(root, placed);
  drawSymbols(
    root,
    placed.chips.filter(({ ring }) => ring),
    r + ringGap,
  );
  drawSymbols(
    root,
    placed.chips.filter(({ ring, consumer }) => !ring && !consumer),
    r,
  );
  drawCrosses(
    root,
    placed.chips.filter(({ consumer }) => consumer),
    r,
  );
  drawLabels(root, placed.labels);
  drawKey(root, placed, r);
  if (placed.chips.length === 0) {
    root
      .append("text")
      .attr("x", tenth((plot.x0 + plot.x1) / 2))
      .attr("y", tenth((plot.y0 + plot.y1) / 2))
      .attr("text-anchor", "middle")
      .attr("font-size", chartType.label)
      .attr("fill", colour.muted)
      .text("No chip with both figures is known");
  }
  return placed;
}

const areaFill = { licence: colour.otherTint, maybe: colour.wash, notice: colour.wash } as const;

function drawAreas(root: Svg, { areas, reliefs, plot }: DensityPlaced, idPrefix: string): void {
  const frame = root.append("g").attr("aria-hidden", "true");
  const defs = frame.append("defs");
  // Cut at the plot's edge, where regions go on: their outlines stand only at true limits.
  defs
    .append("clipPath")
    .attr("id", `${idPrefix}-plot`)
    .append("path")
    .attr("d", `M${plot.x0},${plot.y0}H${plot.x1}V${plot.y1}H${plot.x0}z`);
  const group = frame.append("g").attr("clip-path", `url(#${idPrefix}-plot)`);
  const hatched = [...new Set(areas.map(({ kind }) => kind))].filter((kind) => kind !== "licence");
  for (const kind of hatched) {
    defs
      .append("pattern")
      .attr("id", `${idPrefix}-${kind}`)
      .attr("width", 6)
      .attr("height", 6)
      .attr("patternUnits", "userSpaceOnUse")
      .append("path")
      .attr("d", kind === "notice" ? "M-1,1l2-2M0,6l6-6M5,7l2-2" : "M-1,5l2,2M0,0l6,6M5,-1l2,2")
      .attr("stroke", kind === "notice" ? colour.rule : "#cfc7b2")
      .attr("stroke-width", 1);
  }
  for (const { kind, boxes } of areas) {
    const d = boxes.map(({ x0, y0, x1, y1 }) => `M${x0},${y0}H${x1}V${y1}H${x0}z`).join("");
    // Inked below its own fill, the outline shows only where the union of the boxes ends.
    const edge = group.append("path").attr("d", d).attr("fill", areaFill[kind]).attr("stroke", colour.other);
    edge.attr("stroke-width", 1.6).attr("stroke-dasharray", kind === "licence" ? null : "4 3");
    group.append("path").attr("d", d).attr("fill", areaFill[kind]);
    if (kind !== "licence") group.append("path").attr("d", d).attr("fill", `url(#${idPrefix}-${kind})`);
  }
  frame
    .append("path")
    .attr("d", `M${plot.x0},${tenth(plot.y0)}V${tenth(plot.y1)}`)
    .attr("stroke", colour.muted)
    .attr("fill", "none");
  if (reliefs.length > 0) {
    group
      .append("path")
      .attr("d", reliefs.map(({ x, y0, y1 }) => `M${x},${tenth(y0)}V${tenth(y1)}`).join(""))
      .attr("stroke", colour.mark)
      .attr("stroke-width", 1.4)
      .attr("stroke-dasharray", "2 3")
      .attr("fill", "none");
  }
}

function drawLimits(root: Svg, { limitsAcross, limitsUp, plot }: DensityPlaced): void {
  const group = root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-weight", 600)
    .attr("fill", colour.ink)
    .attr("text-anchor", "middle");
  const y = plot.y1 + 5 + chartType.axis;
  group
    .selectAll(null)
    .data(limitsAcross)
    .enter()
    .append("text")
    .attr("x", ({ at }) => at)
    .attr("y", ({ row }) => tenth(y + row * 13))
    .text(({ label }) => label);
  group
    .append("g")
    .attr("text-anchor", "end")
    .selectAll(null)
    .data(limitsUp)
    .enter()
    .append("text")
    .attr("x", tenth(plot.x0 - 8))
    .attr("y", ({ at }) => tenth(at + 4))
    .text(({ label }) => label);
  if (limitsAcross.length + limitsUp.length === 0) return;
  const ticks = [
    ...limitsAcross.map(({ at, row }) => `M${at},${tenth(plot.y1)}v${row === 0 ? 6 : 18}`),
    ...limitsUp.map(({ at }) => `M${tenth(plot.x0)},${at}h-5`),
  ];
  group.append("path").attr("d", ticks.join("")).attr("stroke", colour.ink).attr("fill", "none");
}

function drawTexts(root: Svg, { texts, titles, plot, width, height }: DensityPlaced): void {
  const group = root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted);
  group
    .append("text")
    .attr("x", 0)
    .attr("y", tenth(plot.y0 - 9))
    .attr("font-size", chartType.axis)
    .text(titles.up);
  group
    .append("text")
    .attr("x", width - 8)
    .attr("y", tenth(height - 4))
    .attr("font-size", chartType.axis)
    .attr("text-anchor", "end")
    .text(titles.across);
  for (const { lines, x, y, anchor, strong } of texts) {
    const text = group
      .append("text")
      .attr("x", x)
      .attr("y", y)
      .attr("text-anchor", anchor === "start" ? null : anchor)
      .attr("font-weight", strong ? 600 : null)
      .attr("fill", strong ? colour.ink : null);
    text
      .selectAll(null)
      .data(lines)
      .enter()
      .append("tspan")
      .attr("x", x)
      .attr("dy", (_, index) => (index === 0 ? null : tenth(chartType.note * 1.22)))
      .text((line) => line);
  }
}

/** Crosses have no inside to fill; a vendor of side b gets an upright one. */
function drawCrosses(root: Svg, crosses: readonly PlacedChip[], r: number): void {
  for (const side of ["other", "b", "a"] as const) {
    const rows = crosses.filter((chip) => chip.side === side);
    if (rows.length === 0) continue;
    root
      .append("path")
      .attr("d", rows.map((row) => cross(row.x, row.y, side, r)).join(""))
      .attr("stroke", sideColour[side])
      .attr("stroke-width", 2)
      .attr("fill", "none");
  }
}

function cross(x: number, y: number, side: SideKey, r: number): string {
  const d = tenth(side === "b" ? r : r * 0.8);
  const [at, full] = [`M${tenth(x - d)},${tenth(side === "b" ? y : y - d)}`, tenth(2 * d)];
  if (side === "b") return `${at}h${full}M${tenth(x)},${tenth(y - d)}v${full}`;
  return `${at}l${full},${full}m0-${full}l-${full},${full}`;
}

function drawKey(root: Svg, { key }: DensityPlaced, r: number): void {
  for (const { x, y, side, mark, text } of key) {
    const ink = sideColour[side];
    if (mark === "dagger") {
      root
        .append("text")
        .attr("x", tenth(x - 3))
        .attr("y", y)
        .attr("fill", colour.muted)
        .text(`${dagger}  ${text}`);
      continue;
    }
    const symbol = root
      .append("path")
      .attr("d", mark === "cross" ? cross(x, y - 4, side, r) : symbolPath(side, x, y - 4, r));
    if (mark === "filled") symbol.attr("fill", ink);
    else symbol.attr("fill", mark === "hollow" ? colour.paper : "none").attr("stroke", ink);
    if (mark === "cross") symbol.attr("stroke-width", 2);
    if (mark === "hollow") symbol.attr("stroke-width", 1.3);
    root
      .append("text")
      .attr("x", tenth(x + 9))
      .attr("y", y)
      .attr("fill", sideTextColour[side])
      .text(text);
  }
}

/** Where each chip stands against the thresholds of the rules in force: TPP against performance density. */
export const density: ChartModule<DensityData, DensityPlaced> = { place, draw, describe, table };
