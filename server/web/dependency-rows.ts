import { evidenced, happenedBy } from "../../db/dated.js";
import type { Row } from "../../db/tables.js";
import type { Context } from "./context.js";

/** A model or a piece of software, with the names that pages print. */
export interface DependencyNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "model" | "software";
  readonly country: string | null;
  readonly openness: Row<"models">["openness"];
  readonly inclusion: Row<"models">["inclusion"] | null;
  readonly releasedOn: string | null;
  /** A model's developer, a piece of software's steward. */
  readonly companyId: string | null;
  readonly companyName: string | null;
}

/** `dependentId` rests on `dependencyId`, as `sourceId` says. */
export interface DependencyEdge {
  readonly id: string;
  readonly dependentId: string;
  readonly dependencyId: string;
  readonly kind: Row<"dependencies">["kind"];
  readonly sinceOn: string | null;
  readonly confidence: Row<"dependencies">["confidence"];
  readonly sourceId: string;
}

/**
 * What stood by the view's date, and the edges that its evidence admits: what a graph of dependence is made from.
 * Nodes stand on any evidence, since that of a model is about its figures and not about what it rests on. A developer
 * or steward that does not count yet is not named; the country is known all the same.
 */
export function dependencyRows(ctx: Context): Promise<DependencyRows> {
  return ctx.once("dependency rows", () => readRows(ctx));
}

interface DependencyRows {
  readonly nodes: readonly DependencyNode[];
  readonly edges: readonly DependencyEdge[];
}

async function readRows({ db, view }: Context): Promise<DependencyRows> {
  const models = await db
    .selectFrom("models")
    .leftJoin("companies as developer", "developer.id", "models.company_id")
    .leftJoin("companies", (join) =>
      join.onRef("companies.id", "=", "models.company_id").on(happenedBy("companies", view.asOf)),
    )
    .select([
      "models.id",
      "models.name",
      "developer.country",
      "openness",
      "inclusion",
      "released_on as releasedOn",
      "companies.id as companyId",
      "companies.name as companyName",
    ])
    .where(happenedBy("models", view.asOf))
    .orderBy("models.id")
    .execute();
  const software = await db
    .selectFrom("software")
    .leftJoin("companies", (join) =>
      join.onRef("companies.id", "=", "software.steward_id").on(happenedBy("companies", view.asOf)),
    )
    .select([
      "software.id",
      "software.name",
      "software.country",
      "released_on as releasedOn",
      "companies.id as companyId",
      "companies.name as companyName",
    ])
    .where(happenedBy("software", view.asOf))
    .orderBy("software.id")
    .execute();
  const edges = await db
    .selectFrom("dependencies")
    .select([
      "id",
      "dependent_id as dependentId",
      "dependency_id as dependencyId",
      "kind",
      "since_on as sinceOn",
      "confidence",
      "source_id as sourceId",
    ])
    .where(happenedBy("dependencies", view.asOf))
    .where(evidenced("dependencies", view.confidence))
    .orderBy("id")
    .execute();
  return {
    nodes: [
      ...models.map((node) => ({ ...node, kind: "model" as const })),
      ...software.map((node) => ({ ...node, kind: "software" as const, openness: null, inclusion: null })),
    ],
    edges,
  };
}
