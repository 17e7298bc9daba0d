import type { Store } from "../../db/store.js";

interface Known {
  readonly revision: string;
  readonly countries: readonly string[];
}

const read = new WeakMap<Store, Known>();

/** Countries of the data, in order of code: what `a`, `b` and the country filters may name. Read once per revision. */
export async function countriesAt(store: Store): Promise<readonly string[]> {
  const latest = await store.revision();
  const revision = `${latest?.id} ${latest?.recorded_at}`;
  const known = read.get(store);
  if (known?.revision === revision) return known.countries;
  const rows = await store.db
    .selectFrom("companies")
    .select("country")
    .distinct()
    .where("country", "is not", null)
    .orderBy("country")
    .execute();
  const countries = rows.flatMap(({ country }) => country ?? []);
  read.set(store, { revision, countries });
  return countries;
}
