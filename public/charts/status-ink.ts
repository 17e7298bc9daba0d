import type { Svg } from "./chart.js";
import { drawHatch, type Hatch, type HatchedArea } from "./hatching.js";
import type { CalendarStatus } from "./status-calendar-data.js";
import { statusColour } from "./tokens.js";

/** Marks beside lightness a second sign of each status; what no rule catches stays plain. */
const hatches: Readonly<Partial<Record<CalendarStatus, Pick<Hatch, "lines" | "step">>>> = {
  "prohibited-without-license": { lines: "rising", step: 6 },
  notification: { lines: "dashes", step: 6 },
  licensed: { lines: "upright", step: 3 },
  undetermined: { lines: "crossed", step: 6 },
};
/** Light bars need an edge to be seen on paper. */
const edged: readonly CalendarStatus[] = ["notification", "allowed", "undetermined"];

/**
 * Appends an area filled as its status is.
 * @param clipId an id that is nowhere else in the document
 */
export function drawShaded(svg: Svg, area: HatchedArea, status: CalendarStatus, clipId: string): void {
  const { ground, mark } = statusColour[status];
  svg
    .append("path")
    .attr("d", area.d)
    .attr("fill", ground)
    .attr("stroke", edged.includes(status) ? mark : null)
    .attr("stroke-width", edged.includes(status) ? 0.6 : null);
  const hatch = hatches[status];
  if (hatch) drawHatch(svg, area, { ...hatch, ink: mark, width: 1 }, clipId);
}
