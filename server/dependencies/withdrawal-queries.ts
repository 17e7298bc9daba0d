import type { Store } from "../../db/store.js";
import type { Choice } from "../web/view.js";

/** Everything that may be withdrawn: models, software, and companies that have one or the other. */
export async function withdrawable({ db }: Store): Promise<readonly Choice[]> {
  const rows = await db
    .selectFrom("models")
    .select(["id as value", "name as label"])
    .unionAll(db.selectFrom("software").select(["id as value", "name as label"]))
    .unionAll(
      db
        .selectFrom("companies")
        .select(["id as value", "name as label"])
        .where((eb) =>
          eb.or([
            eb.exists(eb.selectFrom("models").select("models.id").whereRef("company_id", "=", "companies.id")),
            eb.exists(eb.selectFrom("software").select("software.id").whereRef("steward_id", "=", "companies.id")),
          ]),
        ),
    )
    .orderBy("value")
    .execute();
  return rows;
}

/** Countries whose models or software may lose something. */
export async function losingCountries({ db }: Store): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .select("companies.country")
    .union(db.selectFrom("software").select("country"))
    .execute();
  return rows.flatMap(({ country }) => country ?? []).sort();
}
