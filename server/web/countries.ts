import type { Store } from "../../db/store.js";

/** Countries of the data, in order of code: what `a`, `b` and the country filters may name. Read once per revision. */
export function countriesAt(store: Store): () => Promise<readonly string[]> {
  let known: { readonly revision: number; readonly countries: readonly string[] } | undefined;
  return async () => {
    const revision = (await store.revision())?.id ?? 0;
    if (known?.revision !== revision) {
      const rows = await store.db
        .selectFrom("companies")
        .select("country")
        .distinct()
        .where("country", "is not", null)
        .orderBy("country")
        .execute();
      known = { revision, countries: rows.flatMap(({ country }) => country ?? []) };
    }
    return known.countries;
  };
}
