import type { ChartTable } from "./chart.js";
import type { SharesData } from "./shares.js";
import { sayShare } from "./shares-words.js";

const opposite = { a: "b", b: "a" } as const;

/** The whole cube: a row for each year, side, kind, reach and level of evidence. */
export function table(data: SharesData): ChartTable {
  return {
    columns: [
      { name: "period", title: "Year of release", type: "date" },
      { name: "side", title: "Models of", type: "text" },
      { name: "on_side", title: "Resting on", type: "text" },
      { name: "kind", title: "Kind", type: "text" },
      { name: "reach", title: "Reach", type: "text" },
      { name: "evidence", title: "Evidence", type: "text" },
      { name: "models", title: "Models", type: "number" },
      { name: "resting", title: "Resting", type: "number" },
      { name: "share", title: "Share", type: "number" },
    ],
    rows: data.cube.flatMap(([period, side, kind, reach, models, ...resting]) =>
      (["confirmed", "reported", "all"] as const).map((evidence, at) => {
        const count = resting[at] ?? 0;
        const share = models < data.leastForShare ? null : Number((count / models).toFixed(4));
        const [own, on] = [data.sides[side].code, data.sides[opposite[side]].code];
        return [period, own, on, kind, reach, evidence, models, count, share];
      }),
    ),
  };
}

/** What is drawn, a row for each year and side. */
export function shown(data: SharesData): ChartTable {
  return {
    columns: [
      { name: "period", title: "Year of release", type: "date" },
      { name: "side", title: "Models of", type: "text" },
      { name: "on_side", title: "Resting on", type: "text" },
      { name: "models", title: "Models", type: "number" },
      { name: "unrecorded", title: "No recorded base", type: "number" },
      { name: "confirmed", title: "Resting, confirmed", type: "number" },
      { name: "reported", title: "With reported", type: "number" },
      { name: "all", title: "On any evidence", type: "number" },
      { name: "resting", title: "Resting in this view", type: "number" },
      { name: "share", title: "Share in this view", type: "text" },
    ],
    rows: data.points.map((point) => [
      point.period,
      data.sides[point.side].label,
      data.sides[opposite[point.side]].label,
      point.models,
      point.unrecorded,
      point.band.confirmed,
      point.band.reported,
      point.band.all,
      point.resting,
      point.models === 0 ? null : sayShare(point, data),
    ]),
  };
}
