import { sayCounted, sayFigure } from "../overview/figure-words.js";
import { sayCount, sayLarge, sayNumber } from "../values/numbers.js";
import type { FigureAt, FigureKey, SideFigure } from "./comparison.js";

/** A side’s headline figure as a table’s cell prints it: the figure, what it is taken from, and its levels of evidence. */
export function shownFigure(figure: SideFigure, { key, format }: FigureAt) {
  return { figure: say(figure, format), counted: sayFrom(figure, key), band: sayBand(figure, format) };
}

function say({ value, counted }: SideFigure, format: FigureAt["format"]): string {
  if (format !== "months" && format !== "large") return sayFigure({ value, ...(counted && { counted }) }, { format });
  if (value === null) return "–";
  return format === "large" ? sayLarge(value) : `${sayNumber(Math.round(value * 10) / 10)} months`;
}

function sayFrom({ value, counted }: SideFigure, key: FigureKey): string {
  if (!counted) return "";
  if (key === "lag") return counted.whole === 0 ? "no crossings" : sayCount(counted.whole, "crossing");
  if (key === "compute")
    return counted.whole === 0 ? "no counts" : `${counted.part} of ${sayCount(counted.whole, "count")} converted`;
  return sayCounted({ value, counted }, { key });
}

/** The three levels of evidence, where they differ. */
function sayBand({ band }: SideFigure, format: FigureAt["format"]): string {
  if (!band) return "";
  const levels = [band.confirmed, band.reported, band.all].map((value) =>
    value === null ? "–" : say({ value }, format).replace(/ months$/, ""),
  );
  return new Set(levels).size === 1 ? "" : levels.join(" / ");
}
