import type { ChartData } from "./chart.js";

type Compared = "a" | "b";

/** A dated claim on the lag, in months. One end is `null` where the claim leaves it open. */
export interface LagClaim {
  readonly id: string;
  readonly speaker: string;
  /** May be reduced. */
  readonly on: string;
  readonly behind: Compared;
  readonly low: number | null;
  readonly high: number | null;
}

/** A record of one side that the other had reached before. */
export interface LagCrossing {
  readonly key: string;
  readonly benchmark: string;
  /** Day of the follower's record. */
  readonly on: string;
  readonly follower: Compared;
  readonly model: string;
  readonly months: number;
}

/** What could be measured at a day. */
export interface MeasuredLag {
  readonly on: string;
  /** Over the crossings of the trailing twelve months; `null` where there were none. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Crossings that the median is taken from. */
  readonly crossings: number;
  /** How long the leader's oldest record had stood unmatched; `null` where none did. */
  readonly open: number | null;
}

export interface ClaimedMeasuredData extends ChartData {
  /** First day drawn. */
  readonly from: string;
  /** Who follows at the end; `null` where that cannot be told. Its lag is drawn upwards, the other's downwards. */
  readonly behind: Compared | null;
  readonly claims: readonly LagClaim[];
  /** Claims on the lag that give no figure in months or years. */
  readonly withoutFigure: number;
  readonly crossings: readonly LagCrossing[];
  /** By the side that follows; in order of date. */
  readonly measured: Readonly<Record<Compared, readonly MeasuredLag[]>>;
  /** Least crossings of twelve months that a median line is drawn from. */
  readonly leastForLine: number;
  /** First score of each side on any benchmark. */
  readonly firstScores: Readonly<Record<Compared, string | null>>;
}

export const sidesCompared = ["a", "b"] as const;

/** Which side's lag is drawn upwards. */
export function upwards({ behind }: ClaimedMeasuredData): Compared {
  return behind ?? "b";
}
