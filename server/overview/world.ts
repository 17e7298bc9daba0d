import { readRule } from "../chips/export-rules.js";
import type { Context } from "../web/context.js";
import type { HeadlineFacts } from "./headlines.js";
import { headlineRows } from "./queries.js";

/** What the headline figures of a view are made from. */
export function factsOf(ctx: Context): Promise<HeadlineFacts> {
  return ctx.once("headline facts", async () => {
    const { software, dependencies, models, rules, ...rows } = await headlineRows(ctx);
    return {
      ...rows,
      models,
      rules: rules.map(readRule),
      nodes: [
        ...models.map(({ id, country, openness, inclusion, released_on, company_id }) => ({
          id,
          kind: "model" as const,
          country,
          openness,
          inclusion,
          releasedOn: released_on,
          companyId: company_id,
        })),
        ...software.map(({ id, country, released_on, steward_id }) => ({
          id,
          kind: "software" as const,
          country,
          openness: null,
          inclusion: null,
          releasedOn: released_on,
          companyId: steward_id,
        })),
      ],
      edges: dependencies.map(
        ({ id, dependent_id, dependency_id, kind, since_on, confidence, dated_on, source_id }) => ({
          id,
          dependentId: dependent_id,
          dependencyId: dependency_id,
          kind,
          sinceOn: since_on,
          confidence,
          datedOn: dated_on,
          sourceId: source_id,
        }),
      ),
    };
  });
}
