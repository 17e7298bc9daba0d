import type { Svg } from "./chart.js";
import { type CalendarStatus, statuses } from "./status-calendar-data.js";
import { statusColour } from "./tokens.js";

/** Marks on a tile of 6 units, beside lightness a second sign of each status; what no rule catches stays plain. */
const tile: Readonly<Record<CalendarStatus, string>> = {
  "prohibited-without-license": "M-1,1l2-2M0,6l6-6M5,7l2-2",
  notification: "M1.5,0v3h1.5v-3zM4.5,3v3h1.5v-3z",
  licensed: "M1.5,-1V7M4.5,-1V7",
  allowed: "",
  undetermined: "M-1,5l2,2M0,0l6,6M5,-1l2,2M-1,1l2-2M0,6l6-6M5,7l2-2",
};
/** Light bars need an edge to be seen on paper. */
const edged: readonly CalendarStatus[] = ["notification", "allowed", "undetermined"];

/** Adds the patterns of `used` to `defs`; their ids begin with `idPrefix`. */
export function definePatterns(defs: Svg, idPrefix: string, used: readonly CalendarStatus[]): void {
  for (const status of statuses.filter((one) => used.includes(one))) {
    const [d, { ground, mark }] = [tile[status], statusColour[status]];
    if (d === "") continue;
    const pattern = defs
      .append("pattern")
      .attr("id", patternId(idPrefix, status))
      .attr("width", 6)
      .attr("height", 6)
      .attr("patternUnits", "userSpaceOnUse");
    pattern.append("path").attr("d", "M0,0h6v6h-6z").attr("fill", ground);
    const marks = pattern.append("path").attr("d", d);
    if (status === "notification") marks.attr("fill", mark);
    else marks.attr("stroke", mark).attr("fill", "none");
  }
}

/** Appends an outline filled as its status is. */
export function drawShaded(svg: Svg, d: string, status: CalendarStatus, idPrefix: string): void {
  const { ground, mark } = statusColour[status];
  svg
    .append("path")
    .attr("d", d)
    .attr("fill", tile[status] === "" ? ground : `url(#${patternId(idPrefix, status)})`)
    .attr("stroke", edged.includes(status) ? mark : null)
    .attr("stroke-width", edged.includes(status) ? 0.6 : null);
}

function patternId(idPrefix: string, status: CalendarStatus): string {
  return `${idPrefix}-${status}`;
}
