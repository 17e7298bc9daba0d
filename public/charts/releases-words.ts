import type { ChartTable, ChartText, SideKey } from "./chart.js";
import { capital, countOf, formatCount, formatDate, sayTimes } from "./format.js";
import {
  drawnOf,
  formatFlop,
  inReadingOrder,
  isMeasured,
  type Measured,
  openingYear,
  type opennessOrder,
  type ReleasesData,
  records,
} from "./releases-data.js";

/** Figures closer than this are told as level: estimates carry no more. */
const levelWithin = 1.05;

export function describe(data: ReleasesData): ChartText {
  const all = inReadingOrder(data);
  const ordered = drawnOf(data);
  const measured = ordered.filter(isMeasured);
  const unknown = ordered.length - measured.length;
  const coverage =
    ordered.length === 0
      ? "No dated models in view"
      : `Training compute is known of ${formatCount(measured.length)} of ${countOf(ordered.length, "model")}; ${unknown === 0 ? "none stands" : `the other ${formatCount(unknown)} ${unknown === 1 ? "stands" : "stand"}`} below the scale`;
  const summary = (["a", "b"] as const).map((key) => {
    const name = capital(data.sides[key].name);
    const own = ordered.filter(({ side }) => side === key);
    const [largest] = records(measured, key).slice(-1);
    if (own.length === 0) return `${name}: no models.`;
    const open = own.filter(({ openness }) => openness === "open-source" || openness === "open-weights").length;
    return `${name}: ${countOf(own.length, "model")}, ${formatCount(open)} of them open; ${largest ? `the largest, ${largest.name}, was trained with ${formatFlop(largest.computeFlop)} FLOP` : "no training compute is known"}.`;
  });
  return {
    finding: findingOf(data, all.filter(isMeasured)),
    unit: "Each model by release and training compute in floating point operations (FLOP), logarithmic scale; lines follow the largest so far of each side",
    coverage: [
      coverage,
      all.length > ordered.length &&
        `${formatCount(all.length - ordered.length)} before ${formatDate(openingYear(data))} not drawn`,
      data.leftOut !== undefined &&
        `drawn are the largest of each year, ${countOf(data.leftOut, "model")} of the view left to the table`,
      data.undated > 0 && `${countOf(data.undated, "model")} without a date left out`,
    ]
      .filter(Boolean)
      .join("; "),
    summary: [
      `A mark for each model released by ${formatDate(data.asOf)}, higher for more training compute; its shape tells how open it is, a hollow one that its row is estimated or disputed.`,
      ...summary,
    ].join(" "),
  };
}

export function table(data: ReleasesData): ChartTable {
  return {
    columns: [
      { name: "released_on", title: "Released", type: "date" },
      { name: "model", title: "Model", type: "text" },
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "openness", title: "Openness", type: "text" },
      { name: "training_compute_flop", title: "Training compute", type: "number", unit: "FLOP" },
      { name: "confidence", title: "Confidence", type: "text" },
    ],
    rows: inReadingOrder(data).map(({ on, name, company, side, openness, computeFlop, confidence }) => [
      on,
      name,
      company,
      side === "other" ? "other" : data.sides[side].code,
      openness,
      computeFlop,
      confidence,
    ]),
  };
}

/** How the key and the tips name a kind of openness. */
export const opennessWords: Readonly<Record<(typeof opennessOrder)[number] | "unknown", string>> = {
  "open-source": "open source",
  "open-weights": "open weights",
  api: "as a service",
  closed: "not offered",
  unknown: "openness not stated",
};

function findingOf(data: ReleasesData, measured: readonly Measured[]): string {
  const { sides, asOf } = data;
  const largest = (key: Exclude<SideKey, "other">) => records(measured, key).at(-1);
  const [ofA, ofB] = [largest("a"), largest("b")];
  if (!ofA && !ofB)
    return `Of no model of ${sides.a.name} or ${sides.b.name} released by ${formatDate(asOf)} is the training compute known`;
  if (!ofA || !ofB) {
    const [only, here, without] = ofA ? [ofA, sides.a, sides.b] : [ofB as Measured, sides.b, sides.a];
    return `The largest known training run of ${here.name} is that of ${only.name}; none is known of ${without.name}`;
  }
  const ratio = Math.max(ofA.computeFlop, ofB.computeFlop) / Math.min(ofA.computeFlop, ofB.computeFlop);
  if (ratio < levelWithin)
    return `The largest known training runs are level: that of ${ofA.name} in ${sides.a.name}, that of ${ofB.name} in ${sides.b.name}`;
  const [first, more, second, less] =
    ofA.computeFlop > ofB.computeFlop ? [sides.a, ofA, sides.b, ofB] : [sides.b, ofB, sides.a, ofA];
  return `The largest known training run of ${first.name}, that of ${more.name}, took ${sayTimes(ratio)} the compute of the largest of ${second.name}, that of ${less.name}`;
}
