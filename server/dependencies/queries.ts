import { sql } from "kysely";
import { evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";
import { lineageKinds } from "./lineage.js";
import { type Direction, reached, type Steps } from "./neighbourhood.js";

/** Edges that held in this view and that the filters leave, except the search, which needs the names of both ends. */
function unsearched(ctx: Context) {
  const { asOf, confidence } = ctx.view;
  const isModel = (end: string) =>
    sql<boolean>`exists (select 1 from models where models.id = ${sql.ref(`dependencies.${end}`)})`;
  // Lineage runs between models; whatever touches software belongs to the stack.
  const betweenModels = sql<boolean>`(dependencies.kind in (${sql.join([...lineageKinds])}) and ${isModel("dependent_id")} and ${isModel("dependency_id")})`;
  const [scope, another] = ctx.chosen("scope") ?? [];
  const kinds = ctx.chosen("kind");
  return ctx.db
    .selectFrom("dependencies")
    .where(happenedBy("dependencies", asOf))
    .where(evidenced("dependencies", confidence))
    .$if(scope === "lineage" && another === undefined, (query) => query.where(betweenModels))
    .$if(scope === "stack" && another === undefined, (query) => query.where(sql<boolean>`not ${betweenModels}`))
    .$if(kinds !== undefined, (query) => query.where(sql<boolean>`dependencies.kind in (${sql.join(kinds ?? [])})`));
}

/**
 * The same edges as {@link dependenciesInView} without what they are joined with, which takes a fraction of the time;
 * `undefined` where only the joined ones can be searched.
 */
export function bareDependencies(ctx: Context) {
  return ctx.chosen("q") ? undefined : unsearched(ctx).selectAll("dependencies");
}

/** The steps of the view's edges, for walks along them. */
export function stepsInView(ctx: Context): Steps {
  const edges: Steps = bareDependencies(ctx) ?? dependenciesInView(ctx);
  return edges.clearSelect().select(["dependencies.dependent_id", "dependencies.dependency_id"]);
}

/** Edges that held in this view, with the names of both ends and the first source. */
export function dependenciesInView(ctx: Context) {
  const edges = unsearched(ctx)
    .innerJoin("sources", "sources.id", "dependencies.source_id")
    .leftJoin("models as dependent_model", "dependent_model.id", "dependencies.dependent_id")
    .leftJoin("software as dependent_software", "dependent_software.id", "dependencies.dependent_id")
    .leftJoin("models as base_model", "base_model.id", "dependencies.dependency_id")
    .leftJoin("software as base_software", "base_software.id", "dependencies.dependency_id")
    .leftJoin("companies as dependent_company", (join) =>
      join.on("dependent_company.id", "=", (eb) =>
        eb.fn.coalesce("dependent_model.company_id", "dependent_software.steward_id"),
      ),
    )
    .leftJoin("companies as base_company", (join) =>
      join.on("base_company.id", "=", (eb) => eb.fn.coalesce("base_model.company_id", "base_software.steward_id")),
    )
    .selectAll("dependencies")
    .select(["sources.url as source_url", "sources.publisher as source_publisher"])
    .select((eb) => [
      eb.fn.coalesce("dependent_model.name", "dependent_software.name").as("dependent_name"),
      eb.fn.coalesce("base_model.name", "base_software.name").as("dependency_name"),
      eb.case().when("dependent_model.id", "is not", null).then("model").else("software").end().as("dependent_is"),
      eb.case().when("base_model.id", "is not", null).then("model").else("software").end().as("dependency_is"),
      // Software belongs to the country its row states; a model to its developer's.
      sql<
        string | null
      >`case when dependent_model.id is not null then dependent_company.country else dependent_software.country end`.as(
        "dependent_country",
      ),
      sql<
        string | null
      >`case when base_model.id is not null then base_company.country else base_software.country end`.as(
        "dependency_country",
      ),
      "dependent_company.id as dependent_company_id",
      "dependent_company.name as dependent_company_name",
      "base_company.id as dependency_company_id",
      "base_company.name as dependency_company_name",
      "dependent_model.openness as dependent_openness",
      "base_model.openness as dependency_openness",
      // An end leads to a page of its own once it counts in the view.
      eb
        .case()
        .when(happenedBy("models", ctx.view.asOf, "dependent_model"))
        .then(eb.ref("dependent_model.id"))
        .end()
        .as("dependent_model_id"),
      eb
        .case()
        .when(happenedBy("models", ctx.view.asOf, "base_model"))
        .then(eb.ref("base_model.id"))
        .end()
        .as("dependency_model_id"),
      eb
        .case()
        .when(happenedBy("software", ctx.view.asOf, "dependent_software"))
        .then(eb.ref("dependent_software.id"))
        .end()
        .as("dependent_software_id"),
      eb
        .case()
        .when(happenedBy("software", ctx.view.asOf, "base_software"))
        .then(eb.ref("base_software.id"))
        .end()
        .as("dependency_software_id"),
      eb.fn.coalesce("dependent_model.released_on", "dependent_software.released_on").as("dependent_released_on"),
      eb.fn.coalesce("base_model.released_on", "base_software.released_on").as("dependency_released_on"),
    ]);
  return narrowed(edges, ctx, {}, [
    "dependent_model.name",
    "dependent_software.name",
    "base_model.name",
    "base_software.name",
    "dependent_company.name",
    "base_company.name",
  ]);
}

/** Condition: the edge lies on a chain of the view that leads to `id` or from it. */
export function onChainsOf(ctx: Context, id: string) {
  const steps = stepsInView(ctx);
  const inside = (direction: Direction) => {
    const others = sql`(${reached(ctx.db, steps, id, direction)})`;
    const among = (end: string) => sql`(${sql.ref(end)} = ${id} or ${sql.ref(end)} in ${others})`;
    return sql`(${among("dependencies.dependent_id")} and ${among("dependencies.dependency_id")})`;
  };
  return sql<boolean>`(${inside("ancestors")} or ${inside("descendants")})`;
}
