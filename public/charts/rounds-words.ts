import type { ChartText, Side } from "./chart.js";
import { capital, countOf, formatCount, formatDate, sayTimes } from "./format.js";
import { nominalDollars, sayAmount } from "./money-basis.js";
import { medianOf, type RoundCrowd } from "./round-crowd.js";
import { drawnOf, fromOf, type RoundDot, type RoundsData } from "./rounds-data.js";

const levelWithin = 1.05;

export function describeRounds(data: RoundsData): ChartText {
  const drawn = drawnOf(data);
  const known = drawn.filter((round) => round.amountUsd !== null);
  const earlier = data.rounds.length - drawn.length;
  const basis = data.basis ?? nominalDollars;
  if (data.crowd) return describeCrowd(data, data.crowd, findingOf(data, known));
  const coverage =
    drawn.length === 0
      ? "No rounds in view"
      : `${formatCount(known.length)} of ${countOf(drawn.length, "round")} disclose an amount`;
  const summary = (["a", "b"] as const).map((key) => {
    const own = known.filter((round) => round.side === key).map((round) => round.amountUsd ?? 0);
    const all = drawn.filter((round) => round.side === key).length;
    const name = capital(data.sides[key].name);
    if (own.length === 0)
      return `${name}: ${all === 0 ? "no rounds" : `${countOf(all, "round")}, none with an amount`}.`;
    return `${name}: ${countOf(all, "round")}, ${formatCount(own.length)} with an amount, half of them of ${sayAmount(medianOf(own))} or more.`;
  });
  return {
    finding: findingOf(data, known),
    unit: `Each round by announcement and amount in ${basis.unit}, logarithmic scale${basis.caveat ? ` (${basis.caveat})` : ""}`,
    coverage:
      earlier > 0 ? `${coverage}; ${formatCount(earlier)} before ${formatDate(fromOf(data))} not drawn` : coverage,
    summary: [
      `A dot for each round from ${formatDate(fromOf(data))} to ${formatDate(data.asOf)}, higher for larger amounts; estimated and disputed ones hollow.`,
      ...summary,
    ].join(" "),
  };
}

/** Rounds too many to draw each: counted in cells, the largest named. */
function describeCrowd(data: RoundsData, { sides }: RoundCrowd, finding: string): ChartText {
  const basis = data.basis ?? nominalDollars;
  const all = Object.values(sides);
  const [rounds, known] = [all.reduce((sum, one) => sum + one.rounds, 0), all.reduce((sum, one) => sum + one.known, 0)];
  return {
    finding,
    unit: `Rounds by half-year of announcement and class of amount in ${basis.unit}, logarithmic scale; the area of a mark is the number of rounds, the largest stand by themselves${basis.caveat ? ` (${basis.caveat})` : ""}`,
    coverage: `${formatCount(known)} of ${countOf(rounds, "round")} disclose an amount; too many to draw one by one`,
    summary: [
      `Rounds counted by half-year and amount from ${formatDate(fromOf(data))} to ${formatDate(data.asOf)}.`,
      ...(["a", "b"] as const).map((key) => {
        const own = sides[key];
        const name = capital(data.sides[key].name);
        if (own.known === 0) return `${name}: ${countOf(own.rounds, "round")}, none with an amount.`;
        return `${name}: ${countOf(own.rounds, "round")}, ${formatCount(own.known)} with an amount, half of them of ${sayAmount(own.median)} or more.`;
      }),
    ].join(" "),
  };
}

function findingOf(data: RoundsData, known: readonly RoundDot[]): string {
  const largest = (["a", "b"] as const)
    .flatMap((key) => {
      const own = known.filter((round) => round.side === key && (round.amountUsd ?? 0) > 0);
      const top = own.reduce<RoundDot | undefined>(
        (best, round) => (best && (best.amountUsd ?? 0) >= (round.amountUsd ?? 0) ? best : round),
        undefined,
      );
      return top ? [{ side: data.sides[key], key, company: top.company, amount: top.amountUsd ?? 0 }] : [];
    })
    .sort((one, other) => other.amount - one.amount);
  const [first, second] = largest;
  const said = ({ company, amount }: { company: string; amount: number }) => `${sayAmount(amount)} for ${company}`;
  if (!first) {
    return `No round with a known amount for ${data.sides.a.name} or ${data.sides.b.name} by ${formatDate(data.asOf)}`;
  }
  if (!second) {
    const without: Side = first.key === "a" ? data.sides.b : data.sides.a;
    return `The largest known round is ${said(first)} in ${first.side.name}; no amount is known in ${without.name}`;
  }
  const ratio = first.amount / second.amount;
  if (ratio < levelWithin) {
    return `The largest known rounds are level: ${said(first)} in ${first.side.name}, ${said(second)} in ${second.side.name}`;
  }
  return `The largest known round in ${first.side.name}, ${said(first)}, is ${sayTimes(ratio)} the largest in ${second.side.name}, ${said(second)}`;
}
