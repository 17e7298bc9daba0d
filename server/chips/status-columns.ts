import type { OutColumn } from "../web/rows.js";
import { type ChipStatus, explain } from "./export-rules.js";
import { type ChipSpecification, performanceDensity, totalProcessingPerformance } from "./performance.js";

/** What is computed of a chip, as every table and file of chips gives it. */
export const statusColumns: readonly OutColumn[] = [
  {
    name: "tpp",
    type: "number",
    title: "TPP",
    unit: "TOPS × bits",
    description:
      "Total processing performance: the largest product of dense throughput and bit length over all number formats (ECCN 3A090). Empty where no format's figure is known.",
  },
  { name: "tpp_format", type: "text", title: "Format", description: "Number format that gives the TPP." },
  {
    name: "performance_density",
    type: "number",
    title: "Performance density",
    unit: "TPP per mm²",
    description: "TPP over die area. Empty where either is unknown.",
  },
  {
    name: "status",
    type: "text",
    title: "Status",
    description:
      "Whether the chip could be shipped from the US to mainland China at the as-of date, computed from the rules in force.",
  },
  {
    name: "rule_id",
    type: "slug",
    title: "Rule",
    description: "The rule that decides the status; empty where none does.",
  },
  { name: "status_reason", type: "text", title: "Reason", description: "The comparisons that decide the status." },
];

/** The same of one chip, by column. */
export function statusRow(chip: ChipSpecification, status: ChipStatus) {
  const performance = totalProcessingPerformance(chip);
  const perMm2 = performanceDensity(chip);
  return {
    tpp: performance.known ? performance.value : null,
    tpp_format: performance.known ? performance.format : null,
    performance_density: perMm2.known ? Number(perMm2.value.toPrecision(6)) : null,
    status: status.status,
    rule_id: status.ruleId,
    status_reason: explain(status),
  };
}
