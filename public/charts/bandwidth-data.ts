import type { ChartData } from "./chart.js";
import type { ChipFace, Region } from "./plane-data.js";

/** A part of the plane; a limit that is not given lies at infinity. Lower limits belong to it. */
export interface BandwidthBox {
  readonly memoryMin?: number;
  readonly memoryMax?: number;
  readonly linksMin?: number;
  readonly linksMax?: number;
  /** Least sum of both. */
  readonly sumMin?: number;
}

/** What a rule in force catches, notifies or relieves by memory bandwidth and links. */
export type BandwidthRegion = Region<BandwidthBox>;

export interface BandwidthChip extends ChipFace {
  /** Bandwidth of the memory on the package, GB/s. */
  readonly memory: number | null;
  /** Two-way bandwidth to other chips, GB/s. */
  readonly links: number | null;
}

export interface BandwidthData extends ChartData {
  /** All chips known at the date. */
  readonly chips: readonly BandwidthChip[];
  readonly regions: readonly BandwidthRegion[];
}
