import type { ChartData } from "./chart.js";
import type { ChipFace, Region } from "./plane-data.js";

/** A box of the plane; a limit that is not given lies at infinity. Lower limits belong to it. */
export interface DensityBox {
  readonly tppMin?: number;
  readonly tppMax?: number;
  readonly densityMin?: number;
  readonly densityMax?: number;
}

/** What a rule in force catches, notifies or relieves by performance and performance density. */
export type DensityRegion = Region<DensityBox>;

export interface DensityChip extends ChipFace {
  readonly tpp: number | null;
  /** TPP per mm² of die. */
  readonly density: number | null;
}

export interface DensityData extends ChartData {
  /** All chips known at the date. */
  readonly chips: readonly DensityChip[];
  readonly regions: readonly DensityRegion[];
}
