import type { Column } from "../../db/columns.js";
import { tables } from "../../db/tables.js";
import type { Filter } from "../web/view.js";
import type { ChipSpecification } from "./performance.js";

/**
 * A specification as it is typed in, one chip in the address or many in a file: the columns of the chips table, none
 * of them required, each with bounds inside which every metric is a number that can be written down.
 */

/** More than any chip has of anything; beyond it a figure is a slip of units. */
const most = 1e9;
/** A die of no area would have a density beyond all numbers. */
const leastArea = 0.01;

const { columns } = tables.chips;
export type SpecificationColumn = keyof typeof columns;

/** Figures and facts that some rule on chips tests. */
const tested = [
  "fp64_tflops",
  "tf32_tflops",
  "fp16_tflops",
  "fp8_tflops",
  "int8_tops",
  "fp4_tflops",
  "die_area_mm2",
  "memory_bandwidth_gb_s",
  "interconnect_gb_s",
  "market",
  "vendor_id",
] as const;

/** Taken so that a row of the chips table can be given as it is; no rule that decides a status tests them. */
export const untested = ["process_nm", "fp32_tflops", "memory_gb", "tdp_w", "released_on"] as const;

export const specificationNames = ["name", ...tested, ...untested] as const;
export type SpecificationName = (typeof specificationNames)[number];

/** What is known of a chip: a column that is missing or `null` is unknown. */
export type Given = { readonly [name in SpecificationColumn]?: string | number | null };

const marketLabels: Readonly<Record<string, string>> = {
  global: "data centres, sold worldwide",
  "china-variant": "data centres, cut for China",
  consumer: "consumers",
  "china-domestic": "a Chinese vendor's chip for China",
};

/** The column as it is checked here. `vendors` are the companies that the data has chips of. */
export function typedColumn(name: SpecificationColumn, vendors: readonly string[]): Column {
  const column: Column = { ...columns[name], required: false, references: [] };
  if (name === "vendor_id") return { ...column, type: "text", oneOf: vendors };
  // A list may number its chips as it likes; only an id of the data says anything.
  if (name === "id") return { ...column, type: "text" };
  if (column.type !== "number") return column;
  return { ...column, min: name === "die_area_mm2" ? leastArea : 0, max: most };
}

/** The fields of the form, which are the parameters of the address. */
export function specificationFilters(vendors: readonly { readonly id: string; readonly name: string }[]): Filter[] {
  const ids = vendors.map(({ id }) => id);
  return specificationNames.map((name): Filter => {
    const column = typedColumn(name, ids);
    const field = { key: name, label: column.title, column };
    if (name === "vendor_id") {
      const choices = vendors.map(({ id, name: label }) => ({ value: id, label }));
      return { ...field, choices, unset: "not given" };
    }
    if (name !== "market") return field;
    const choices = (column.oneOf ?? []).map((value) => ({ value, label: marketLabels[value] ?? value }));
    return { ...field, label: "Made for", choices, unset: "not given: as for data centres" };
  });
}

/** Whether anything of a chip is given, beside what it is called. */
export function saysSomething(given: Given): boolean {
  return tellingNames.some((name) => (given[name] ?? null) !== null);
}

const calling: readonly SpecificationName[] = ["name", "vendor_id", "released_on"];
/** Columns that tell something of a chip beside what it is called. */
export const tellingNames = specificationNames.filter((name) => !calling.includes(name));

/** What was given of it that no rule looks at. */
export function unusedOf(given: Given): readonly SpecificationName[] {
  return untested.filter((name) => (given[name] ?? null) !== null);
}

/**
 * The specification as the rules read it. Without a market it counts as made for data centres, as METRICS.md has it
 * of all that is not for consumers: no rule is milder for a chip that is.
 * @param country of the vendor's seat
 */
export function specificationOf(given: Given, country: string | null): ChipSpecification {
  const text = (name: SpecificationColumn) => (typeof given[name] === "string" ? given[name] : null);
  const figure = (name: SpecificationColumn) => (typeof given[name] === "number" ? given[name] : null);
  return {
    id: text("id"),
    vendor_id: text("vendor_id"),
    vendor_country: country,
    market: text("market") ?? "global",
    process_nm: figure("process_nm"),
    die_area_mm2: figure("die_area_mm2"),
    fp64_tflops: figure("fp64_tflops"),
    tf32_tflops: figure("tf32_tflops"),
    fp16_tflops: figure("fp16_tflops"),
    fp8_tflops: figure("fp8_tflops"),
    int8_tops: figure("int8_tops"),
    fp4_tflops: figure("fp4_tflops"),
    memory_bandwidth_gb_s: figure("memory_bandwidth_gb_s"),
    interconnect_gb_s: figure("interconnect_gb_s"),
  };
}

export const assumedMarket =
  "It is not said whom it is made for: it counts as made for data centres, the stricter case.";
