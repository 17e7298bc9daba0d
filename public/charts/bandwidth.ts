import type { BandwidthBox, BandwidthData } from "./bandwidth-data.js";
import type { ChartModule } from "./chart.js";
import { formatCount } from "./format.js";
import { type PlanePlaced, planeChart } from "./plane.js";
import type { Plane, PlaneAxis, PlaneBox } from "./plane-data.js";

const memory: PlaneAxis = {
  column: "memory_bandwidth_gb_s",
  title: "Memory bandwidth",
  unit: "GB/s",
  along: "Memory bandwidth, GB/s",
  alongNarrow: "Memory, GB/s",
  short: "memory",
  say: formatCount,
  sayFull: (value) => `memory ${formatCount(value)} GB/s`,
  lack: "memory bandwidth",
  least: [250, 12_000],
};

const links: PlaneAxis = {
  column: "interconnect_gb_s",
  title: "Links to other chips",
  unit: "GB/s, both ways",
  along: "Links to other chips, GB/s both ways",
  alongNarrow: "Links, GB/s both ways",
  short: "links",
  say: formatCount,
  sayFull: (value) => `links ${formatCount(value)} GB/s`,
  lack: "a figure for links",
  least: [25, 3000],
};

function planeOf({ chips, regions, ...data }: BandwidthData): Plane {
  return {
    ...data,
    x: memory,
    y: links,
    subject: "memory bandwidth and links",
    limitUnit: "GB/s",
    chips: chips.map((chip) => ({ ...chip, x: chip.memory, y: chip.links })),
    regions: regions.map((region) => ({ ...region, boxes: region.boxes.map(boxOf) })),
  };
}

function boxOf({ memoryMin: xMin, memoryMax: xMax, linksMin: yMin, linksMax: yMax, sumMin }: BandwidthBox): PlaneBox {
  return { xMin, xMax, yMin, yMax, sumMin };
}

/** Where each chip stands against limits on bandwidth: memory against links to other chips. */
export const bandwidth: ChartModule<BandwidthData, PlanePlaced> = planeChart(planeOf);
