import type { Svg } from "./chart.js";
import { chartType, colour } from "./tokens.js";

const lineHeight = 21;
const swatch = { width: 14, height: 11, gap: 6 } as const;

/** What the parts of a column mean: the tones of evidence, the line of the view, the hollow of too few models. */
const entries = [
  { level: "confirmed", text: "confirmed", width: 92 },
  { level: "reported", text: "with reported", width: 112 },
  { level: "all", text: "on any evidence", width: 126 },
  { level: "view", text: "this view", width: 84 },
  { level: "hollow", text: "under ten models: counts only", width: 200 },
] as const;

/** Height of the key in as many lines as `width` asks for. */
export function evidenceKeyHeight(width: number): number {
  return ((places(width).at(-1)?.line ?? 0) + 1) * lineHeight;
}

function places(width: number): readonly { readonly x: number; readonly line: number }[] {
  let [x, line] = [0, 0];
  return entries.map((entry) => {
    if (x > 0 && x + entry.width > width) [x, line] = [0, line + 1];
    const at = { x, line };
    x += entry.width;
    return at;
  });
}

/** Appends the key with its upper edge at `top`; drawn in grey, since it holds for either side. */
export function drawEvidenceKey(svg: Svg, top: number, width: number): void {
  const group = svg
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted);
  for (const [index, { x, line }] of places(width).entries()) {
    const { level, text } = entries[index] ?? entries[0];
    const y = top + line * lineHeight;
    if (level === "view") {
      group
        .append("path")
        .attr("d", `M${x},${y + 6}h${swatch.width + 1}`)
        .attr("stroke", colour.ink)
        .attr("stroke-width", 1.8);
    } else {
      const outlined = level === "all" || level === "hollow";
      group
        .append("rect")
        .attr("x", x + 0.5)
        .attr("y", y + 0.5)
        .attr("width", swatch.width)
        .attr("height", swatch.height)
        .attr("fill", level === "all" ? colour.otherTint : level === "hollow" ? colour.paper : colour.muted)
        .attr("fill-opacity", level === "reported" ? 0.5 : null)
        .attr("stroke", outlined ? colour.muted : null)
        .attr("stroke-dasharray", level === "hollow" ? "3 2" : null);
    }
    group
      .append("text")
      .attr("x", x + swatch.width + swatch.gap)
      .attr("y", y + 10)
      .text(text);
  }
}
