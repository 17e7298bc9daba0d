import type { ChartData } from "./chart.js";

type Compared = "a" | "b";

export interface FrontierStep {
  readonly on: string;
  readonly score: number;
  readonly model: string;
}

/** From the day on which one side reached a score to the day on which the other set that record. */
export interface CatchUp {
  readonly follower: Compared;
  readonly threshold: number;
  readonly from: string;
  /** `null` while the other has not reached it. */
  readonly to: string | null;
  readonly months: number;
  /** Whose record it is: the follower's, or the leader's while it stands unmatched. */
  readonly model: string;
}

export interface FrontierPanel {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  readonly steps: Readonly<Record<Compared, readonly FrontierStep[]>>;
  /** In order of the leader's day; of those that stand unmatched only the oldest. */
  readonly catchUps: readonly CatchUp[];
}

export interface FrontierData extends ChartData {
  /** First day drawn. */
  readonly from: string;
  /** Those with most crossings first; more than are drawn. */
  readonly panels: readonly FrontierPanel[];
  /** On how many benchmarks with scores of both sides each is behind. */
  readonly behind: Readonly<Record<Compared | "neither", number>>;
  /** Benchmarks on which one side or both have no score. */
  readonly oneSided: number;
}
