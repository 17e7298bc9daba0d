import { type SelectQueryBuilder, sql } from "kysely";
import type { Db } from "../../db/database.js";
import { type MeasuredKind, measuredKinds } from "./lineage.js";

/**
 * Walks along dependencies inside the database, for graphs that are too large to be loaded. Each is the counterpart of
 * a function in `lineage.ts`, which it must agree with.
 */

/** Against the arrows to what a node rests on, or along them to what rests on it. */
export type Direction = "ancestors" | "descendants";

interface Step {
  dependent_id: string;
  dependency_id: string;
}

/** Edges that a walk may take, in whatever way they were chosen. */
// biome-ignore lint/suspicious/noExplicitAny: the tables that the edges were chosen by are not used here.
export type Steps = SelectQueryBuilder<any, any, Step>;

const ends = {
  ancestors: { here: "step.dependent_id", there: "step.dependency_id" },
  descendants: { here: "step.dependency_id", there: "step.dependent_id" },
} as const;

/** Edges of the chosen kinds: `measuredKind` of `lineage.ts` as a condition. */
export function stepsOfKinds(db: Db, kinds: readonly MeasuredKind[]): Steps {
  const isModel = (end: string) =>
    sql<boolean>`exists (select 1 from models where models.id = ${sql.ref(`dependencies.${end}`)})`;
  const measured = sql<MeasuredKind>`case
    when kind in ('framework', 'runtime', 'dataset') then kind
    when ${isModel("dependent_id")} and ${isModel("dependency_id")} then kind
    when kind = 'synthetic-data' then 'dataset'
    else 'library' end`;
  const all = db.selectFrom("dependencies").select(["dependent_id", "dependency_id"]);
  return kinds.length === measuredKinds.length ? all : all.where(measured, "in", kinds);
}

/**
 * Ids of all that `id` rests on, or that rests on it, directly or through chains. UNION keeps what is new, so a cycle
 * is walked once; nothing is its own ancestor.
 */
export function reached(db: Db, steps: Steps, id: string, direction: Direction) {
  const { here, there } = ends[direction];
  return db
    .withRecursive("reached(id)", (walk) =>
      walk
        .selectFrom(steps.as("step"))
        .where(here, "=", id)
        .select(`${there} as id`)
        .union(
          walk
            .selectFrom("reached")
            .innerJoin(steps.as("step"), (join) => join.onRef(here, "=", "reached.id"))
            .select(`${there} as id`),
        ),
    )
    .selectFrom("reached")
    .where("reached.id", "<>", id)
    .select("reached.id");
}

/** How many nodes {@link reached} gives. */
export function countReached(db: Db, steps: Steps, id: string, direction: Direction) {
  return db
    .selectFrom(reached(db, steps, id, direction).as("others"))
    .select((eb) => eb.fn.countAll<number>().as("nodes"));
}

/**
 * The next step of a walk: what the nodes of `layer` lead to, first that on which most rests directly. Steps taken one
 * by one stop where enough has been found, however large the graph is.
 */
export function nextLayer(db: Db, steps: Steps, layer: readonly string[], direction: Direction) {
  const { here, there } = ends[direction];
  return db
    .selectFrom(steps.as("step"))
    .where(here, "in", layer)
    .groupBy(there)
    .select(`${there} as id`)
    .orderBy(
      (eb) =>
        eb
          .selectFrom("dependencies as carried")
          .whereRef("carried.dependency_id", "=", there)
          .select((of) => of.fn.countAll().as("n")),
      "desc",
    )
    .orderBy("id");
}

/**
 * Every node of the steps, first that on which most rests directly, then that with most ties; `total` says how many
 * there are in all.
 */
export function mostConnected(db: Db, steps: Steps) {
  const bases = db.selectFrom(steps.as("step")).select(["step.dependency_id as id", sql<number>`1`.as("carrying")]);
  const dependents = db.selectFrom(steps.as("step")).select(["step.dependent_id as id", sql<number>`0`.as("carrying")]);
  return db
    .selectFrom(bases.unionAll(dependents).as("ends"))
    .groupBy("ends.id")
    .select("ends.id")
    .select(sql<number>`count(*) over ()`.as("total"))
    .orderBy((eb) => eb.fn.sum("ends.carrying"), "desc")
    .orderBy((eb) => eb.fn.countAll(), "desc")
    .orderBy("ends.id");
}
