import type { Store } from "../../db/store.js";
import type { Filter } from "../web/view.js";

/** The filter over the benchmarks that have scores. */
export async function benchmarkFilter({ db }: Store): Promise<Filter> {
  const scored = db.selectFrom("benchmark_scores").select("benchmark_id").distinct();
  const rows = await db
    .selectFrom("benchmarks")
    .select(["id", "name"])
    .where("id", "in", scored)
    .orderBy("name")
    .orderBy("id")
    .execute();
  return {
    key: "benchmark",
    label: "Benchmark",
    choices: rows.map(({ id, name }) => ({ value: id, label: name })),
  };
}

/** The filter over who led, whichever two countries are compared. */
export const leaderFilter: Filter = {
  key: "leader",
  label: "Leader",
  choices: [
    { value: "a", label: "Side A" },
    { value: "b", label: "Side B" },
  ],
};
