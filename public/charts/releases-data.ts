import type { ChartData, SideKey } from "./chart.js";
import { formatCount, startTime } from "./format.js";

/** How far a model is given out, most open first. */
export const opennessOrder = ["open-source", "open-weights", "api", "closed"] as const;

export interface Release {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly side: SideKey;
  /** Release; a reduced date stands at its first day. */
  readonly on: string;
  /** Training compute; `null` where no figure is known. */
  readonly computeFlop: number | null;
  /** `null` where not stated. */
  readonly openness: (typeof opennessOrder)[number] | null;
  readonly confidence: string;
  readonly href?: string;
}

export interface ReleasesData extends ChartData {
  readonly releases: readonly Release[];
  /** Models of the view without a date, which no time axis can hold. */
  readonly undated: number;
  /** Models of the view that are not among the releases, since no picture holds them all. */
  readonly leftOut?: number;
}

/** A release with a figure, which may then stand on a logarithmic scale. */
export type Measured = Release & { readonly computeFlop: number };

/** In order of date, the larger first on one day: the order of reading and of the table. */
export function inReadingOrder(data: ReleasesData): readonly Release[] {
  return [...data.releases].sort(
    (one, other) =>
      startTime(one.on) - startTime(other.on) ||
      (other.computeFlop ?? -1) - (one.computeFlop ?? -1) ||
      (one.id < other.id ? -1 : 1),
  );
}

/** Share of the releases that may lie before the first year drawn, and the silence that cuts them off. */
const beginning = { share: 0.1, silenceYears: 2 } as const;

/**
 * First year drawn: that of the first release or, where two years of silence cut off a few early ones, that of the
 * first after them, so that they do not squeeze the rest.
 */
export function openingYear(data: ReleasesData): string {
  const ordered = inReadingOrder(data);
  let first = ordered[0]?.on ?? data.asOf;
  const silence = beginning.silenceYears * 365.25 * 86_400_000;
  for (const [at, { on }] of ordered.entries()) {
    if (at > ordered.length * beginning.share) break;
    if (startTime(on) - startTime(ordered[at - 1]?.on ?? on) > silence) first = on;
  }
  return first.slice(0, 4);
}

/** The releases from the first year drawn on. */
export function drawnOf(data: ReleasesData): readonly Release[] {
  const start = startTime(openingYear(data));
  return inReadingOrder(data).filter(({ on }) => startTime(on) >= start);
}

export function isMeasured(release: Release): release is Measured {
  return release.computeFlop !== null && release.computeFlop > 0;
}

/**
 * The releases of a side that were each larger than all before: where the frontier stood from that day. Of one day
 * only the largest counts.
 */
export function records(ordered: readonly Release[], side: SideKey): readonly Measured[] {
  const found: Measured[] = [];
  for (const release of ordered) {
    if (release.side !== side || !isMeasured(release)) continue;
    if (release.computeFlop > (found.at(-1)?.computeFlop ?? 0)) found.push(release);
  }
  return found;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Floating point operations as the field says them, two figures at most.
 * @example formatFlop(2.58e24) // "2.6×10²⁴"; formatFlop(1e25) // "10²⁵"
 */
export function formatFlop(flop: number): string {
  if (flop < 1e6) return formatCount(flop);
  const [digits = "", power = ""] = flop.toExponential(1).split("e+");
  const raised = [...power].map((digit) => superscripts[Number(digit)]).join("");
  const factor = Number(digits);
  return factor === 1 ? `10${raised}` : `${factor}×10${raised}`;
}
