import type { BandwidthData } from "../../public/charts/bandwidth-data.js";
import type { DensityData } from "../../public/charts/density-data.js";
import type { ChipFace } from "../../public/charts/plane-data.js";
import { type Sides, sideOf } from "../values/sides.js";
import { chipStatus, type ExportRule } from "./export-rules.js";
import { type ChipSpecification, performanceDensity, totalProcessingPerformance } from "./performance.js";
import { bandwidthRegions, regions } from "./regions.js";

/** A chip with the names that a picture prints. */
export interface NamedChip extends ChipSpecification {
  readonly id: string;
  readonly name: string;
  readonly vendor_name: string;
  readonly market: string;
}

/** What a picture of chips is drawn for. */
export interface ChipsInView {
  readonly sides: Sides;
  readonly asOf: string;
  /** Address of a chip's page in this view. */
  readonly href?: (chipId: string) => string;
}

/** The picture of TPP against performance density. The caller hands over the chips known at `asOf` only. */
export function densityData(chips: readonly NamedChip[], rules: readonly ExportRule[], view: ChipsInView): DensityData {
  const figures = chips.map((chip) => {
    const [performance, density] = [totalProcessingPerformance(chip), performanceDensity(chip)];
    return { tpp: performance.known ? performance.value : null, density: density.known ? density.value : null };
  });
  return { ...shared(view), chips: faced(chips, figures, rules, view), regions: regions(rules, view.asOf) };
}

/** The picture of memory bandwidth against links to other chips, of the chips known at `asOf`. */
export function bandwidthData(
  chips: readonly NamedChip[],
  rules: readonly ExportRule[],
  view: ChipsInView,
): BandwidthData {
  const figures = chips.map((chip) => ({ memory: chip.memory_bandwidth_gb_s, links: chip.interconnect_gb_s }));
  return { ...shared(view), chips: faced(chips, figures, rules, view), regions: bandwidthRegions(rules, view.asOf) };
}

function shared({ sides, asOf }: ChipsInView): Pick<ChipsInView, "sides" | "asOf"> {
  return { sides, asOf };
}

/** Each chip's figures with what every picture prints of it. */
function faced<F extends object>(
  chips: readonly NamedChip[],
  figures: readonly F[],
  rules: readonly ExportRule[],
  { sides, asOf, href }: ChipsInView,
): readonly (ChipFace & F)[] {
  const points = new Map(chips.map(({ id }, index) => [id, JSON.stringify(figures[index])]));
  const label = labelled(chips, ({ id }) => points.get(id) ?? "");
  return figures.flatMap((own, index) => {
    const chip = chips[index];
    if (!chip) return [];
    return {
      id: chip.id,
      name: chip.name,
      label: label(chip),
      side: sideOf(chip.vendor_country ?? null, sides),
      ...own,
      market: chip.market,
      status: chipStatus(chip, rules, asOf).status,
      ...(href ? { href: href(chip.id) } : {}),
    };
  });
}

/**
 * A chip's name without its vendor, product family, memory size, form factor and remarks: what is left tells it from
 * others in a picture.
 * @param keep what of these is needed to tell forms of one chip apart
 * @example shortName("NVIDIA A100 80GB PCIe", "NVIDIA") // "A100"
 */
export function shortName(name: string, vendorName: string, keep?: "form" | "form and memory"): string {
  const [words, vendor] = [name.split(" "), vendorName.split(" ")];
  // Firms are named in full ("Biren Technology"), their chips by the first word.
  const shared = words.findIndex((word, index) => word !== vendor[index]);
  const short = words
    .slice(Math.max(shared, 0))
    .join(" ")
    .replace(/^(?:Instinct|GeForce) (?=\S)/, "")
    .replace(/ \([^)]*\bChina\)/, " China")
    .replace(/ \([^)]*\)/g, "")
    .replace(keep === "form and memory" ? /$^/ : / \d+ ?GB\b/, "")
    .replace(keep ? /$^/ : / (?:SXM\d?|PCIe|NVL)\b/g, "")
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
    return (points.get(name)?.size ?? 0) > 1 ? shortName(chip.name, chip.vendor_name, "form") : name;
  };
}
