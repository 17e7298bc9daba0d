import { csvHeader, csvLines } from "../../db/csv.js";
import { standaloneSvg } from "../web/figures.js";
import type { Cover } from "./document.js";
import type { FigurePart } from "./parts.js";

/** A report's figure by itself, for a slide: its sources stand in the report. */
export function figureSvg({ title, sentence }: Cover, { number, input }: FigurePart, width: number): string {
  return standaloneSvg(input, width, [
    `Figure ${number} of “${title}”, where its sources are listed. ${sentence}.`,
    "Parallax, data under CC BY 4.0.",
  ]);
}

/** What a figure is drawn from. */
export function figureCsv({ input }: FigurePart): string {
  const { columns, rows } = input.table();
  const described = columns.map(({ name, type }) => ({ name, type }));
  return csvHeader(described) + csvLines(described, rows);
}
