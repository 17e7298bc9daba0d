import { type Known, known, missing } from "../values/known.js";
import { exact, sayNumber } from "../values/numbers.js";

/**
 * The columns of a chip that export rules test; throughputs are dense. A free specification, as typed into the
 * what-if form, has no `id`.
 */
export interface ChipSpecification {
  readonly id?: string | null;
  readonly vendor_id?: string | null;
  /** ISO 3166-1 alpha-2 code of the vendor's seat. */
  readonly vendor_country?: string | null;
  /** `global`, `china-variant`, `consumer` or `china-domestic`. */
  readonly market: string | null;
  readonly process_nm?: number | null;
  readonly die_area_mm2: number | null;
  readonly fp64_tflops: number | null;
  readonly tf32_tflops: number | null;
  readonly fp16_tflops: number | null;
  readonly fp8_tflops: number | null;
  readonly int8_tops: number | null;
  readonly fp4_tflops: number | null;
  readonly memory_bandwidth_gb_s: number | null;
  readonly interconnect_gb_s: number | null;
}

/**
 * Number formats with the bits that the rule counts for them. FP32 vector figures are not used; TF32 counts the 19
 * bits it carries, as Epoch AI counts it, since no text read fixes it.
 */
const numberFormats = [
  { format: "FP64", column: "fp64_tflops", bits: 64, unit: "TFLOPS" },
  { format: "TF32", column: "tf32_tflops", bits: 19, unit: "TFLOPS" },
  { format: "FP16", column: "fp16_tflops", bits: 16, unit: "TFLOPS" },
  { format: "FP8", column: "fp8_tflops", bits: 8, unit: "TFLOPS" },
  { format: "INT8", column: "int8_tops", bits: 8, unit: "TOPS" },
  { format: "FP4", column: "fp4_tflops", bits: 4, unit: "TFLOPS" },
] as const;

export type NumberFormat = (typeof numberFormats)[number]["format"];

export type TotalProcessingPerformance =
  | {
      readonly known: true;
      /** TOPS x bits. */
      readonly value: number;
      /** The format that gives the largest product; of equal ones the widest. */
      readonly format: NumberFormat;
      /** The sum written out. */
      readonly working: string;
    }
  | { readonly known: false; readonly why: string };

/** What one number format contributes: its throughput times the bits that the rule counts for it. */
export interface FormatProduct {
  readonly format: NumberFormat;
  readonly column: (typeof numberFormats)[number]["column"];
  readonly bits: number;
  readonly unit: string;
  readonly throughput: number;
  readonly value: number;
  /** The sum written out. */
  readonly working: string;
}

/**
 * The products of all formats that a figure is known of, widest format first. A throughput of zero says that the chip
 * does not do the format, which leaves nothing to count.
 */
export function formatProducts(specification: ChipSpecification): readonly FormatProduct[] {
  return numberFormats.flatMap(({ format, column, bits, unit }) => {
    const throughput = measured(specification[column]);
    if (throughput === null || throughput === 0) return [];
    const value = exact(bits * throughput);
    const working = `${bits} × ${sayNumber(throughput)} ${unit} ${format} = ${sayNumber(value)}`;
    return { format, column, bits, unit, throughput, value, working };
  });
}

/**
 * Total processing performance (TPP): the largest product of dense throughput and bit length over all number formats,
 * which is 2 x MacTOPS x bits (ECCN 3A090, Technical Note 2 to .a and .b; Note 1 in 88 FR 73458). An FP64 figure alone
 * gives none, because the formats that AI uses are always faster.
 * @example totalProcessingPerformance(h100) // { known: true, value: 15832, format: "INT8", working: "8 × 1,979 TOPS INT8 = 15,832" }
 */
export function totalProcessingPerformance(specification: ChipSpecification): TotalProcessingPerformance {
  const products = formatProducts(specification);
  const [first] = products;
  if (!first) return missing("no dense figure for any number format");
  if (products.length === 1 && first.format === "FP64") return missing("only an FP64 figure, which gives no TPP alone");
  const { value, format, working } = products.reduce((best, next) => (next.value > best.value ? next : best));
  return { known: true, value, format, working };
}

/**
 * Performance density: TPP per mm² of applicable die area, all logic dies on a non-planar node (ECCN 3A090, Technical
 * Note 3 to .a and .b).
 * @example performanceDensity(h20) // { known: true, value: 2.90909090909 }
 */
export function performanceDensity(specification: ChipSpecification): Known {
  const performance = totalProcessingPerformance(specification);
  const area = measured(specification.die_area_mm2);
  if (area === null || area === 0) {
    return missing(performance.known ? "no die area" : `${performance.why}, and no die area`);
  }
  return performance.known ? known(exact(performance.value / area)) : missing(performance.why);
}

/** What a metric is for one chip. */
export type MetricValue =
  | { readonly known: true; readonly value: number | string }
  | {
      readonly known: false;
      readonly why: string;
      /** Of a sum with one part missing: the part that is known. */
      readonly atLeast?: number;
      /** A free specification has no identity: it equals no id, which is an answer and not a gap. */
      readonly noRow?: true;
    };

/** Metrics that follow from a chip's row; the others are facts of a shipment, a buyer or another thing. */
export interface ChipMetrics {
  readonly tpp: MetricValue;
  readonly performance_density: MetricValue;
  readonly interconnect_gb_s: MetricValue;
  readonly memory_bandwidth_gb_s: MetricValue;
  readonly memory_plus_interconnect_gb_s: MetricValue;
  readonly datacenter: MetricValue;
  readonly chip_id: MetricValue;
  readonly vendor_id: MetricValue;
  readonly vendor_country: MetricValue;
  readonly is_hbm_device: MetricValue;
  readonly us_commercially_available: MetricValue;
  readonly process_nm: MetricValue;
}

/**
 * Every metric that a chip's row gives, each with its value or the reason why there is none. `datacenter` is 0 for the
 * market `consumer`, else 1.
 * @example chipMetrics(h20).tpp // { known: true, value: 2368 }
 */
export function chipMetrics(chip: ChipSpecification): ChipMetrics {
  const performance = totalProcessingPerformance(chip);
  return {
    tpp: performance.known ? known(performance.value) : performance,
    performance_density: performanceDensity(chip),
    interconnect_gb_s: figure(chip.interconnect_gb_s, "no interconnect figure"),
    memory_bandwidth_gb_s: figure(chip.memory_bandwidth_gb_s, "no memory bandwidth figure"),
    memory_plus_interconnect_gb_s: memoryPlusInterconnect(chip),
    datacenter: chip.market === null ? missing("market not given") : known(chip.market === "consumer" ? 0 : 1),
    chip_id: identity(chip, chip.id),
    vendor_id: identity(chip, chip.vendor_id),
    vendor_country: identity(chip, chip.vendor_country),
    // A processor is no memory stack sold as such, also when it is only a specification.
    is_hbm_device: known(0),
    us_commercially_available: usCommerciallyAvailable(chip),
    process_nm: figure(chip.process_nm ?? null, "no process node"),
  };
}

/** Where one part is missing the other is a lower bound, which may reach a limit alone. */
function memoryPlusInterconnect(chip: ChipSpecification): MetricValue {
  const memory = measured(chip.memory_bandwidth_gb_s);
  const interconnect = measured(chip.interconnect_gb_s);
  if (memory !== null && interconnect !== null) return known(exact(memory + interconnect));
  if (memory !== null) return { ...missing("no interconnect figure"), atLeast: memory };
  if (interconnect !== null) return { ...missing("no memory bandwidth figure"), atLeast: interconnect };
  return missing("neither memory bandwidth nor interconnect figure");
}

/**
 * Chips cut for China and chips of Chinese vendors for China are not on sale in the United States. Of all others the
 * data does not say whether they were on 15 January 2026, so it stays unknown: a worldwide market is no proof.
 */
function usCommerciallyAvailable(chip: ChipSpecification): MetricValue {
  const chinaOnly = chip.market === "china-variant" || chip.market === "china-domestic";
  return chinaOnly ? known(0) : missing("not in the data");
}

function identity(chip: ChipSpecification, value: string | null | undefined): MetricValue {
  if (value) return known(value);
  return chip.id ? missing("not recorded") : { ...missing("a specification without a row"), noRow: true };
}

function figure(value: number | null, why: string): MetricValue {
  const usable = measured(value);
  return usable === null ? missing(why) : known(usable);
}

/** A figure that can be reckoned with; anything else counts as not known. */
function measured(value: number | null): number | null {
  return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}
