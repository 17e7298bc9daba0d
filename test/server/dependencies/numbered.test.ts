import { randomLcg } from "d3";
import { describe, expect, it } from "vitest";
import { flowOf, isCounted, stemOf } from "../../../server/dependencies/flow.js";
import {
  ancestors,
  type DependencyKind,
  dependence,
  descendants,
  groundAmong,
  type LineageEdge,
  lineageGraph,
  lineageKinds,
  type MeasuredKind,
  measuredKind,
  measuredKinds,
  stackKinds,
} from "../../../server/dependencies/lineage.js";
import { dependenceMatrix } from "../../../server/dependencies/matrix.js";
import { numberedGraph, withIds } from "../../../server/dependencies/numbered.js";
import { rootsRestedOn } from "../../../server/dependencies/roots.js";
import { groundsByYear, shareCube, sharesByYear, yearsCounted } from "../../../server/dependencies/shares.js";
import { losersOfEach, shelfOf, withdrawal } from "../../../server/dependencies/withdrawal.js";
import { confidenceLevels, counts } from "../../../server/values/evidence.js";
import { sideOf } from "../../../server/values/sides.js";
import { model, type Named, sides, software } from "./graph.js";

/**
 * What is found by numbers is what the definitions of `lineage.ts` give, asked of one model after the other, on graphs
 * grown from chance: with cycles, doubled edges, things that rest on themselves, ends that are not in the view.
 */

const rowKinds: readonly DependencyKind[] = [...lineageKinds, "framework", "runtime", "dataset"];

function grown(seed: number) {
  const random = randomLcg(seed);
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T;
  const ids: string[] = [];
  const nodes: Named[] = Array.from({ length: 50 }, () => {
    const id = `${pick(["meta", "ali", "mis"])}/${pick(["Llama", "Qwen", "Mix"])}-${String(ids.length).padStart(2, "0")}`;
    ids.push(id);
    if (below(8) === 0) return software(id, pick(["US", "CN", null]));
    return model(id, pick(["US", "CN", "FR", null]), pick(["2022", "2023-05", "2024-02-03", "2024-11", null]), {
      openness: pick(["open-weights", "open-source", "closed"]),
      inclusion: pick(["notable", "followed", "lineage"]),
      companyId: pick([id.split("/")[0] ?? null, null]),
    });
  }).sort((one, other) => (one.id < other.id ? -1 : 1));
  const edges: LineageEdge[] = Array.from({ length: 75 }, (_, at) => ({
    id: `edge-${String((at * 37) % 75).padStart(2, "0")}`,
    dependentId: pick(ids),
    dependencyId: below(20) === 0 ? "not/there" : pick(ids),
    kind: pick(rowKinds),
    sinceOn: null,
    confidence: pick(confidenceLevels),
  }));
  return { nodes, edges };
}

const choices: readonly (readonly MeasuredKind[])[] = [lineageKinds, stackKinds, ["weights", "library"], measuredKinds];

describe.each([0.1, 0.6])("on a graph grown from %d", async (seed) => {
  const { nodes, edges } = grown(seed);
  const graph = await numberedGraph(nodes, edges);
  const plainAt = (strictest: (typeof confidenceLevels)[number]) =>
    lineageGraph(
      nodes,
      edges.filter(({ confidence }) => counts(confidence, strictest)),
    );
  const cases = choices.flatMap((kinds) => confidenceLevels.map((strictest) => ({ kinds, strictest })));
  const asked = { name: "asked", sides, asOf: "2024-06-30", withLineage: false };

  it("the edges of each node are those of the plain graph, best evidence first", () => {
    for (const strictest of confidenceLevels) {
      const [plain, ours] = [plainAt(strictest), withIds(graph, strictest)];
      for (const { id } of nodes) {
        expect(ours.restingOn.get(id)).toEqual(plain.restingOn.get(id));
        expect(ours.restedOnBy.get(id)).toEqual(plain.restedOnBy.get(id));
        expect(ours.restedOnBy.has(id)).toBe(plain.restedOnBy.has(id));
      }
    }
  });

  it("shares by year are the dependence of each year", async () => {
    for (const { kinds, strictest } of cases) {
      for (const reach of ["any", "direct"] as const) {
        const question = { ...asked, kinds, reach };
        const years = await yearsCounted(graph, question);
        const plain = (year: string, of: "a" | "b", level: (typeof confidenceLevels)[number]) =>
          dependence(plainAt(level), {
            of: sides[of].code,
            on: sides[of === "a" ? "b" : "a"].code,
            from: year,
            to: year === "2024" ? asked.asOf : year,
            kinds,
            reach,
            denominator: "open",
          });
        for (const { period, side, band, ...point } of await sharesByYear(graph, years, question, strictest)) {
          const { resting, models, unrecorded } = plain(period, side, strictest);
          expect(point).toEqual({ resting, models, unrecorded });
          expect(band).toEqual({
            confirmed: plain(period, side, "confirmed").resting,
            reported: plain(period, side, "reported").resting,
            all: plain(period, side, "disputed").resting,
          });
        }
        const cube = (await shareCube(graph, years, question)).filter(
          ({ kind, reach: how }) => kind === "asked" && how === reach,
        );
        expect(cube.map(({ band }) => band.all)).toEqual(
          years.flatMap((year) => (["a", "b"] as const).map((side) => plain(year, side, "disputed").resting)),
        );
        expect(await groundsByYear(graph, years, question)).toEqual(
          years.flatMap((year) => (["a", "b"] as const).flatMap((side) => plain(year, side, "disputed").grounds)),
        );
      }
    }
  });

  it("roots are those of everything that each model rests on", async () => {
    for (const { kinds, strictest } of cases) {
      const plain = plainAt(strictest);
      const rests = (id: string) =>
        (plain.restingOn.get(id) ?? []).some((edge) => kinds.includes(measuredKind(plain, edge)));
      const expected = nodes
        .filter(({ id }) => !rests(id))
        .map(({ id }) => ({
          id,
          resting: descendants(plain, id, kinds)
            .flatMap((below) => nodes.filter((node) => node.id === below))
            .filter((node) => isCounted(node, false)),
        }))
        .filter(({ resting }) => resting.length > 0)
        .sort((one, other) => other.resting.length - one.resting.length || (one.id < other.id ? -1 : 1));
      const { count, first } = await rootsRestedOn(graph, { sides, kinds, strictest, withLineage: false });
      expect(count).toBe(expected.length);
      expect(first.map(({ id, models, bySide }) => [id, models, bySide.b])).toEqual(
        expected.map(({ id, resting }) => [
          id,
          resting.length,
          resting.filter(({ country }) => sideOf(country, sides) === "b").length,
        ]),
      );
    }
  });

  it("the flow counts for each company the models that rest on another's family", async () => {
    for (const { kinds, strictest } of cases) {
      const plain = plainAt(strictest);
      const expected = new Map<string, Set<string>>();
      for (const node of nodes.filter((one) => isCounted(one, false))) {
        for (const base of ancestors(plain, node.id, kinds)) {
          const { kind, companyId, name } = nodes.find(({ id }) => id === base) as Named;
          if (kind === "software" || companyId === node.companyId) continue;
          const link = `family ${companyId ?? ""} ${stemOf(name).toLowerCase()} > company ${node.companyId ?? ""}`;
          expected.set(link, (expected.get(link) ?? new Set()).add(node.id));
        }
      }
      const most = { families: 99, companies: 99 };
      const flow = await flowOf(graph, { sides, kinds, strictest, reach: "any", withLineage: false, most });
      expect(flow.links.map(({ from, to, models }) => [`${from} > ${to}`, models])).toEqual(
        [...expected].map(([link, ids]) => [link, ids.size]),
      );
      expect(flow.models).toBe(new Set([...expected.values()].flatMap((ids) => [...ids])).size);
    }
  });

  it("the matrix counts every edge of its kinds in one cell", async () => {
    for (const { kinds, strictest } of cases) {
      const plain = plainAt(strictest);
      const side = (id: string) => sideOf(plain.nodes.get(id)?.country ?? null, sides);
      const own = nodes
        .flatMap(({ id }) => plain.restingOn.get(id) ?? [])
        .filter((edge) => kinds.includes(measuredKind(plain, edge)));
      for (const cell of dependenceMatrix(graph, sides, kinds, strictest)) {
        const inCell = own.filter(
          ({ dependentId, dependencyId }) => side(dependentId) === cell.dependent && side(dependencyId) === cell.base,
        );
        expect([cell.edges, cell.resting]).toEqual([
          inCell.length,
          new Set(inCell.map(({ dependentId }) => dependentId)).size,
        ]);
      }
    }
  });

  it("a withdrawal takes what rests on it by the shortest chain, and the offers count the same", async () => {
    for (const { kinds, strictest } of cases) {
      const plain = plainAt(strictest);
      const grounds = (gone: readonly string[]) =>
        nodes.flatMap(({ id }) =>
          gone.includes(id)
            ? []
            : (groundAmong(plain, id, (node) => gone.includes(node.id), { kinds, reach: "any" }) ?? []),
        );
      const models = (gone: readonly string[]) =>
        grounds(gone).filter(({ id }) => plain.nodes.get(id)?.kind === "model").length;
      const { byNode, byCompany } = await losersOfEach(graph, { kinds, strictest });
      for (const [at, { id }] of nodes.entries()) {
        const found = await withdrawal(graph, [id], { kinds, strictest });
        expect(found.map(({ ground }) => ground)).toEqual(grounds([id]));
        expect(byNode[at]).toBe(models([id]));
      }
      for (const company of ["meta", "ali", "mis"])
        expect(byCompany.get(company) ?? 0).toBe(models(shelfOf(graph, company)));
    }
  });
});
