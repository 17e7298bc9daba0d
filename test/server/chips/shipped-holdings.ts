import { readFileSync } from "node:fs";
import { readCsv } from "../../../db/csv.js";
import type { Holding } from "../../../server/chips/holdings.js";
import { chips } from "./shipped.js";

type Evidence = Holding["confidence"];

/** A holding typed in by hand: of one firm and one chip unless told. */
export function holding(given: Partial<Holding> & Pick<Holding, "id">): Holding {
  return {
    company_id: "firm",
    quantity: 1000,
    as_of_on: "2024-12-31",
    kind: "stockpile",
    confidence: "reported",
    source_id: "paper",
    ...chipOf("nvidia-h100-sxm"),
    ...given,
  };
}

/** What a holding carries of a shipped chip, or of a chip that is not named. */
export function chipOf(id: string | null) {
  const chip = chips.find((one) => one.id === id);
  return {
    chip_id: id,
    chip_name: chip?.name ?? null,
    chip_market: chip?.market ?? null,
    vendor_id: chip?.vendor_id ?? null,
    die_area_mm2: chip?.die_area_mm2 ?? null,
    fp16_tflops: chip?.fp16_tflops ?? null,
  };
}

/** Every shipped row. */
export const shippedHoldings: readonly Holding[] = (() => {
  const { header, records } = readCsv(
    readFileSync(new URL("../../../db/dataset/compute_holdings.csv", import.meta.url)),
  );
  return records.map(({ cells }) => {
    const row = Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""]));
    return {
      id: row.id ?? "",
      company_id: row.company_id ?? "",
      quantity: row.quantity ? Number(row.quantity) : null,
      as_of_on: row.as_of_on ?? "",
      kind: row.kind as Holding["kind"],
      confidence: row.confidence as Evidence,
      source_id: row.source_id ?? "",
      ...chipOf(row.chip_id || null),
    };
  });
})();
