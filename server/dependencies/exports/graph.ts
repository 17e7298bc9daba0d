import { Breath } from "../../values/breath.js";
import type { Confidence } from "../../values/evidence.js";
import type { DependencyKind } from "../lineage.js";

/** A model or a piece of software as a graph file tells of it. What is not known is `null` and left out of the file. */
export interface GraphFileNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "model" | "software";
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Developer of a model, steward of software. */
  readonly company: string | null;
  /** `null` for software, too. */
  readonly openness: string | null;
  /** Date of reduced precision. */
  readonly releasedOn: string | null;
}

/** `dependentId` rests on `dependencyId`: the arrow of every file points to what is rested on. */
export interface GraphFileEdge {
  readonly id: string;
  readonly dependentId: string;
  readonly dependencyId: string;
  readonly kind: DependencyKind;
  readonly sinceOn: string | null;
  readonly confidence: Confidence;
  readonly sourceUrl: string;
  readonly evidence: string;
}

/** A graph to be written to a file. */
export interface GraphFile {
  /** "Lineage of Yi-34B" */
  readonly title: string;
  /** By which view it was cut, and under which terms it may be used. */
  readonly about: string;
  readonly nodes: readonly GraphFileNode[];
  /** Both ends of each are among `nodes`. */
  readonly edges: readonly GraphFileEdge[];
}

type Told<T> = readonly (readonly [name: string, of: (row: T) => string | null])[];

/** What every form tells of a node beside its id, under one name in all of them. `label` is what Gephi prints. */
export const nodeAttributes: Told<GraphFileNode> = [
  ["label", ({ name }) => name],
  ["kind", ({ kind }) => kind],
  ["country", ({ country }) => country],
  ["company", ({ company }) => company],
  ["openness", ({ openness }) => openness],
  ["released_on", ({ releasedOn }) => releasedOn],
];

/** The same of an edge. */
export const edgeAttributes: Told<GraphFileEdge> = [
  ["label", ({ kind }) => kind.replaceAll("-", " ")],
  ["kind", ({ kind }) => kind],
  ["since_on", ({ sinceOn }) => sinceOn],
  ["confidence", ({ confidence }) => confidence],
  ["source_url", ({ sourceUrl }) => sourceUrl],
  ["evidence", ({ evidence }) => evidence],
];

/** The attributes of a row that are known, in their fixed order. */
export function knownAttributes<T>(told: Told<T>, row: T): readonly (readonly [name: string, value: string])[] {
  return told.flatMap(([name, of]) => {
    const value = of(row);
    return value === null ? [] : [[name, value] as const];
  });
}

/** The same facts give the same bytes, in whatever order the database has found them. */
export function inFileOrder<N extends Identified, E extends Identified>(graph: {
  readonly nodes: readonly N[];
  readonly edges: readonly E[];
}): { readonly nodes: readonly N[]; readonly edges: readonly E[] } {
  return { nodes: [...graph.nodes].sort(byId), edges: [...graph.edges].sort(byId) };
}

interface Identified {
  readonly id: string;
}

function byId(one: Identified, other: Identified): number {
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

/** A text for each row, with breaths between: a file may hold a hundred thousand. */
export async function linesOf<T>(rows: readonly T[], lineOf: (row: T) => string): Promise<readonly string[]> {
  const breath = new Breath();
  const lines: string[] = [];
  for (const row of rows) {
    if (breath.due) await breath.take();
    lines.push(lineOf(row));
  }
  return lines;
}

/** What a file says of itself, so that it can be read apart from the page it came from. */
export function aboutView(sentence: string, revision: number): string {
  return `${sentence} (revision ${revision}). An edge points from what rests on the other to what it rests on. Parallax, data under CC BY 4.0; each edge names its source.`;
}
