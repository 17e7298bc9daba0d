import { Breath } from "../values/breath.js";
import type { Confidence, EvidenceBand } from "../values/evidence.js";
import type { Sides } from "../values/sides.js";
import {
  type Ground,
  inFrame,
  inPeriod,
  type LineageEdge,
  type LineageNode,
  lineageKinds,
  type MeasuredKind,
  type Reach,
  stackKinds,
} from "./lineage.js";
import { distancesTo, groundFrom, hasStep, lensOf, type NumberedGraph, numbersOf } from "./numbered.js";

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

const opposite = { a: "b", b: "a" } as const;
/** Nodes between two breaths. */
const slice = 2000;
const bothSides = ["a", "b"] as const;

/**
 * Two-way dependence over time: for each year and each side, how many of its open-weight and open-source models rest
 * on the other side's models or software. One point for each side and year, sides in turn. Each point is what
 * `dependence` of `lineage.ts` gives for its year, found for all years in one walk.
 * @param strictest the evidence of `resting`; the band gives the other levels beside it
 */
export async function sharesByYear(
  graph: NumberedGraph,
  years: readonly string[],
  question: SharesQuestion,
  strictest: Confidence,
): Promise<readonly SharePoint[]> {
  const courses = await onBothSides(async (side) => {
    const [frame, bases] = [await frameOf(graph, side, question), basesOf(graph, side, question)];
    const at = async (level: Confidence) =>
      restingByYear(frame, await distancesTo(graph, bases, lensOf(question.kinds, level)));
    const lens = lensOf(question.kinds, strictest);
    return {
      models: countByYear(frame, () => true),
      unrecorded: countByYear(frame, (node) => !hasStep(graph, graph.onto, node, lens)),
      resting: (await at(strictest))[question.reach],
      confirmed: (await at("confirmed"))[question.reach],
      reported: (await at("reported"))[question.reach],
      all: (await at("disputed"))[question.reach],
    };
  });
  return years.flatMap((period) =>
    bothSides.map((side): SharePoint => {
      const of = (course: ReadonlyMap<string, number>) => course.get(period) ?? 0;
      const { models, unrecorded, resting, confirmed, reported, all } = courses[side];
      return {
        period,
        side,
        models: of(models),
        unrecorded: of(unrecorded),
        resting: of(resting),
        band: { confirmed: of(confirmed), reported: of(reported), all: of(all) },
      };
    }),
  );
}

/** Models of a side that would count but for an unknown release date. */
export async function undatedModels(graph: NumberedGraph, side: "a" | "b", question: SharesQuestion): Promise<number> {
  let undated = 0;
  await eachNode(graph, (node) => {
    if (node.releasedOn === null && inFrame(node, frameQuestion(side, question))) undated += 1;
  });
  return undated;
}

/** The shortest chains of all models that rest on the other side on any evidence: by year, side and id. */
export async function groundsByYear<N extends LineageNode, E extends LineageEdge>(
  graph: NumberedGraph<N, E>,
  years: readonly string[],
  question: SharesQuestion,
): Promise<readonly Ground<E>[]> {
  const breath = new Breath();
  const lens = lensOf(question.kinds, "disputed");
  const found = await onBothSides(async (side) => {
    const distances = await distancesTo(graph, basesOf(graph, side, question), lens);
    const byYear = new Map<string, Ground<E>[]>();
    for (const [node, year] of await frameOf(graph, side, question)) {
      if (breath.due) await breath.take();
      if (question.reach === "direct" && distances[node] !== 1) continue;
      const ground = groundFrom(graph, node, distances, lens);
      if (!ground) continue;
      const own = byYear.get(year);
      if (own) own.push(ground);
      else byYear.set(year, [ground]);
    }
    return byYear;
  });
  const byId = (one: Ground, other: Ground) => (one.id < other.id ? -1 : 1);
  return years.flatMap((year) => bothSides.flatMap((side) => (found[side].get(year) ?? []).sort(byId)));
}

/** Models of a side that are counted, by number, each with the year to which its release belongs. */
type Frame = ReadonlyMap<number, string>;

async function frameOf(graph: NumberedGraph, side: "a" | "b", question: SharesQuestion): Promise<Frame> {
  const { asOf } = question;
  const asked = frameQuestion(side, question);
  const frame = new Map<number, string>();
  await eachNode(graph, (node, at) => {
    if (node.releasedOn === null || !inFrame(node, asked)) return;
    const year = node.releasedOn.slice(0, 4);
    if (inPeriod(node.releasedOn, { from: year, to: asOf.startsWith(year) ? asOf : year })) frame.set(at, year);
  });
  return frame;
}

async function eachNode({ nodes }: NumberedGraph, take: (node: LineageNode, at: number) => void): Promise<void> {
  const breath = new Breath();
  for (let at = 0; at < nodes.length; at++) {
    if (at % slice === 0) await breath.take();
    take(nodes[at] as LineageNode, at);
  }
}

function frameQuestion(side: "a" | "b", { sides, withLineage }: SharesQuestion) {
  return { of: sides[side].code, denominator: "open" as const, withLineage };
}

/** What belongs to the other side. */
function basesOf(graph: NumberedGraph, side: "a" | "b", { sides }: SharesQuestion): readonly number[] {
  const { code } = sides[opposite[side]];
  return numbersOf(graph, ({ country }) => country === code);
}

function restingByYear(frame: Frame, distances: Int32Array): Readonly<Record<Reach, ReadonlyMap<string, number>>> {
  return {
    any: countByYear(frame, (node) => (distances[node] ?? -1) > 0),
    direct: countByYear(frame, (node) => distances[node] === 1),
  };
}

function countByYear(frame: Frame, counted: (node: number) => boolean): ReadonlyMap<string, number> {
  const years = new Map<string, number>();
  for (const [node, year] of frame) if (counted(node)) years.set(year, (years.get(year) ?? 0) + 1);
  return years;
}

async function onBothSides<T>(work: (side: "a" | "b") => Promise<T>): Promise<Readonly<Record<"a" | "b", T>>> {
  return { a: await work("a"), b: await work("b") };
}

/** Years from the first in which either side has released a counted model to that of the view's day. */
export async function yearsCounted(graph: NumberedGraph, question: SharesQuestion): Promise<readonly string[]> {
  const [a, b] = [frameQuestion("a", question), frameQuestion("b", question)];
  let first = Number.POSITIVE_INFINITY;
  await eachNode(graph, (node) => {
    if (node.releasedOn !== null && (inFrame(node, a) || inFrame(node, b)))
      first = Math.min(first, Number(node.releasedOn.slice(0, 4)));
  });
  const last = Number(question.asOf.slice(0, 4));
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
export async function shareCube(
  graph: NumberedGraph,
  years: readonly string[],
  question: SharesQuestion,
): Promise<readonly CubeRow[]> {
  const asked = kindChoices.some(({ name }) => name === question.name) ? [] : [question];
  const courses = await onBothSides(async (side) => {
    const [frame, bases] = [await frameOf(graph, side, question), basesOf(graph, side, question)];
    const choices = [];
    for (const { name, kinds } of [...kindChoices, ...asked]) {
      const at = async (level: Confidence) =>
        restingByYear(frame, await distancesTo(graph, bases, lensOf(kinds, level)));
      choices.push({
        name,
        levels: { confirmed: await at("confirmed"), reported: await at("reported"), all: await at("disputed") },
      });
    }
    return { models: countByYear(frame, () => true), choices };
  });
  return years.flatMap((period) =>
    bothSides.flatMap((side) =>
      courses[side].choices.flatMap(({ name, levels: { confirmed, reported, all } }) =>
        reaches.map((reach): CubeRow => {
          const of = (course: Readonly<Record<Reach, ReadonlyMap<string, number>>>) => course[reach].get(period) ?? 0;
          return {
            period,
            side,
            kind: name,
            reach,
            models: courses[side].models.get(period) ?? 0,
            band: { confirmed: of(confirmed), reported: of(reported), all: of(all) },
          };
        }),
      ),
    ),
  );
}
