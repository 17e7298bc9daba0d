import { sql } from "kysely";
import { happenedBy } from "../../db/dated.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { BadParameters } from "../web/errors.js";
import { nearIds } from "../web/near-ids.js";
import type { Filter } from "../web/view.js";

/** The model or piece of software around which the graph is lit. */
export interface Focus {
  readonly id: string;
  readonly name: string;
  readonly is: "model" | "software";
  readonly country: string | null;
  readonly company_name: string | null;
  readonly released_on: string | null;
  /** 1 where it counts in the view already, 0 where only from a later date. */
  readonly counts: number;
}

/** What a search has found: the one thing meant, or what might be. */
export interface Found {
  readonly focus?: Focus;
  /** Things whose name, company or id holds what was asked, those first that rest on anything or carry it. */
  readonly fitting: readonly Focus[];
  /** How many there are, listed or not. */
  readonly fits: number;
  /** Where nothing fits: what a few slips of the hand lead to. */
  readonly near: readonly Focus[];
}

/** The page says itself, by name, what it is lit around. */
export const focusFilter: Filter = { key: "focus", label: "Light the chains of", saidByPage: true };

/** Candidates that are listed, and how many are looked through for the likest of them. */
const listed = 12;
const lookedThrough = 2000;

/**
 * What `focus` names: an id, a name in any case, or a part of name, company or id that only one thing has.
 * `undefined` when nothing was asked for.
 * @throws BadParameters with candidates if it fits nothing or several.
 */
export function focusOf(ctx: Context): Promise<Focus | undefined> {
  return ctx.once("focus", async () => {
    const [asked] = ctx.chosen("focus") ?? [];
    if (asked === undefined || asked.trim() === "") return undefined;
    const found = await find(ctx, asked);
    if (found.focus) return found.focus;
    throw new BadParameters([{ parameter: "focus", detail: `focus "${asked}" ${refuse(found)}` }]);
  });
}

function refuse({ fits, fitting, near }: Found): string {
  const named = (some: readonly Focus[]) => some.map(({ id, name }) => `${id} (${name})`).join(", ");
  if (fits > 1) {
    const more = fits > fitting.length ? ` and ${fits - fitting.length} more` : "";
    return `fits ${sayCount(fits, "model or piece of software", "models and pieces of software")}; give the id of one: ${named(fitting)}${more}.`;
  }
  const nearest = near.length > 0 ? `; near it ${near.length === 1 ? "is" : "are"} ${named(near)}` : "";
  return `is in the name, company or id of no model or piece of software in this view${nearest}.`;
}

/** Looks for one thing by id, name or company. */
export async function find(ctx: Context, asked: string): Promise<Found> {
  const wanted = asked.trim().toLowerCase();
  const exact = await ctx.store.rows(
    named(ctx)
      .where((eb) => eb.or([eb("things.id", "=", asked.trim()), eb(sql`lower(things.name)`, "=", wanted)]))
      .orderBy("things.id")
      .limit(listed),
  );
  const one = exact.find(({ id }) => id === asked.trim()) ?? (exact.length === 1 ? exact[0] : undefined);
  if (one) return { focus: one, fitting: [], fits: 1, near: [] };
  const fitting = await ctx.store.rows(holding(ctx, wanted));
  if (fitting.length === 0) return { fitting, fits: 0, near: await near(ctx, wanted) };
  if (fitting.length === 1 && fitting[0]) return { focus: fitting[0], fitting: [], fits: 1, near: [] };
  const ranked = [...fitting].sort(
    (a, b) =>
      b.tied - a.tied ||
      Number(b.name.toLowerCase().startsWith(wanted)) - Number(a.name.toLowerCase().startsWith(wanted)) ||
      a.name.length - b.name.length ||
      (a.id < b.id ? -1 : 1),
  );
  return { fitting: ranked.slice(0, listed), fits: fitting[0]?.total ?? fitting.length, near: [] };
}

/** Models and software; a company is named once it counts in the view. */
function named(ctx: Context) {
  const company = happenedBy("companies", ctx.view.asOf);
  const models = ctx.db
    .selectFrom("models")
    .leftJoin("companies as developer", "developer.id", "models.company_id")
    .leftJoin("companies", (join) => join.onRef("companies.id", "=", "models.company_id").on(company))
    .select(["models.id", "models.name", sql<"model" | "software">`'model'`.as("is"), "developer.country"])
    .select(["companies.name as company_name", "models.released_on"])
    .select(sql<number>`case when ${happenedBy("models", ctx.view.asOf)} then 1 else 0 end`.as("counts"));
  const software = ctx.db
    .selectFrom("software")
    .leftJoin("companies", (join) => join.onRef("companies.id", "=", "software.steward_id").on(company))
    .select(["software.id", "software.name", sql<"model" | "software">`'software'`.as("is"), "software.country"])
    .select(["companies.name as company_name", "software.released_on"])
    .select(sql<number>`case when ${happenedBy("software", ctx.view.asOf)} then 1 else 0 end`.as("counts"));
  return ctx.db.selectFrom(models.unionAll(software).as("things")).selectAll("things");
}

/** What of the view has each of the words in its name, company or id; `total` says how many there are. */
function holding(ctx: Context, wanted: string) {
  const words = wanted.split(/\s+/).map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  const texts = sql`lower(things.name || ' ' || coalesce(things.company_name, '') || ' ' || things.id)`;
  const tied = sql<number>`case when exists (select 1 from dependencies where dependent_id = things.id)
    or exists (select 1 from dependencies where dependency_id = things.id) then 1 else 0 end`;
  return named(ctx)
    .where("counts", "=", 1)
    .where(
      sql<boolean>`${sql.join(
        words.map((word) => sql`${texts} like ${word} escape '\\'`),
        sql` and `,
      )}`,
    )
    .select([tied.as("tied"), sql<number>`count(*) over ()`.as("total")])
    .orderBy("tied", "desc")
    .orderBy("things.id")
    .limit(lookedThrough);
}

/** What was perhaps meant, of things that share the beginning of a word with what was asked. */
async function near(ctx: Context, wanted: string): Promise<readonly Focus[]> {
  const words = wanted.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.length === 0) return [];
  const starts = words.map((word) => `%${word.slice(0, 3)}%`);
  const rows = await ctx.store.rows(
    named(ctx)
      .where("counts", "=", 1)
      .where((eb) => eb.or(starts.map((start) => eb(sql`lower(things.name)`, "like", start))))
      .orderBy("things.id")
      .limit(lookedThrough),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const known = rows.map(({ id, name }) => ({ value: id, label: name }));
  return nearIds(wanted, known).flatMap(({ value }) => byId.get(value) ?? []);
}
