import type { ChartText } from "./chart.js";
import { capital, countOf, formatCount, formatDate, sayTimes } from "./format.js";
import { sayAmount } from "./money-basis.js";
import { type PeriodTotal, type PerPeriodData, periodsOf, sayPeriod, sumOf, totalsOf } from "./per-period-data.js";

const levelWithin = 1.05;
const both = ["a", "b"] as const;

/** The words around the picture of funding by period. */
export function describePerPeriod(data: PerPeriodData): ChartText {
  const sums = both.map((side) => sumOf(data, side));
  const rounds = sums.reduce((sum, total) => sum + total.rounds, 0);
  const undisclosed = sums.reduce((sum, total) => sum + total.undisclosed, 0);
  const leftOut = sums.reduce((sum, total) => sum + total.leftOut, 0);
  const periods = periodsOf(data);
  const [first, last] = [periods[0], periods.at(-1)];
  return {
    finding: findingOf(data),
    unit: `Known amounts of equity rounds by ${data.kind} of announcement and stage, ${data.basis.unit}${data.basis.caveat ? ` (${data.basis.caveat})` : ""}`,
    coverage:
      rounds === 0
        ? "No rounds in view"
        : [
            `${formatCount(rounds - undisclosed)} of ${countOf(rounds, "round")} disclose an amount`,
            leftOut > 0 ? `${formatCount(leftOut)} of them left out for want of a value to set them against` : "",
            unplacedText(data),
          ]
            .filter(Boolean)
            .join("; "),
    summary: [
      first && last
        ? `Two panels of bars, one bar for each ${data.kind} from ${sayPeriod(first, data.kind)} to ${sayPeriod(last, data.kind)}, split by stage.`
        : "No bars are drawn.",
      ...both.map((side, at) => sumText(data, side, sums[at])),
    ].join(" "),
  };
}

/** Rounds that no quarter is known of: beside the axis, and said. */
function unplacedText(data: PerPeriodData): string {
  if (data.kind === "year") return "";
  const apart = data.cells.filter(({ period }) => !period.includes("-Q")).reduce((sum, { rounds }) => sum + rounds, 0);
  return apart > 0 ? `${formatCount(apart)} with a year alone stand apart, in no quarter` : "";
}

function sumText(data: PerPeriodData, side: "a" | "b", total: PeriodTotal | undefined): string {
  const name = capital(data.sides[side].name);
  if (!total || total.rounds === 0) return `${name}: no rounds.`;
  return `${name}: ${sayAmount(total.amount)}${data.basis.after} in ${countOf(total.rounds, "round")}, ${formatCount(total.undisclosed)} of them undisclosed; ${evidenceText(total)}.`;
}

/** What a total would be on stricter and looser evidence. */
export function evidenceText({
  confirmed,
  reported,
  all,
}: Pick<PeriodTotal, "confirmed" | "reported" | "all">): string {
  const said = [confirmed, reported, all].map(sayAmount);
  if (said.every((text) => text === said[0])) return "the same on any evidence";
  return `${said[0]} confirmed, ${said[1]} reported or better, ${said[2]} on any evidence`;
}

function findingOf(data: PerPeriodData): string {
  const { sides, basis } = data;
  const totals = { a: totalsOf(data, "a"), b: totalsOf(data, "b") };
  const periods = periodsOf(data).filter((period) => both.some((side) => (totals[side].get(period)?.amount ?? 0) > 0));
  const over = periods.filter((period) => period !== data.open).at(-1);
  const open = periods.find((period) => period === data.open);
  const amount = (side: "a" | "b", period: string) => totals[side].get(period)?.amount ?? 0;
  if (!over && !open) {
    return `No funding with a known amount and ${data.kind} for ${sides.a.name} or ${sides.b.name} by ${formatDate(data.asOf)}`;
  }
  const spoken = (period: string) => {
    const [a, b] = [amount("a", period), amount("b", period)];
    return [
      a > 0 ? `${sayAmount(a)} for ${sides.a.name}` : `none known for ${sides.a.name}`,
      b > 0 ? `${sayAmount(b)} for ${sides.b.name}` : `none known for ${sides.b.name}`,
    ].join(" and ");
  };
  const soFar = open ? `so far in ${sayPeriod(open, data.kind)} it is ${spoken(open)}` : "";
  if (!over) return `Known funding: ${soFar}${basis.after}`;
  const [a, b] = [amount("a", over), amount("b", over)];
  const [more, less] = a >= b ? (["a", "b"] as const) : (["b", "a"] as const);
  const [high, low] = a >= b ? [a, b] : [b, a];
  const when = sayPeriod(over, data.kind);
  const figures = `${sayAmount(high)} against ${sayAmount(low)}${basis.after}`;
  const said =
    low === 0
      ? `In ${when} known funding of ${sides[more].name} was ${sayAmount(high)}${basis.after}; none is known for ${sides[less].name}`
      : high / low < levelWithin
        ? `In ${when} known funding of ${sides[more].name} and ${sides[less].name} was level, ${figures}`
        : `In ${when} known funding of ${sides[more].name} was ${ratioText(high / low)} that of ${sides[less].name}, ${figures}`;
  return soFar ? `${said}; ${soFar}` : said;
}

function ratioText(ratio: number): string {
  return ratio < 1.95 ? `${Math.round((ratio - 1) * 100)}% above` : sayTimes(ratio);
}
