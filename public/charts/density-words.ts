import type { ChartTable, ChartText } from "./chart.js";
import {
  caughtBy,
  caughtElsewhere,
  type DensityData,
  type DensityRegion,
  type DrawnChip,
  distinctRegions,
  drawn,
  needsLicence,
  sayDensity,
} from "./density-data.js";
import { countOf, formatCount, formatDate } from "./format.js";

export function describe(data: DensityData): ChartText {
  return {
    finding: finding(data),
    unit: "Total processing performance (TOPS × bits) against performance density (TPP per mm² of die), both on log scales",
    coverage: coverage(data),
    summary: summary(data),
  };
}

function finding(data: DensityData): string {
  const chips = drawn(data.chips);
  const strictest = strictestRegion(data);
  const day = formatDate(data.asOf);
  if (!strictest) {
    const known = chips.length === 0 ? "" : `; ${countOf(chips.length, "chip")} had both figures`;
    return `No rule in force on ${day} drew a line through performance and density${known}`;
  }
  const { subject, inside } = caughtBy(strictest, chips);
  const kind = strictest.dataCentreOnly ? "data-centre chip" : "chip";
  const line = `the line of ${strictest.label}`;
  const licences = inside.filter(needsLicence).length;
  const also = strictest.also
    ? `, which asks for ${strictest.also} as well${inside.length > 1 ? `: ${licences === 0 ? "none" : licences} of these ${licences > 1 ? "need" : "needs"} a licence` : ""}`
    : "";
  if (subject.length === 0) return `No ${kind} with both figures was known on ${day} to hold against ${line}`;
  if (inside.length === 0) {
    const none =
      subject.length === 1
        ? `The only ${kind} with both figures does not lie`
        : `None of ${subject.length} ${kind}s with both figures lies`;
    return `${none} above ${line}${also}`;
  }
  if (inside.length === subject.length) {
    const all =
      subject.length === 1
        ? `The only ${kind} with both figures lies`
        : `All ${subject.length} ${kind}s with both figures lie`;
    return `${all} above ${line}${also}`;
  }
  return `${inside.length} of ${subject.length} ${kind}s with both figures ${inside.length === 1 ? "lies" : "lie"} above ${line}${also}`;
}

function strictestRegion({ regions }: DensityData): DensityRegion | undefined {
  const shown = distinctRegions(regions);
  return (["licence", "maybe", "notice"] as const)
    .flatMap((kind) => shown.filter((each) => each.kind === kind))
    .map(({ region }) => region)[0];
}

function coverage({ undrawn: { total, withBoth, lackDie, lackTpp } }: DensityData): string {
  if (total === 0) return "No chip is known";
  const gaps = [
    lackDie > 0 ? `${formatCount(lackDie)} lack${lackDie === 1 ? "s" : ""} a die area` : "",
    lackTpp > 0 ? `${formatCount(lackTpp)} lack${lackTpp === 1 ? "s" : ""} performance` : "",
  ].filter((gap) => gap !== "");
  return [`${formatCount(withBoth)} of ${countOf(total, "chip")} have both figures`, ...gaps].join("; ");
}

function summary(data: DensityData): string {
  const chips = drawn(data.chips);
  const { a, b } = data.sides;
  if (chips.length === 0) return `No chip with both figures was known on ${formatDate(data.asOf)}. ${coverage(data)}.`;
  const strictest = strictestRegion(data);
  const sentences = [`${finding(data)}.`];
  if (strictest) {
    const { subject, inside } = caughtBy(strictest, chips);
    const of = (list: readonly DrawnChip[], wanted: (chip: DrawnChip) => boolean) => list.filter(wanted).length;
    const sides = (["a", "b"] as const).map((key) => {
      const name = key === "a" ? a.name : b.name;
      return `${of(inside, ({ side }) => side === key)} of ${of(subject, ({ side }) => side === key)} from ${name}`;
    });
    const variants = of(subject, ({ market }) => market === "china-variant");
    const cut =
      variants > 0
        ? `, and ${of(inside, ({ market }) => market === "china-variant")} of ${variants} cut for China`
        : "";
    sentences.push(`Above it are ${sides.join(" and ")}${cut}.`);
  }
  const elsewhere = chips.filter((chip) => caughtElsewhere(chip, distinctRegions(data.regions)));
  if (elsewhere.length > 0) {
    const names = elsewhere.map(({ label, name }) => label ?? name);
    sentences.push(`By a rule that these figures do not show, a licence is also needed for ${listed(names)}.`);
  }
  const relief = data.regions.find(
    ({ consequence, boxes }) => /^licen[cs]e/.test(consequence) && boxes.some(({ tppMax }) => tppMax !== undefined),
  );
  const limit = relief?.boxes.find(({ tppMax }) => tppMax !== undefined)?.tppMax;
  if (limit !== undefined) {
    const also = relief?.also ? ` (${relief.also})` : "";
    sentences.push(`A licence may be reviewed case by case below TPP ${formatCount(limit)}${also}.`);
  }
  const densest = chips.reduce((best, next) => (next.density > best.density ? next : best));
  const strongest = chips.reduce((best, next) => (next.tpp > best.tpp ? next : best));
  sentences.push(
    densest === strongest
      ? `The highest in both is ${densest.name}, with TPP ${formatCount(densest.tpp)} at ${sayDensity(densest.density)} per mm².`
      : `TPP is highest for ${strongest.name} (${formatCount(strongest.tpp)}), density for ${densest.name} (${sayDensity(densest.density)} per mm²).`,
  );
  return sentences.join(" ");
}

function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length < 2 ? distinct.join("") : `${distinct.slice(0, -1).join(", ")} and ${distinct.at(-1)}`;
}

export function table(data: DensityData): ChartTable {
  const names = { a: data.sides.a.label, b: data.sides.b.label, other: "Other" };
  const rows = data.chips.toSorted(
    (one, other) => (other.tpp ?? -1) - (one.tpp ?? -1) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
  );
  return {
    columns: [
      { name: "chip", title: "Chip", type: "text" },
      { name: "vendor_side", title: "Vendor's country", type: "text" },
      { name: "market", title: "Market", type: "text" },
      { name: "tpp", title: "Total processing performance", type: "number", unit: "TOPS × bits" },
      { name: "performance_density", title: "Performance density", type: "number", unit: "TPP per mm²" },
      { name: "status", title: "US status", type: "text" },
    ],
    rows: rows.map((chip) => [chip.name, names[chip.side], chip.market, chip.tpp, chip.density, chip.status]),
  };
}
