import type { ChartText, Side } from "./chart.js";
import { capital, countOf, formatCount, formatDate, formatLarge, sayTimes } from "./format.js";
import type { HeldData, HeldPoint } from "./held.js";

/** Figures nearer to each other than this are called level. */
const levelWithin = 1.05;

interface Standing {
  readonly side: Side;
  readonly last: HeldPoint | undefined;
  readonly together: number | null;
}

/** The words around the picture of compute held. */
export function describe(data: HeldData): ChartText {
  const standings = (["a", "b"] as const).map((key): Standing => {
    const series = data.series.find(({ side }) => side === key);
    return {
      side: data.sides[key],
      last: series?.points.at(-1),
      together: series?.together.at(-1)?.value ?? null,
    };
  });
  const known = standings.some(({ last, together }) => (last?.value ?? together) !== null);
  return {
    finding: findingOf(data, standings),
    unit: "Chips held by firms as H100-equivalents by dense 16-bit throughput, logarithmic scale; pale areas span stricter and looser evidence",
    coverage: coverageOf(data),
    summary: [
      known
        ? `Stepped lines of the compute known to be held from ${formatDate(data.from)} to ${formatDate(data.asOf)}.`
        : "No lines are drawn.",
      ...standings.map(sentenceOf),
    ].join(" "),
  };
}

function sentenceOf({ side, last, together }: Standing): string {
  const said = (value: number | null | undefined) => (value == null ? "none" : formatLarge(value));
  const firms =
    last?.value == null
      ? `${capital(side.name)}: nothing that can be reckoned for single firms`
      : `${capital(side.name)}: ${said(last.value)} H100-equivalents at single firms (confirmed ${said(last.confirmed)}, reported or better ${said(last.reported)}, on any evidence ${said(last.all)})`;
  return `${firms}${together === null ? "" : `; several firms counted together ${said(together)}, not added`}.`;
}

function coverageOf({ counts }: HeldData): string {
  if (counts.rows === 0) return "No rows in view";
  const pieces = [
    `${formatCount(counts.counted)} of ${countOf(counts.rows, "row")} counted, so that no chip counts twice`,
    counts.unconverted.rows > 0
      ? `${formatLarge(counts.unconverted.chips)} chips in ${countOf(counts.unconverted.rows, "row")} have no known equivalent`
      : "",
    counts.unnumbered > 0 ? `${countOf(counts.unnumbered, "row")} without a number` : "",
  ];
  return pieces.filter(Boolean).join("; ");
}

function findingOf(data: HeldData, standings: readonly Standing[]): string {
  const beside = standings
    .filter(({ together }) => together !== null)
    .map(({ side, together }) => `several firms of ${side.name} counted together hold ${formatLarge(together ?? 0)}`);
  const tail = beside.length > 0 ? `; ${beside.join(", ")}` : "";
  const [more, less] = standings
    .map(({ side, last }) => ({ side, value: last?.value ?? 0 }))
    .sort((one, other) => other.value - one.value);
  if (!more || !less || more.value === 0) {
    const nobody = `No firm of ${data.sides.a.name} or ${data.sides.b.name} is known to hold compute by ${formatDate(data.asOf)}`;
    return `${nobody}${tail}`;
  }
  const figures = `${formatLarge(more.value)} against ${formatLarge(less.value)} H100-equivalents`;
  if (less.value === 0) {
    return `Firms of ${more.side.name} are known to hold ${formatLarge(more.value)} H100-equivalents, of ${less.side.name} none that can be reckoned${tail}`;
  }
  const ratio = more.value / less.value;
  if (ratio < levelWithin) {
    return `Known compute of firms of ${more.side.name} and ${less.side.name} is level: ${figures}${tail}`;
  }
  const lead =
    ratio < 1.95
      ? `${Math.round((ratio - 1) * 100)}% above that of firms of ${less.side.name}`
      : `${sayTimes(ratio)} that of firms of ${less.side.name}`;
  return `Known compute of firms of ${more.side.name} is ${lead}: ${figures}${tail}`;
}
