import type { Side, SideKey, Sides } from "./chart.js";
import { formatCount } from "./format.js";

/** A part of the plane; a limit that is not given lies at infinity. Lower limits belong to it, upper ones do not. */
export interface PlaneBox {
  readonly xMin?: number;
  readonly xMax?: number;
  readonly yMin?: number;
  readonly yMax?: number;
  /** Least sum of both figures: a diagonal edge, which log scales bend. */
  readonly sumMin?: number;
}

/** What a rule in force catches, notifies or relieves, as far as the plane's two figures tell. */
export interface Region<B> {
  readonly ruleId: string;
  /** The paragraph, or the rule's title: "3A090.a". */
  readonly label: string;
  /** As in the rule: `prohibited-without-license`, `notification`, `license-case-by-case` … */
  readonly consequence: string;
  readonly boxes: readonly B[];
  /** What the rule asks beyond the two figures: "links ≥ 600 GB/s". */
  readonly also: string | null;
  /** Leaves out chips not made for data centres. */
  readonly dataCentreOnly: boolean;
}

export type PlaneRegion = Region<PlaneBox>;

/** A chip without its figures: what every picture of chips prints of it. */
export interface ChipFace {
  readonly id: string;
  readonly name: string;
  /** Short enough to stand beside a point; the name unless told. */
  readonly label?: string;
  /** By the vendor's country. */
  readonly side: SideKey;
  /** `global`, `china-variant`, `consumer` or `china-domestic`. */
  readonly market: string;
  /** Computed US status at the date of the view. */
  readonly status: string;
  readonly href?: string;
}

export interface PlaneChip extends ChipFace {
  readonly x: number | null;
  readonly y: number | null;
}

/** One of the two figures. */
export interface PlaneAxis {
  /** Column of the table. */
  readonly column: string;
  readonly title: string;
  readonly unit: string;
  /** Along the axis, and where there is little room. */
  readonly along: string;
  readonly alongNarrow: string;
  /** As a limit names it: "TPP ≥ 4,800". */
  readonly short: string;
  /** A figure at the axis. */
  say(value: number): string;
  /** A figure in a sentence. */
  sayFull(value: number): string;
  /** What a chip lacks that has no such figure: "a die area". */
  readonly lack: string;
  /** What the axis spans at least: every threshold of 2022 to 2026 with room around it. */
  readonly least: readonly [number, number];
}

/** Chips and rules in the plane of two figures that rules put limits on. */
export interface Plane {
  readonly sides: Sides;
  readonly asOf: string;
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
  /** The two figures together: "performance and density". */
  readonly subject: string;
  /** Unit behind every limit, where both figures share one. */
  readonly limitUnit?: string;
  /** All chips known at the date; those without an x stand in the table only. */
  readonly chips: readonly PlaneChip[];
  readonly regions: readonly PlaneRegion[];
}

export type Kind = "licence" | "maybe" | "notice";

export interface DrawnChip extends PlaneChip {
  readonly x: number;
  readonly y: number;
}

/** A chip of which only the first figure is known. */
export interface HalfChip extends PlaneChip {
  readonly x: number;
}

/** Chips with both figures, in reading order. */
export function drawn(chips: readonly PlaneChip[]): readonly DrawnChip[] {
  return chips
    .flatMap((chip) => {
      const { x, y } = chip;
      return x !== null && y !== null && x > 0 && y > 0 ? { ...chip, x, y } : [];
    })
    .toSorted((one, other) => one.x - other.x || one.y - other.y || (one.id < other.id ? -1 : 1));
}

/** Chips with the first figure only, in reading order. */
export function halfKnown(chips: readonly PlaneChip[]): readonly HalfChip[] {
  return chips
    .flatMap((chip) => {
      const { x, y } = chip;
      return x !== null && x > 0 && (y === null || y <= 0) ? { ...chip, x } : [];
    })
    .toSorted((one, other) => one.x - other.x || (one.id < other.id ? -1 : 1));
}

export interface ShownRegion {
  readonly region: PlaneRegion;
  /** How it is shaded; relief is not an area. */
  readonly kind: Kind | undefined;
}

/** One of several rules that catch the same: a framework that repeats a paragraph draws no second region. */
export function distinctRegions(regions: readonly PlaneRegion[]): readonly ShownRegion[] {
  const seen = new Set<string>();
  return regions.flatMap((region) => {
    const { boxes, also, dataCentreOnly, consequence } = region;
    const same = JSON.stringify([boxes, also, dataCentreOnly, consequence]);
    if (seen.has(same)) return [];
    seen.add(same);
    const prohibits = consequence === "prohibited-without-license";
    const kind = prohibits
      ? also === null
        ? "licence"
        : "maybe"
      : consequence === "notification"
        ? "notice"
        : undefined;
    return { region, kind };
  });
}

/** Chips with both figures that a region's rule is about, and those of them inside its boxes. */
export function caughtBy(region: PlaneRegion, chips: readonly DrawnChip[]) {
  const subject = region.dataCentreOnly ? chips.filter(({ market }) => market !== "consumer") : chips;
  return { subject, inside: subject.filter((chip) => region.boxes.some((box) => contains(box, chip))) };
}

function contains(box: PlaneBox, { x, y }: DrawnChip): boolean {
  return (
    x >= (box.xMin ?? 0) &&
    y >= (box.yMin ?? 0) &&
    x + y >= (box.sumMin ?? 0) &&
    x < (box.xMax ?? Number.POSITIVE_INFINITY) &&
    y < (box.yMax ?? Number.POSITIVE_INFINITY)
  );
}

/** Three figures tell every threshold of density from its neighbours. */
export function sayDensity(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const statusWords: Readonly<Record<string, string>> = {
  "prohibited-without-license": "licence needed",
  notification: "notice needed",
  licensed: "licences issued or case by case",
  allowed: "no US rule catches it",
  undetermined: "undetermined",
};

export const marketWords: Readonly<Record<string, string>> = {
  "china-variant": "cut for China",
  consumer: "consumer card",
  "china-domestic": "for the Chinese market",
};

export function sayStatus(status: string): string {
  return statusWords[status] ?? status;
}

/** Whether the computed status needs a licence, be it one that is granted. */
export function needsLicence({ status }: Pick<ChipFace, "status">): boolean {
  return status === "prohibited-without-license" || status === "licensed";
}

/** Whether a chip needs a licence although no region shows it: by its name or by figures that are not drawn. */
export function caughtElsewhere(chip: DrawnChip, shown: readonly ShownRegion[]): boolean {
  const prohibiting = shown.filter(({ kind }) => kind === "licence" || kind === "maybe");
  return needsLicence(chip) && prohibiting.every(({ region }) => caughtBy(region, [chip]).inside.length === 0);
}

/**
 * The limits of a region in words.
 * @example sayLimits(region, plane) // "TPP ≥ 4,800, or TPP ≥ 1,600 and density ≥ 5.92"
 */
export function sayLimits({ boxes }: PlaneRegion, plane: Pick<Plane, "x" | "y" | "limitUnit">): string {
  const unit = plane.limitUnit ? ` ${plane.limitUnit}` : "";
  const said = boxes.map((box) =>
    [
      range(plane.x, box.xMin, box.xMax),
      range(plane.y, box.yMin, box.yMax),
      box.sumMin === undefined ? "" : `both together ≥ ${formatCount(box.sumMin)}`,
    ]
      .filter((part) => part !== "")
      .join(" and "),
  );
  return `${said.join(", or ")}${unit}`;
}

function range({ short, say }: PlaneAxis, min: number | undefined, max: number | undefined): string {
  if (min === undefined) return max === undefined ? "" : `${short} < ${say(max)}`;
  return max === undefined ? `${short} ≥ ${say(min)}` : `${short} ${say(min)} to ${say(max)}`;
}

/** A rule as a sentence names it: a paragraph as it is, a title in quotation marks. */
export function nameRule(label: string): string {
  return label.includes(" ") ? `“${label}”` : label;
}

/** @example sideNames({ a, b }) // { a: "United States", b: "China", other: "Other" } */
export function sideNames({ a, b }: { readonly a: Side; readonly b: Side }): Readonly<Record<SideKey, string>> {
  return { a: a.label, b: b.label, other: "Other" };
}
