import type { ChartTable, ChartText } from "./chart.js";
import { capital, countOf, formatCount, formatDate } from "./format.js";
import {
  caughtBy,
  caughtElsewhere,
  type DrawnChip,
  distinctRegions,
  drawn,
  halfKnown,
  nameRule,
  needsLicence,
  type Plane,
  type PlaneRegion,
  sideNames,
} from "./plane-data.js";

export function describe(plane: Plane): ChartText {
  const { x, y } = plane;
  return {
    finding: finding(plane),
    unit: `${x.title} (${x.unit}) against ${y.title.toLowerCase()} (${y.unit}), both on log scales`,
    coverage: coverage(plane),
    summary: summary(plane),
  };
}

function finding(plane: Plane): string {
  const chips = drawn(plane.chips);
  const strictest = strictestRegion(plane);
  const day = formatDate(plane.asOf);
  if (!strictest) {
    const known = chips.length === 0 ? "" : `; ${countOf(chips.length, "chip")} had both figures`;
    return `No rule in force on ${day} drew a line through ${plane.subject}${known}`;
  }
  const { subject, inside } = caughtBy(strictest, chips);
  const kind = strictest.dataCentreOnly ? "data-centre chip" : "chip";
  const line = `the line of ${nameRule(strictest.label)}`;
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

function strictestRegion({ regions }: Plane): PlaneRegion | undefined {
  const shown = distinctRegions(regions);
  return (["licence", "maybe", "notice"] as const)
    .flatMap((kind) => shown.filter((each) => each.kind === kind))
    .map(({ region }) => region)[0];
}

function coverage({ chips, x, y }: Plane): string {
  if (chips.length === 0) return "No chip is known";
  const [both, half] = [drawn(chips).length, halfKnown(chips).length];
  const neither = chips.length - both - half;
  const gaps = [
    half > 0 ? `${formatCount(half)} lack${half === 1 ? "s" : ""} ${y.lack}` : "",
    neither > 0 ? `${formatCount(neither)} lack${neither === 1 ? "s" : ""} ${x.lack}` : "",
  ].filter((gap) => gap !== "");
  return [`${formatCount(both)} of ${countOf(chips.length, "chip")} have both figures`, ...gaps].join("; ");
}

function summary(plane: Plane): string {
  const chips = drawn(plane.chips);
  const { a, b } = plane.sides;
  const { x, y } = plane;
  if (chips.length === 0)
    return `No chip with both figures was known on ${formatDate(plane.asOf)}. ${coverage(plane)}.`;
  const strictest = strictestRegion(plane);
  const sentences = [`${finding(plane)}.`];
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
  const elsewhere = chips.filter((chip) => caughtElsewhere(chip, distinctRegions(plane.regions)));
  if (elsewhere.length > 0) {
    const names = elsewhere.map(({ label, name }) => label ?? name);
    sentences.push(`By a rule that these figures do not show, a licence is also needed for ${listed(names)}.`);
  }
  const relief = plane.regions.find(
    ({ consequence, boxes }) => /^licen[cs]e/.test(consequence) && boxes.some(({ xMax }) => xMax !== undefined),
  );
  const limit = relief?.boxes.find(({ xMax }) => xMax !== undefined)?.xMax;
  if (limit !== undefined) {
    const also = relief?.also ? ` (${relief.also})` : "";
    sentences.push(`A licence may be reviewed case by case below ${x.sayFull(limit)}${also}.`);
  }
  const highest = (figure: "x" | "y") => chips.reduce((best, next) => (next[figure] > best[figure] ? next : best));
  const [farthest, topmost] = [highest("x"), highest("y")];
  sentences.push(
    farthest === topmost
      ? `The highest in both is ${farthest.name}: ${x.sayFull(farthest.x)}, ${y.sayFull(farthest.y)}.`
      : `${capital(x.short)} is highest for ${farthest.name} (${x.sayFull(farthest.x)}), ${y.short} for ${topmost.name} (${y.sayFull(topmost.y)}).`,
  );
  return sentences.join(" ");
}

function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length < 2 ? distinct.join("") : `${distinct.slice(0, -1).join(", ")} and ${distinct.at(-1)}`;
}

export function table(plane: Plane): ChartTable {
  const names = sideNames(plane.sides);
  const rows = plane.chips.toSorted(
    (one, other) => (other.x ?? -1) - (one.x ?? -1) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
  );
  const figure = ({ column, title, unit }: Plane["x"]) => ({ name: column, title, type: "number" as const, unit });
  return {
    columns: [
      { name: "chip", title: "Chip", type: "text" },
      { name: "vendor_side", title: "Vendor's country", type: "text" },
      { name: "market", title: "Market", type: "text" },
      figure(plane.x),
      figure(plane.y),
      { name: "status", title: "US status", type: "text" },
    ],
    rows: rows.map((chip) => [chip.name, names[chip.side], chip.market, chip.x, chip.y, chip.status]),
  };
}
