import type { ChartModule } from "./chart.js";
import type { DensityBox, DensityData } from "./density-data.js";
import { formatCount } from "./format.js";
import { type PlanePlaced, planeChart } from "./plane.js";
import { type Plane, type PlaneAxis, type PlaneBox, sayDensity } from "./plane-data.js";

const tpp: PlaneAxis = {
  column: "tpp",
  title: "Total processing performance",
  unit: "TOPS × bits",
  along: "Total processing performance, TPP (TOPS × bits)",
  alongNarrow: "TPP (TOPS × bits)",
  short: "TPP",
  say: formatCount,
  sayFull: (value) => `TPP ${formatCount(value)}`,
  lack: "performance",
  least: [1000, 30_000],
};

const perMm2: PlaneAxis = {
  column: "performance_density",
  title: "Performance density",
  unit: "TPP per mm² of die",
  along: "Performance density, TPP per mm² of die",
  alongNarrow: "Density, TPP per mm²",
  short: "density",
  say: sayDensity,
  sayFull: (value) => `${sayDensity(value)} per mm²`,
  lack: "a die area",
  least: [1, 12],
};

function planeOf({ chips, regions, ...data }: DensityData): Plane {
  return {
    ...data,
    x: tpp,
    y: perMm2,
    subject: "performance and density",
    chips: chips.map((chip) => ({ ...chip, x: chip.tpp, y: chip.density })),
    regions: regions.map((region) => ({ ...region, boxes: region.boxes.map(boxOf) })),
  };
}

function boxOf({ tppMin: xMin, tppMax: xMax, densityMin: yMin, densityMax: yMax }: DensityBox): PlaneBox {
  return { xMin, xMax, yMin, yMax };
}

/** Where each chip stands against the thresholds of the rules in force: TPP against performance density. */
export const density: ChartModule<DensityData, PlanePlaced> = planeChart(planeOf);
