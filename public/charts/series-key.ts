import type { Svg } from "./chart.js";
import { tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** What a reader could not guess from the picture itself. */
const texts = {
  join: "dotted: from one source to another, which may count otherwise",
  hollow: "hollow: an older edition, or disputed",
} as const;

const lineHeight = 18;
const sample = { width: 24, gap: 7 } as const;
const between = 22;

export interface SeriesKey {
  readonly entries: readonly { readonly what: keyof typeof texts; readonly x: number; readonly y: number }[];
  readonly height: number;
}

/** Sets the entries in a row from `top` on, in as many lines as `width` asks for. */
export function placeSeriesKey(whats: readonly (keyof typeof texts)[], width: number, top: number): SeriesKey {
  let [x, line] = [0, 0];
  const entries = whats.map((what) => {
    const room = sample.width + sample.gap + textWidth(texts[what], chartType.note);
    if (x > 0 && x + room > width) [x, line] = [0, line + 1];
    const at = { what, x, y: top + line * lineHeight + lineHeight / 2 };
    x += room + between;
    return at;
  });
  return { entries, height: entries.length === 0 ? 0 : (line + 1) * lineHeight + 6 };
}

export function drawSeriesKey(svg: Svg, { entries }: SeriesKey): void {
  if (entries.length === 0) return;
  const group = svg
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted);
  for (const { what, x, y } of entries) {
    if (what === "join") {
      group
        .append("path")
        .attr("d", `M${tenth(x)},${tenth(y)}h${sample.width}`)
        .attr("stroke", colour.muted)
        .attr("stroke-width", 1.6)
        .attr("stroke-linecap", "round")
        .attr("stroke-dasharray", "1.2 3.6");
    } else {
      group
        .append("circle")
        .attr("cx", tenth(x + sample.width / 2))
        .attr("cy", tenth(y))
        .attr("r", 3.6)
        .attr("fill", colour.paper)
        .attr("stroke", colour.muted)
        .attr("stroke-width", 1.3);
    }
    group
      .append("text")
      .attr("x", tenth(x + sample.width + sample.gap))
      .attr("y", tenth(y + 4))
      .text(texts[what]);
  }
}
