import { band, type Confidence, type EvidenceBand } from "../values/evidence.js";
import type { Sides } from "../values/sides.js";
import {
  type Dependence,
  dependence,
  type LineageGraph,
  lineageKinds,
  type MeasuredKind,
  type Reach,
  stackKinds,
} from "./lineage.js";

/** Kinds measured together, under the name that tables give them. */
export interface KindChoice {
  readonly name: string;
  readonly kinds: readonly MeasuredKind[];
}

const allLineage: KindChoice = { name: "all-lineage", kinds: lineageKinds };
const allStack: KindChoice = { name: "all-stack", kinds: stackKinds };

/** Every kind alone, and the two groups whole. */
export const kindChoices: readonly KindChoice[] = [
  allLineage,
  ...lineageKinds.map((kind) => ({ name: kind, kinds: [kind] })),
  allStack,
  ...stackKinds.map((kind) => ({ name: kind, kinds: [kind] })),
];

export const reaches: readonly Reach[] = ["any", "direct"];

/**
 * The kinds that a page's filters ask for: lineage unless they say otherwise. Within the stack alone, what the rows
 * call code, a tokenizer or another kind of the lineage is measured as `library` or `dataset`, as
 * `measuredKind` does.
 * @example chosenKinds(undefined, ["weights"]).name // "weights"
 */
export function chosenKinds(scope: readonly string[] | undefined, kinds: readonly string[] | undefined): KindChoice {
  const stackOnly = scope?.length === 1 && scope[0] === "stack";
  if (!kinds) return stackOnly ? allStack : allLineage;
  const wanted: readonly MeasuredKind[] = [...lineageKinds, ...stackKinds].filter((kind) => kinds.includes(kind));
  const measured = stackOnly ? [...new Set(wanted.map(inStack))] : wanted;
  return { name: measured.join("+"), kinds: measured };
}

function inStack(kind: MeasuredKind): MeasuredKind {
  if (kind === "synthetic-data") return "dataset";
  return stackKinds.find((one) => one === kind) ?? "library";
}

/** How many of one side's models of one year rest on the other side. */
export interface SharePoint {
  /** A year; the last one ends at the view's day. */
  readonly period: string;
  readonly side: "a" | "b";
  readonly models: number;
  /** Of these, models without a recorded base of the kinds asked for: they count as not resting. */
  readonly unrecorded: number;
  /** At the view's evidence. */
  readonly resting: number;
  readonly band: EvidenceBand<number>;
}

export interface SharesQuestion extends KindChoice {
  readonly sides: Sides;
  readonly asOf: string;
  readonly reach: Reach;
  /** Also counts models recorded because of what they rest on. */
  readonly withLineage: boolean;
}

/** Gives the graph that a level of evidence admits. */
export type GraphAt = (strictest: Confidence) => LineageGraph;

const opposite = { a: "b", b: "a" } as const;

/**
 * Two-way dependence over time: for each year and each side, how many of its open-weight and open-source models rest
 * on the other side's models or software. One point for each side and year, sides in turn.
 * @param strictest the evidence of `resting`; the band gives the other levels beside it
 */
export function sharesByYear(
  graph: GraphAt,
  years: readonly string[],
  question: SharesQuestion,
  strictest: Confidence,
): readonly SharePoint[] {
  return years.flatMap((period) =>
    (["a", "b"] as const).map((side): SharePoint => {
      const at = (level: Confidence) => yearDependence(graph(level), period, side, question);
      const inView = at(strictest);
      return {
        period,
        side,
        models: inView.models,
        unrecorded: inView.unrecorded,
        resting: inView.resting,
        band: band((level) => at(level).resting),
      };
    }),
  );
}

/** Dependence of one side's models of one year on the other side. */
export function yearDependence(
  graph: LineageGraph,
  year: string,
  side: "a" | "b",
  { sides, asOf, kinds, reach, withLineage }: SharesQuestion,
): Dependence {
  return dependence(graph, {
    of: sides[side].code,
    on: sides[opposite[side]].code,
    from: year,
    to: asOf.startsWith(year) ? asOf : year,
    kinds,
    reach,
    denominator: "open",
    withLineage,
  });
}

/** Years from the first in which either side has released a counted model to that of the view's day. */
export function yearsCounted(graph: LineageGraph, question: SharesQuestion): readonly string[] {
  const { sides, asOf, withLineage } = question;
  const counted = [...graph.nodes.values()].filter(
    ({ kind, country, openness, inclusion, releasedOn }) =>
      kind === "model" &&
      releasedOn !== null &&
      (country === sides.a.code || country === sides.b.code) &&
      (openness === "open-weights" || openness === "open-source") &&
      (inclusion !== "lineage" || withLineage),
  );
  const last = Number(asOf.slice(0, 4));
  const first = Math.min(...counted.map(({ releasedOn }) => Number(releasedOn?.slice(0, 4))));
  return Number.isFinite(first) ? Array.from({ length: last - first + 1 }, (_, index) => String(first + index)) : [];
}

/** One line of the cube: a year, a side, a kind, a reach, with what rests on each level of evidence. */
export interface CubeRow {
  readonly period: string;
  readonly side: "a" | "b";
  readonly kind: string;
  readonly reach: Reach;
  readonly models: number;
  readonly band: EvidenceBand<number>;
}

/** The shares for every kind and both reaches; and for the question's own kinds, where they are none of those alone. */
export function shareCube(graph: GraphAt, years: readonly string[], question: SharesQuestion): readonly CubeRow[] {
  const asked = kindChoices.some(({ name }) => name === question.name) ? [] : [question];
  return years.flatMap((period) =>
    (["a", "b"] as const).flatMap((side) =>
      [...kindChoices, ...asked].flatMap(({ name, kinds }) =>
        reaches.map((reach): CubeRow => {
          const at = band((level) => yearDependence(graph(level), period, side, { ...question, kinds, reach }));
          return {
            period,
            side,
            kind: name,
            reach,
            models: at.all.models,
            band: { confirmed: at.confirmed.resting, reported: at.reported.resting, all: at.all.resting },
          };
        }),
      ),
    ),
  );
}
