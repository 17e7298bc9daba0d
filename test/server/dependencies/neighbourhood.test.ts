import { randomLcg } from "d3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertRows } from "../../../db/row-writing.js";
import type { Store } from "../../../db/store.js";
import {
  ancestors,
  type DependencyKind,
  descendants,
  type LineageEdge,
  type LineageNode,
  lineageGraph,
  lineageKinds,
  measuredKinds,
  stackKinds,
} from "../../../server/dependencies/lineage.js";
import {
  countReached,
  mostConnected,
  nextLayer,
  reached,
  stepsOfKinds,
} from "../../../server/dependencies/neighbourhood.js";
import { openEmptyStore } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";

/** Walks in SQL give what the functions of lineage.ts give, on random graphs with cycles, on both databases. */

const postgres = await startPostgres();
const opened: Store[] = [];
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await postgres?.stop();
});

const recorded: readonly DependencyKind[] = [...lineageKinds, "framework", "runtime", "dataset"];
const countries = ["US", "CN", "FR"];

/** Twelve models and three pieces of software; edges run any way, so that most graphs hold cycles. */
function grown(seed: number): { nodes: readonly LineageNode[]; edges: readonly LineageEdge[] } {
  const random = randomLcg(seed);
  const below = (count: number) => Math.floor(random() * count);
  const nodes = Array.from({ length: 15 }, (_, at): LineageNode => {
    const model = at < 12;
    return {
      id: `${model ? "m" : "s"}-${at}`,
      kind: model ? "model" : "software",
      country: countries[below(3)] ?? "US",
      openness: model ? "open-weights" : null,
      inclusion: model ? "notable" : null,
      releasedOn: "2024-01-01",
      companyId: null,
    };
  });
  const edges = new Map<string, LineageEdge>();
  for (let at = 0; at < 22; at++) {
    const [dependentId, dependencyId] = [nodes[below(15)]?.id ?? "", nodes[below(15)]?.id ?? ""];
    const kind = recorded[below(recorded.length)] ?? "weights";
    const id = `${dependentId}--${dependencyId}--${kind}`;
    if (dependentId === dependencyId) continue;
    edges.set(id, { id, dependentId, dependencyId, kind, sinceOn: null, confidence: "confirmed" });
  }
  return { nodes, edges: [...edges.values()] };
}

async function storeOf({ nodes, edges }: ReturnType<typeof grown>, url?: string): Promise<Store> {
  const store = await openEmptyStore(url);
  opened.push(store);
  await store.transaction(async (trx) => {
    const source = { id: "s", title: "S", publisher: "P", url: "https://example.org", kind: "news", language: "en" };
    await trx
      .insertInto("sources")
      .values(source as never)
      .execute();
    for (const country of countries) {
      const company = { id: `lab-${country.toLowerCase()}`, name: country, country, kind: "startup", source_id: "s" };
      await trx
        .insertInto("companies")
        .values(company as never)
        .execute();
    }
    const rowOf = ({ id, kind, country, openness, inclusion, releasedOn }: LineageNode) =>
      kind === "model"
        ? {
            id,
            name: id,
            company_id: `lab-${country?.toLowerCase()}`,
            openness,
            inclusion,
            released_on: releasedOn,
            confidence: "confirmed",
            source_id: "s",
          }
        : { id, name: id, kind: "library", country, source_id: "s" };
    for (const node of nodes) {
      await trx
        .insertInto(node.kind === "model" ? "models" : "software")
        .values(rowOf(node) as never)
        .execute();
    }
    await insertRows(
      trx,
      "dependencies",
      edges.map(({ id, dependentId, dependencyId, kind, confidence }) => ({
        id,
        dependent_id: dependentId,
        dependency_id: dependencyId,
        kind,
        since_on: null,
        confidence,
        source_id: "s",
        evidence: "Made up.",
      })),
    );
  });
  return store;
}

describe.each([
  { name: "SQLite", present: true, address: async () => undefined },
  { name: "PostgreSQL", present: postgres !== undefined, address: async () => postgres?.createDatabase() },
])("on $name", ({ present, address }) => {
  describe.skipIf(!present).each([0.11, 0.37, 0.58, 0.83])("a graph grown from %d", (seed) => {
    const made = grown(seed);
    const graph = lineageGraph(made.nodes, made.edges);
    let store: Store;
    beforeAll(async () => {
      store = await storeOf(made, await address());
    });

    it.each([
      ["lineage", lineageKinds],
      ["the stack", stackKinds],
      ["all kinds", measuredKinds],
    ] as const)("walks %s as the pure functions do", async (_what, kinds) => {
      const { db } = store;
      const steps = stepsOfKinds(db, kinds);
      for (const { id } of made.nodes) {
        for (const [way, pure] of [
          ["ancestors", ancestors],
          ["descendants", descendants],
        ] as const) {
          const expected = [...pure(graph, id, kinds)].sort();
          const rows = await reached(db, steps, id, way).execute();
          expect(rows.map((row) => row.id).sort(), `${way} of ${id}`).toEqual(expected);
          const counted = await countReached(db, steps, id, way).executeTakeFirstOrThrow();
          expect(counted.nodes).toBe(expected.length);
        }
      }
    });

    it("takes one step to the direct neighbours, and ranks nodes by what rests on them", async () => {
      const { db } = store;
      const steps = stepsOfKinds(db, measuredKinds);
      const carried = (id: string) => graph.restedOnBy.get(id)?.length ?? 0;
      for (const { id } of made.nodes) {
        const expected = [...new Set((graph.restedOnBy.get(id) ?? []).map((edge) => edge.dependentId))].sort(
          (one, other) => carried(other) - carried(one) || (one < other ? -1 : 1),
        );
        const rows = await nextLayer(db, steps, [id], "descendants").execute();
        expect(rows.map((row) => row.id)).toEqual(expected);
      }
      const tied = [...new Set(made.edges.flatMap((edge) => [edge.dependentId, edge.dependencyId]))];
      const ties = (id: string) => carried(id) + (graph.restingOn.get(id)?.length ?? 0);
      tied.sort((one, other) => carried(other) - carried(one) || ties(other) - ties(one) || (one < other ? -1 : 1));
      const ranked = await mostConnected(db, steps).limit(4).execute();
      expect(ranked.map((row) => row.id)).toEqual(tied.slice(0, 4));
      expect(ranked[0]?.total).toBe(tied.length);
    });
  });
});
