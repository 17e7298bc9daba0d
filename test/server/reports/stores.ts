import { readDataset } from "../../../db/dataset.js";
import { loadDataset } from "../../../db/load.js";
import type { Store } from "../../../db/store.js";
import type { Row } from "../../../db/tables.js";
import { places } from "../../../server/places.js";
import { checkSpec, type ReportSpec } from "../../../server/reports/spec.js";

/** Reports for tests, and the edits that are made behind their back. */

export const shipped = readDataset(places.dataset);

/** Later than the moment at which the tests load the shipped facts. */
export const frozenAt = new Date("2026-11-24T10:30:00Z");

export const spec: ReportSpec = checkSpec({
  title: "Money and models",
  authors: ["A. Analyst"],
  blocks: [{ kind: "section", section: "funding" }],
});

/** The shipped facts with other funding rounds. */
export async function loadRounds(
  store: Store,
  change: (rounds: readonly Row<"funding_rounds">[]) => readonly Row<"funding_rounds">[],
): Promise<void> {
  const rows = { ...shipped.rows, funding_rounds: change(shipped.rows.funding_rounds) };
  await loadDataset(
    store,
    { ...shipped, rows, hash: `changed ${Math.random()}` },
    { author: "test", summary: "Edited rounds", now: new Date("2026-11-24T11:00:00Z") },
  );
}

/** A shipped round of which everything is known. */
export function roundOf(id: string): Row<"funding_rounds"> {
  const round = shipped.rows.funding_rounds.find((one) => one.id === id);
  if (!round) throw new Error(`There is no round ${id}.`);
  return round;
}
