import { sql } from "kysely";
import type { Context } from "../web/context.js";
import { BadParameters } from "../web/errors.js";

/** The model or piece of software that a graph is drawn around. */
export interface Focus {
  readonly id: string;
  readonly name: string;
  readonly is: "model" | "software";
  readonly country: string | null;
  readonly company_name: string | null;
  readonly released_on: string | null;
}

/** Names that are offered for one that is not known, and how many are looked through for them. */
const offered = 5;
const lookedThrough = 2000;

/**
 * What `focus` names: an id or, as it comes from the search box, a name in any case or so much of it that only one
 * thing fits. `undefined` when nothing was asked for.
 * @throws BadParameters with the nearest names if it fits nothing or several.
 */
export function focusOf(ctx: Context): Promise<Focus | undefined> {
  return ctx.once("focus", async () => {
    const [asked] = ctx.chosen("focus") ?? [];
    if (asked === undefined) return undefined;
    const wanted = asked.trim().toLowerCase();
    const found = await ctx.store.rows(
      named(ctx)
        .where((eb) => eb.or([eb("things.id", "=", asked.trim()), eb(sql`lower(things.name)`, "=", wanted)]))
        .orderBy("things.id")
        .limit(2),
    );
    const exact = found.find(({ id }) => id === asked.trim()) ?? (found.length === 1 ? found[0] : undefined);
    if (exact) return exact;
    const near = await nearest(ctx, wanted);
    const holding = near.filter(({ name }) => name.toLowerCase().includes(wanted));
    if (wanted !== "" && holding.length === 1 && holding[0]) return holding[0];
    const names = near.slice(0, offered).map(({ id, name }) => `${id} (${name})`);
    const said = names.length > 0 ? `near are ${names.join(", ")}` : "the search below finds names";
    throw new BadParameters([
      {
        parameter: "focus",
        detail: `focus "${asked}" is the id or name of no one model or piece of software; ${said}.`,
      },
    ]);
  });
}

function named(ctx: Context) {
  const models = ctx.db
    .selectFrom("models")
    .leftJoin("companies", "companies.id", "models.company_id")
    .select(["models.id", "models.name", sql<"model" | "software">`'model'`.as("is"), "companies.country"])
    .select(["companies.name as company_name", "models.released_on"]);
  const software = ctx.db
    .selectFrom("software")
    .leftJoin("companies", "companies.id", "software.steward_id")
    .select(["software.id", "software.name", sql<"model" | "software">`'software'`.as("is"), "software.country"])
    .select(["companies.name as company_name", "software.released_on"]);
  return ctx.db.selectFrom(models.unionAll(software).as("things")).selectAll("things");
}

/** Names that share the beginning of one of the words, most alike first. */
async function nearest(ctx: Context, wanted: string): Promise<readonly Focus[]> {
  const words = wanted.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.length === 0) return [];
  const starts = words.map((word) => `%${word.slice(0, 3)}%`);
  const rows = await ctx.store.rows(
    named(ctx)
      .where((eb) => eb.or(starts.map((start) => eb(sql`lower(things.name)`, "like", start))))
      .orderBy("things.id")
      .limit(lookedThrough),
  );
  return rows
    .map((row) => ({ row, likeness: likeness(wanted, row.name.toLowerCase()) }))
    .sort((one, other) => other.likeness - one.likeness || (one.row.id < other.row.id ? -1 : 1))
    .map(({ row }) => row);
}

/** Dice's coefficient over pairs of neighbouring letters (Dice, 1945): 1 for the same text, 0 for nothing shared. */
function likeness(one: string, other: string): number {
  const [a, b] = [pairs(one), pairs(other)];
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

function pairs(text: string): ReadonlySet<string> {
  const letters = text.replace(/[^\p{L}\p{N}]/gu, "");
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)));
}
