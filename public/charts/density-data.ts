import type { ChartData, SideKey } from "./chart.js";

/** A box of the plane; a limit that is not given lies at infinity. Lower limits belong to it. */
export interface DensityBox {
  readonly tppMin?: number;
  readonly tppMax?: number;
  readonly densityMin?: number;
  readonly densityMax?: number;
}

/** What a rule in force catches, notifies or relieves by these two figures. */
export interface DensityRegion {
  readonly ruleId: string;
  /** The paragraph: "3A090.a". */
  readonly label: string;
  /** As in the rule: `prohibited-without-license`, `notification`, `license-case-by-case` … */
  readonly consequence: string;
  readonly boxes: readonly DensityBox[];
  /** What the rule asks beyond the two figures: "links ≥ 600 GB/s". */
  readonly also: string | null;
  /** Leaves out chips not made for data centres. */
  readonly dataCentreOnly: boolean;
}

export interface DensityChip {
  readonly id: string;
  readonly name: string;
  /** Short enough to stand beside a point; the name unless told. */
  readonly label?: string;
  /** By the vendor's country. */
  readonly side: SideKey;
  readonly tpp: number | null;
  /** TPP per mm² of die. */
  readonly density: number | null;
  /** `global`, `china-variant`, `consumer` or `china-domestic`. */
  readonly market: string;
  /** Computed US status at the date of the view. */
  readonly status: string;
  readonly href?: string;
}

export interface DensityData extends ChartData {
  /** All chips known at the date; those without both figures stand in the table only. */
  readonly chips: readonly DensityChip[];
  readonly regions: readonly DensityRegion[];
  readonly undrawn: {
    readonly total: number;
    readonly withBoth: number;
    /** TPP known, die area not. */
    readonly lackDie: number;
    readonly lackTpp: number;
  };
}

export type Kind = "licence" | "maybe" | "notice";

export interface DrawnChip extends DensityChip {
  readonly tpp: number;
  readonly density: number;
}

/** Chips with both figures, in reading order. */
export function drawn(chips: readonly DensityChip[]): readonly DrawnChip[] {
  return chips
    .flatMap((chip) => {
      const { tpp, density } = chip;
      return tpp !== null && density !== null && tpp > 0 && density > 0 ? { ...chip, tpp, density } : [];
    })
    .toSorted((one, other) => one.tpp - other.tpp || one.density - other.density || (one.id < other.id ? -1 : 1));
}

export interface ShownRegion {
  readonly region: DensityRegion;
  /** How it is shaded; relief is not an area. */
  readonly kind: Kind | undefined;
}

/** One of several rules that catch the same: a framework that repeats a paragraph draws no second region. */
export function distinctRegions(regions: readonly DensityRegion[]): readonly ShownRegion[] {
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
export function caughtBy(region: DensityRegion, chips: readonly DrawnChip[]) {
  const subject = region.dataCentreOnly ? chips.filter(({ market }) => market !== "consumer") : chips;
  return { subject, inside: subject.filter((chip) => region.boxes.some((box) => contains(box, chip))) };
}

/** Lower limits belong to a box, upper ones do not: "or more", "less than". */
function contains(box: DensityBox, { tpp, density }: DrawnChip): boolean {
  return (
    tpp >= (box.tppMin ?? 0) &&
    density >= (box.densityMin ?? 0) &&
    tpp < (box.tppMax ?? Number.POSITIVE_INFINITY) &&
    density < (box.densityMax ?? Number.POSITIVE_INFINITY)
  );
}

/** Three figures tell every threshold from its neighbours. */
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
export function needsLicence({ status }: DensityChip): boolean {
  return status === "prohibited-without-license" || status === "licensed";
}

/** Whether a chip needs a licence although no region shows it: by its name, its memory or its links. */
export function caughtElsewhere(chip: DrawnChip, shown: readonly ShownRegion[]): boolean {
  const prohibiting = shown.filter(({ kind }) => kind === "licence" || kind === "maybe");
  return needsLicence(chip) && prohibiting.every(({ region }) => caughtBy(region, [chip]).inside.length === 0);
}
