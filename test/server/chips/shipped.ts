import { readFileSync } from "node:fs";
import { readCsv } from "../../../db/csv.js";
import { type ExportRule, readRule } from "../../../server/chips/export-rules.js";
import type { ChipSpecification } from "../../../server/chips/performance.js";
import type { RecordedRuling } from "../../../server/chips/rulings.js";

/** The shipped facts, so that the tables of the tests speak of the chips that the pages show. */
function rows(table: string): readonly Readonly<Record<string, string>>[] {
  const { header, records } = readCsv(readFileSync(new URL(`../../../db/dataset/${table}.csv`, import.meta.url)));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

const number = (cell: string | undefined) => (cell ? Number(cell) : null);

const companies = new Map(
  rows("companies").map((row) => [row.id, { name: row.name ?? "", country: row.country || null }]),
);

export interface ShippedChip extends ChipSpecification {
  readonly id: string;
  readonly name: string;
  readonly vendor_name: string;
  readonly market: string;
  readonly released_on: string | null;
  readonly memory_gb: number | null;
  readonly memory_type: string | null;
  readonly tdp_w: number | null;
  readonly note: string | null;
}

export const chips: readonly ShippedChip[] = rows("chips").map((row) => ({
  id: row.id ?? "",
  name: row.name ?? "",
  vendor_id: row.vendor_id ?? null,
  vendor_name: companies.get(row.vendor_id)?.name ?? "",
  vendor_country: companies.get(row.vendor_id)?.country ?? null,
  market: row.market ?? "",
  released_on: row.released_on || null,
  process_nm: number(row.process_nm),
  die_area_mm2: number(row.die_area_mm2),
  fp64_tflops: number(row.fp64_tflops),
  tf32_tflops: number(row.tf32_tflops),
  fp16_tflops: number(row.fp16_tflops),
  fp8_tflops: number(row.fp8_tflops),
  int8_tops: number(row.int8_tops),
  fp4_tflops: number(row.fp4_tflops),
  memory_bandwidth_gb_s: number(row.memory_bandwidth_gb_s),
  interconnect_gb_s: number(row.interconnect_gb_s),
  memory_gb: number(row.memory_gb),
  memory_type: row.memory_type || null,
  tdp_w: number(row.tdp_w),
  note: row.note || null,
}));

export const rules: readonly (ExportRule & { readonly announced_on: string | null })[] = rows("export_rules").map(
  (row) => ({
    announced_on: row.announced_on || null,
    ...readRule({
      id: row.id ?? "",
      title: row.title ?? "",
      citation: row.citation ?? "",
      effective_on: row.effective_on || null,
      ended_on: row.ended_on || null,
      conditions: row.conditions,
      consequence: row.consequence ?? "",
    }),
  }),
);

export const rulings: readonly RecordedRuling[] = rows("chip_rulings").map((row) => ({
  id: row.id ?? "",
  chip_id: row.chip_id ?? "",
  rule_id: row.rule_id ?? "",
  status: row.status ?? "",
  from_on: row.from_on ?? "",
  note: row.note || null,
}));

export function chip(id: string): ShippedChip {
  return found(chips, id);
}

export function rule(id: string): (typeof rules)[number] {
  return found(rules, id);
}

function found<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const one = list.find((each) => each.id === id);
  if (!one) throw new Error(`The shipped facts have no "${id}".`);
  return one;
}

/** A specification typed in by hand: nothing known but what is given. */
export function specification(given: Partial<ChipSpecification>): ChipSpecification {
  return {
    market: "global",
    die_area_mm2: null,
    fp64_tflops: null,
    tf32_tflops: null,
    fp16_tflops: null,
    fp8_tflops: null,
    int8_tops: null,
    fp4_tflops: null,
    memory_bandwidth_gb_s: null,
    interconnect_gb_s: null,
    ...given,
  };
}
