import { drawBottomAxis, drawLeftAxis, drawNote, drawRoot } from "./axis.js";
import type { SideKey, Svg } from "./chart.js";
import { sideColour, sideTextColour } from "./chart.js";
import { drawLabels } from "./direct-labels.js";
import { drawHatch } from "./hatching.js";
import type { PlacedChip, PlanePlaced } from "./plane.js";
import { dagger, ringGap } from "./plane-chips.js";
import type { Kind } from "./plane-data.js";
import { outline } from "./plane-regions.js";
import { drawSymbols, symbolPath, tenth } from "./shapes.js";
import { chartType, colour } from "./tokens.js";

export function drawPlane(svg: Svg, placed: PlanePlaced, idPrefix: string): void {
  const { plot, radius: r, floor, rug } = placed;
  const root = drawRoot(svg);
  drawAreas(root, placed, idPrefix);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1, lines: false });
  drawBottomAxis(root, placed.across, { y: floor, x0: plot.x0, x1: plot.x1 });
  drawLimits(root, placed);
  drawTexts(root, placed);
  drawNotes(root, placed, idPrefix);
  const chips = [...placed.chips, ...(rug?.chips ?? [])];
  drawSymbols(
    root,
    chips.filter(({ ring }) => ring),
    r + ringGap,
  );
  drawSymbols(
    root,
    chips.filter(({ ring, consumer }) => !ring && !consumer),
    r,
  );
  drawCrosses(
    root,
    chips.filter(({ consumer }) => consumer),
    r,
  );
  drawLabels(root, placed.labels);
  drawLabels(root, rug?.labels ?? []);
  drawKey(root, placed, r);
  if (placed.chips.length === 0)
    drawNote(root, "No chip with both figures is known", (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2);
}

const hatches = {
  notice: { lines: "rising", step: 6, ink: colour.rule, width: 1 },
  maybe: { lines: "falling", step: 6, ink: "#cfc7b2", width: 1 },
} as const;
const areaFill = { licence: colour.otherTint, maybe: colour.wash, notice: colour.wash } as const;

function drawAreas(root: Svg, { areas, reliefs, plot, rug }: PlanePlaced, idPrefix: string): void {
  const frame = root.append("g").attr("aria-hidden", "true");
  const defs = frame.append("defs");
  // Cut at the plot's edge, where regions go on: their outlines stand only at true limits.
  const panes = [plot, ...(rug ? [rug.box] : [])];
  defs
    .append("clipPath")
    .attr("id", `${idPrefix}-plot`)
    .append("path")
    .attr("d", panes.map(({ x0, y0, x1, y1 }) => `M${x0},${y0}H${x1}V${y1}H${x0}z`).join(""));
  const group = frame.append("g").attr("clip-path", `url(#${idPrefix}-plot)`);
  for (const [index, area] of areas.entries()) {
    const { kind } = area;
    const d = outline(area);
    // Inked below its own fill, the outline shows only where the union of the parts ends.
    const edge = group.append("path").attr("d", d).attr("fill", areaFill[kind]).attr("stroke", colour.other);
    edge.attr("stroke-width", 1.6).attr("stroke-dasharray", dashOf(kind));
    group.append("path").attr("d", d).attr("fill", areaFill[kind]);
    const boxes = [...area.boxes, ...area.bends.map(({ box }) => box)];
    if (kind !== "licence")
      drawHatch(group as unknown as Svg, { d, boxes }, hatches[kind], `${idPrefix}-${kind}-${index}`);
  }
  frame
    .append("path")
    .attr("d", panes.map(({ x0, y0, y1 }) => `M${x0},${tenth(y0)}V${tenth(y1)}`).join(""))
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

function drawLimits(root: Svg, { limitsAcross, limitsUp, plot, floor }: PlanePlaced): void {
  const group = root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-weight", 600)
    .attr("fill", colour.ink)
    .attr("text-anchor", "middle");
  const y = floor + 5 + chartType.axis;
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
    ...limitsAcross.map(({ at, row }) => `M${at},${tenth(floor)}v${row === 0 ? 6 : 18}`),
    ...limitsUp.map(({ at }) => `M${tenth(plot.x0)},${at}h-5`),
  ];
  group.append("path").attr("d", ticks.join("")).attr("stroke", colour.ink).attr("fill", "none");
}

function drawTexts(root: Svg, { texts, titles, plot, rug, width, floor }: PlanePlaced): void {
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
    .attr("y", tenth(floor + 42))
    .attr("font-size", chartType.axis)
    .attr("text-anchor", "end")
    .text(titles.across);
  if (rug) {
    group
      .append("text")
      .attr("x", tenth(plot.x0 + 7))
      .attr("y", rug.titleY)
      .text(rug.title);
  }
  for (const { lines, strong, x, y, anchor } of texts) {
    const text = group
      .append("text")
      .attr("x", x)
      .attr("y", y)
      .attr("text-anchor", anchor === "start" ? null : anchor);
    text
      .selectAll(null)
      .data(lines)
      .enter()
      .append("tspan")
      .attr("x", x)
      .attr("dy", (_, index) => (index === 0 ? null : tenth(chartType.note * 1.22)))
      .attr("font-weight", (_, index) => (index < strong ? 600 : null))
      .attr("fill", (_, index) => (index < strong ? colour.ink : null))
      .text((line) => line);
  }
}

/** Limits below the picture, each beside a sample of its region's shading. */
function drawNotes(root: Svg, { notes }: PlanePlaced, idPrefix: string): void {
  const group = root.append("g").attr("font-size", chartType.note).attr("fill", colour.muted);
  for (const [index, { kind, lines, y }] of notes.entries()) {
    const top = tenth(y - 9);
    const sample = `M1,${top}h14v10h-14z`;
    group
      .append("path")
      .attr("d", sample)
      .attr("fill", areaFill[kind])
      .attr("stroke", colour.other)
      .attr("stroke-dasharray", dashOf(kind));
    const area = { d: sample, boxes: [{ x0: 1, y0: top, x1: 15, y1: top + 10 }] };
    if (kind !== "licence")
      drawHatch(group as unknown as Svg, area, hatches[kind], `${idPrefix}-note-${kind}-${index}`);
    group
      .append("text")
      .attr("y", y)
      .selectAll(null)
      .data(lines)
      .enter()
      .append("tspan")
      .attr("x", 22)
      .attr("dy", (_, index) => (index === 0 ? null : tenth(chartType.note * 1.22)))
      .text((line) => line);
  }
}

function dashOf(kind: Kind): string | null {
  return kind === "licence" ? null : "4 3";
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

function drawKey(root: Svg, { key }: PlanePlaced, r: number): void {
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
