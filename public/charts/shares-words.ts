import type { ChartText } from "./chart.js";
import { countOf, formatCount, formatDate, formatPercent } from "./format.js";
import type { SharePoint, SharesData } from "./shares.js";

/** Shares nearer to each other than this are called level: five points of a hundred. */
const levelWithin = 0.05;

interface Year {
  readonly period: string;
  readonly a: SharePoint;
  readonly b: SharePoint;
}

/** The words around the two directions. */
export function describe(data: SharesData): ChartText {
  const { kinds, bases, reach, sides } = data;
  const how = reach === "any" ? "through any chain of" : "directly by";
  return {
    finding: findingOf(data),
    unit: `Share of each side’s open-weight and open-source models${data.withLineage ? ", those recorded for what they rest on included," : ""} that rest on the other side’s ${bases} ${how} ${kinds}, by year of release`,
    coverage: coverageOf(data),
    summary: [
      `Columns by year for two directions: ${sides.a.name} resting on ${sides.b.name}, and the other way round.`,
      ...(["a", "b"] as const).map((side) => {
        const own = data.points.filter((point) => point.side === side && point.models > 0);
        const said = own.map((point) => `${point.period} ${sayShare(point, data)}`).join(", ");
        return `Models of ${sides[side].name}: ${said || "none counted"}.`;
      }),
    ].join(" "),
  };
}

/**
 * A share with its place in the sentence: a percentage, or counts where too few models are counted for one.
 * @example sayShare({ resting: 3, models: 7 }, { leastForShare: 10 }) // "3 of 7"
 */
export function sayShare(
  { resting, models }: Pick<SharePoint, "resting" | "models">,
  { leastForShare }: Pick<SharesData, "leastForShare">,
): string {
  return models < leastForShare ? `${resting} of ${models}` : formatPercent(resting / models);
}

/** Whether the year had not ended at the view's day. */
export function isOpen(year: string, asOf: string): boolean {
  return asOf.startsWith(year) && !asOf.endsWith("-12-31");
}

/** What pointer and keyboard are told of a column. */
export function tipOf(data: SharesData, point: SharePoint): readonly string[] {
  const { sides } = data;
  const on = sides[point.side === "a" ? "b" : "a"].name;
  const { confirmed, reported, all } = point.band;
  const few = point.models < data.leastForShare;
  return [
    `${sides[point.side].label}, ${point.period}${isOpen(point.period, data.asOf) ? " so far" : ""}`,
    `${point.resting} of ${countOf(point.models, "model")} rest on ${on}${few ? "; too few for a percentage" : `: ${sayShare(point, data)}`}`,
    `confirmed ${confirmed}, with reported ${reported}, on any evidence ${all}`,
    `${formatCount(point.unrecorded)} without a recorded base`,
  ];
}

function coverageOf({ points, undated, leastForShare, asOf }: SharesData): string {
  const sum = (value: (point: SharePoint) => number) => points.reduce((total, point) => total + value(point), 0);
  const models = sum((point) => point.models);
  if (models === 0) return "No models counted";
  const last = points.at(-1)?.period ?? "";
  const without = undated.a + undated.b;
  return [
    `${countOf(models, "model")} counted, of which ${formatCount(sum((point) => point.unrecorded))} have no recorded base and count as not resting`,
    without > 0 ? `${countOf(without, "model")} without a date left out` : "",
    points.some((point) => point.models > 0 && point.models < leastForShare)
      ? `years with under ${leastForShare} models are counts, not percentages`
      : "",
    isOpen(last, asOf) ? `${last} is incomplete, up to ${formatDate(asOf)}` : "",
    "disputed edges count only on any evidence",
  ]
    .filter(Boolean)
    .join("; ");
}

function findingOf(data: SharesData): string {
  const { sides, asOf, leastForShare } = data;
  const years = yearsOf(data);
  const counted = years.filter(({ a, b }) => a.models > 0 && b.models > 0);
  const complete = counted.filter(({ period }) => !isOpen(period, asOf));
  const carries = ({ a, b }: Year) => a.models >= leastForShare && b.models >= leastForShare;
  const year = complete.findLast(carries) ?? counted.findLast(carries);
  if (!year) return tooLittle(data, complete.at(-1) ?? counted.at(-1));

  const when = `${year.period}${isOpen(year.period, asOf) ? " so far" : ""}`;
  const before = complete.find((one) => one.period < year.period && maybeCarries(one, leastForShare));
  const tail = before ? `; in ${before.period} it was ${sayPair(data, before)}` : "";
  const [a, b] = [year.a.resting / year.a.models, year.b.resting / year.b.models];
  if (a === 0 && b === 0) {
    return `In ${when} no open model of ${sides.a.name} or ${sides.b.name} is recorded as resting on the other side’s${tail}`;
  }
  const said = (side: "a" | "b") => sayBanded(data, year[side]);
  if (Math.abs(a - b) < levelWithin) {
    return `In ${when} open models of ${sides.a.name} and ${sides.b.name} rested on each other about equally often, ${said("a")} and ${said("b")}${tail}`;
  }
  const [more, less] = a > b ? (["a", "b"] as const) : (["b", "a"] as const);
  return `In ${when} ${said(more)} of open models of ${sides[more].name} rested on ${based(data)} of ${sides[less].name}, ${said(less)} the other way${tail}`;
}

/** "those" stands for models. */
function based({ bases }: SharesData): string {
  return bases === "models" ? "those" : bases;
}

function maybeCarries({ a, b }: Year, least: number): boolean {
  return a.models >= least || b.models >= least;
}

/** A share, with what it would be on any evidence where that differs: "37% (63% on any evidence)". */
function sayBanded(data: SharesData, point: SharePoint): string {
  const [share, most] = [sayShare(point, data), sayShare({ ...point, resting: point.band.all }, data)];
  return share === most ? share : `${share} (${most} on any evidence)`;
}

function tooLittle({ sides, asOf, leastForShare, points }: SharesData, year: Year | undefined): string {
  if (!points.some(({ models }) => models > 0)) {
    return `No open models of ${sides.a.name} or ${sides.b.name} are counted by ${formatDate(asOf)}`;
  }
  const both = `Too few open models for a comparison of ${sides.a.name} and ${sides.b.name}: in no year are there ${leastForShare} of each`;
  if (!year) return both;
  const one = (side: "a" | "b") => `${year[side].resting} of ${year[side].models} of ${sides[side].name}`;
  return `${both}; in ${year.period}${isOpen(year.period, asOf) ? " so far" : ""} ${one("a")} and ${one("b")} rested on the other side’s`;
}

/** "0 of 8 for the United States and 79% for China" */
function sayPair(data: SharesData, { a, b }: Year): string {
  return `${sayShare(a, data)} for ${data.sides.a.name} and ${sayShare(b, data)} for ${data.sides.b.name}`;
}

function yearsOf({ points }: SharesData): readonly Year[] {
  return points.flatMap((a) => {
    const b = points.find(({ period, side }) => side === "b" && period === a.period);
    return a.side === "a" && b ? [{ period: a.period, a, b }] : [];
  });
}
