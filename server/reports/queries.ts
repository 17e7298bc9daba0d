import type { Db } from "../../db/database.js";

/** Name of a company; `undefined` where none has this id. */
export async function companyName(db: Db, id: string): Promise<string | undefined> {
  return (await db.selectFrom("companies").select("name").where("id", "=", id).executeTakeFirst())?.name;
}

/** Companies with their names, for choosing one. */
export async function companyNames(db: Db): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return db.selectFrom("companies").select(["id", "name"]).orderBy("name").orderBy("id").execute();
}
