import type { DensityChip, DensityData } from "../../public/charts/density-data.js";
import { type Sides, sideOf } from "../values/sides.js";
import { chipStatus, type ExportRule } from "./export-rules.js";
import { type ChipSpecification, performanceDensity, totalProcessingPerformance } from "./performance.js";
import { regions } from "./regions.js";

/** A chip with the names that a picture prints. */
export interface NamedChip extends ChipSpecification {
  readonly id: string;
  readonly name: string;
  readonly vendor_name: string;
  readonly market: string;
}

/**
 * The picture of TPP against performance density. The caller hands over the chips known at `asOf` only.
 * @param href address of a chip's page in this view
 */
export function densityData(
  chips: readonly NamedChip[],
  rules: readonly ExportRule[],
  { sides, asOf, href }: { readonly sides: Sides; readonly asOf: string; readonly href?: (chipId: string) => string },
): DensityData {
  const label = labelled(chips, (chip) => {
    const [performance, density] = [totalProcessingPerformance(chip), performanceDensity(chip)];
    return `${performance.known && performance.value} ${density.known && density.value}`;
  });
  const shown = chips.map((chip): DensityChip => {
    const performance = totalProcessingPerformance(chip);
    const density = performanceDensity(chip);
    return {
      id: chip.id,
      name: chip.name,
      label: label(chip),
      side: sideOf(chip.vendor_country ?? null, sides),
      tpp: performance.known ? performance.value : null,
      density: density.known ? density.value : null,
      market: chip.market,
      status: chipStatus(chip, rules, asOf).status,
      ...(href ? { href: href(chip.id) } : {}),
    };
  });
  const lackTpp = shown.filter(({ tpp }) => tpp === null).length;
  const withBoth = shown.filter(({ density }) => density !== null).length;
  return {
    sides,
    asOf,
    chips: shown,
    regions: regions(rules, asOf),
    undrawn: { total: shown.length, withBoth, lackDie: shown.length - withBoth - lackTpp, lackTpp },
  };
}

/**
 * A chip's name without its vendor, product family, memory size, form factor and remarks: what is left tells it from
 * others in a picture.
 * @param keepForm keeps the form factor, for chips whose forms differ in performance
 * @example shortName("NVIDIA A100 80GB PCIe", "NVIDIA") // "A100"
 */
export function shortName(name: string, vendorName: string, keepForm = false): string {
  const [words, vendor] = [name.split(" "), vendorName.split(" ")];
  // Firms are named in full ("Biren Technology"), their chips by the first word.
  const shared = words.findIndex((word, index) => word !== vendor[index]);
  const short = words
    .slice(Math.max(shared, 0))
    .join(" ")
    .replace(/^(?:Instinct|GeForce) (?=\S)/, "")
    .replace(/ \([^)]*\bChina\)/, " China")
    .replace(/ \([^)]*\)/g, "")
    .replace(/ \d+ ?GB\b/, "")
    .replace(keepForm ? /$^/ : / (?:SXM\d?|PCIe|NVL)\b/g, "")
    .trim();
  return short === "" ? name : short;
}

/** Short names, with the form factor where the same name stands at several points: V100 SXM2 and V100 PCIe. */
function labelled(chips: readonly NamedChip[], point: (chip: NamedChip) => string): (chip: NamedChip) => string {
  const points = new Map<string, Set<string>>();
  for (const chip of chips) {
    const name = shortName(chip.name, chip.vendor_name);
    points.set(name, (points.get(name) ?? new Set()).add(point(chip)));
  }
  return (chip) => {
    const name = shortName(chip.name, chip.vendor_name);
    return (points.get(name)?.size ?? 0) > 1 ? shortName(chip.name, chip.vendor_name, true) : name;
  };
}
