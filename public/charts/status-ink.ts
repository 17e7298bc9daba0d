import type { Svg } from "./chart.js";
import { type CalendarStatus, statuses } from "./status-calendar-data.js";
import { colour } from "./tokens.js";

/**
 * How a status is shaded. Lightness alone tells the five apart in grey and to those who see no red or green, from the
 * darkest for what needs a licence to paper for what cannot be told; the pattern tells them apart once more.
 */
const shades: Readonly<Record<CalendarStatus, { readonly ground: string; readonly mark: string; readonly d: string }>> =
  {
    "prohibited-without-license": { ground: "#54302f", mark: "#8d6663", d: "M-1,1l2-2M0,6l6-6M5,7l2-2" },
    notification: { ground: "#f0dca6", mark: colour.mark, d: "M1.5,0v3h1.5v-3zM4.5,3v3h1.5v-3z" },
    licensed: { ground: "#c08f2c", mark: "#fdf3d9", d: "M1.5,-1V7M4.5,-1V7" },
    allowed: { ground: "#dfe6de", mark: "#dfe6de", d: "" },
    undetermined: { ground: colour.paper, mark: "#8b8f95", d: "M-1,5l2,2M0,0l6,6M5,-1l2,2M-1,1l2-2M0,6l6-6M5,7l2-2" },
  };

const edge: Readonly<Record<CalendarStatus, string | null>> = {
  "prohibited-without-license": null,
  notification: "#b59a4d",
  licensed: null,
  allowed: "#a9b5a8",
  undetermined: "#8b8f95",
};

/** Adds the patterns of `used` to `defs`; their ids begin with `idPrefix`. */
export function definePatterns(defs: Svg, idPrefix: string, used: readonly CalendarStatus[]): void {
  for (const status of statuses.filter((one) => used.includes(one))) {
    const { ground, mark, d } = shades[status];
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
  const { ground, d: marks } = shades[status];
  svg
    .append("path")
    .attr("d", d)
    .attr("fill", marks === "" ? ground : `url(#${patternId(idPrefix, status)})`)
    .attr("stroke", edge[status])
    .attr("stroke-width", edge[status] ? 0.6 : null);
}

function patternId(idPrefix: string, status: CalendarStatus): string {
  return `${idPrefix}-${status}`;
}
