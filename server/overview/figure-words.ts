import { sayCount, sayNumber, sayPercent, sayUsd } from "../values/numbers.js";
import type { Figure, Measure } from "./headlines.js";

/** Page on which the rows behind a measure stand, with the filters that find them. */
export const origins: Readonly<
  Record<
    Measure["key"],
    { readonly path: string; readonly label: string; readonly filters?: Readonly<Record<string, string>> }
  >
> = {
  "funding-year": { path: "/funding", label: "Funding" },
  funding: { path: "/funding", label: "Funding" },
  companies: { path: "/companies", label: "Companies" },
  models: { path: "/data/models.csv", label: "Models as CSV" },
  dependence: { path: "/dependencies", label: "Dependencies" },
  chips: { path: "/chips", label: "Chips" },
  listings: { path: "/companies", label: "Companies", filters: { listed: "yes" } },
};

const sayers = { usd: sayUsd, count: sayNumber, percent: sayPercent } as const;

/** A figure as the page prints it; too few models for a share are given as counts. */
export function sayFigure({ value, counted }: Figure, { format }: Pick<Measure, "format">): string {
  if (value !== null) return sayers[format](value);
  if (format === "usd") return "none known";
  return counted && counted.whole > 0 ? `${counted.part} of ${counted.whole}` : "–";
}

/** What a figure is taken from, in a line. */
export function sayCounted({ value, counted }: Figure, { key }: Pick<Measure, "key">): string {
  if (!counted) return "";
  if (key === "funding" || key === "funding-year")
    return counted.whole === 0 ? "no rounds" : `${counted.part} of ${sayCount(counted.whole, "round")} disclosed`;
  if (key === "chips") return counted.whole === 0 ? "no chips known" : `of ${sayCount(counted.whole, "chip")}`;
  return value === null ? "too few for a share" : `${counted.part} of ${sayCount(counted.whole, "model")}`;
}
