import type { Confidence } from "../../server/values/evidence.js";
import type { ChartData, Mark, Placed, SideKey } from "./chart.js";
import { colour } from "./tokens.js";

/** What one thing takes from another; the first six make the lineage between models, the rest is the stack. */
export type LineageKind =
  | "weights"
  | "architecture"
  | "distillation"
  | "synthetic-data"
  | "tokenizer"
  | "code"
  | "framework"
  | "runtime"
  | "dataset";

export interface LineageNode {
  readonly id: string;
  readonly name: string;
  readonly side: SideKey;
  readonly kind: "model" | "software";
  /** Name of the developer or steward. */
  readonly company: string | null;
  /** Date of release, of reduced precision. */
  readonly on: string | null;
  readonly href?: string;
}

export interface LineageEdge {
  readonly id: string;
  /** What is rested on. */
  readonly from: string;
  /** What rests on it. */
  readonly to: string;
  readonly kind: LineageKind;
  readonly confidence: Confidence;
}

/** The node whose chains are lit; it may be on no edge of the view, and then it is not among the nodes. */
export interface LineageFocus {
  readonly id: string;
  readonly name: string;
  readonly company: string | null;
}

export interface LineageData extends ChartData {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  readonly focus?: LineageFocus;
  /** What the caller has not handed over, in words: "24 closed models without a recorded base". */
  readonly leftOut?: string;
  /** The nodes are some of those in the view, so that what is counted over them says so. */
  readonly partial?: true;
}

export interface PlacedNode {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly side: SideKey;
  readonly kind: "model" | "software";
  /** The name as far as it fits. */
  readonly label: string;
  /** Name and developer, where the label has lost some of the name; "" where it has not. */
  readonly whole: string;
  readonly labelX: number;
  readonly anchor: "start" | "end";
  readonly labelWidth: number;
  readonly bold: boolean;
  /** Off the chains of the focus. */
  readonly faded: boolean;
  /** Said behind the label in grey: what else it rests on, how much is not drawn; "" for nothing. */
  readonly aside: string;
}

export interface PlacedEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: LineageKind;
  /** Of the software stack, which is drawn pale behind the lineage. */
  readonly stack: boolean;
  /** Joins a node to the base it hangs on; further ties are thinner. */
  readonly hangs: boolean;
  readonly disputed: boolean;
  /** From one of the two sides to the other. */
  readonly across: boolean;
  /** Off the chains of the focus. */
  readonly faded: boolean;
  readonly d: string;
  /** Where the line ends. */
  readonly endX: number;
  readonly endY: number;
}

export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** What both forms of the picture are placed by. */
export interface LineageFrame {
  readonly width: number;
  readonly top: number;
  /** What is lit; without it nothing is faded. */
  readonly lit?: { readonly nodes: ReadonlySet<string>; readonly edges: ReadonlySet<string> };
}

/** What both forms of the picture give. */
export interface LineageLayout {
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly heads: readonly PlacedText[];
}

export interface PlacedLineage extends Placed, LineageLayout {
  /** `layers` from left to right, or an indented `outline` where they do not fit. */
  readonly form: "layers" | "outline";
  readonly legend: readonly LegendItem[];
  /** Whether the software stack lies behind a lineage, in pale ink. */
  readonly pale: boolean;
  /** The node whose chains are lit, where it is drawn. */
  readonly focus: PlacedNode | null;
  readonly marks: readonly Mark[];
}

export type LegendSample =
  | { readonly of: "side"; readonly side: SideKey }
  | { readonly of: "software" }
  | { readonly of: "kind"; readonly kind: LineageKind; readonly pale: boolean }
  | { readonly of: "across" }
  | { readonly of: "focus" }
  | { readonly of: "faded" }
  | { readonly of: "disputed" };

export interface LegendItem extends PlacedText {
  readonly sample: LegendSample;
}

/** Size of names, in user units. */
export const nameSize = 12;
export const nodeRadius = 3.4;
/** From the centre of a symbol to its name. */
export const nameOffset = 8;

/** Most substantial first; also the order of the legend and of strength where a node has several bases. */
export const kindOrder: readonly LineageKind[] = [
  "weights",
  "architecture",
  "distillation",
  "synthetic-data",
  "tokenizer",
  "code",
  "framework",
  "runtime",
  "dataset",
];

export const kindWords: Record<LineageKind, string> = {
  weights: "weights",
  architecture: "architecture",
  distillation: "distillation",
  "synthetic-data": "synthetic data",
  tokenizer: "tokenizer",
  code: "code",
  framework: "framework",
  runtime: "runtime",
  dataset: "data set",
};

/** Ink of a kind. Hue and dash say the same twice, and neither hue is a side's. */
export const kindInk: Record<LineageKind, { readonly stroke: string; readonly dash: string | null }> = {
  weights: { stroke: "#4a5057", dash: null },
  architecture: { stroke: "#a67c00", dash: null },
  distillation: { stroke: "#75489b", dash: "5 2.5" },
  "synthetic-data": { stroke: "#1f7d70", dash: "1.5 2.5" },
  tokenizer: { stroke: "#8b6f5c", dash: "6 2 1.5 2" },
  code: { stroke: "#8b6f5c", dash: "2.5 2" },
  framework: { stroke: "#8b6f5c", dash: null },
  runtime: { stroke: "#7d8790", dash: null },
  dataset: { stroke: "#1f7d70", dash: "1.2 2.4" },
};
/** Of the stack where it lies behind a lineage, and of whatever is faded. */
export const paleInk = "#cbc3b2";
/** Of faded names: light enough to stand back behind bold ones in grey print, dark enough to be read (4.7 : 1). */
export const fadedInk = "#6d7278";

export const disputedInk = colour.bText;

/** Name and developer of a node whose label has been cut. */
export function wholeName({ name, company }: LineageNode, label: string): string {
  if (label === name) return "";
  return company === null ? name : `${name}, ${company}`;
}

export function isStack(kind: LineageKind): boolean {
  return kind === "framework" || kind === "runtime" || kind === "dataset";
}

export function crosses(one: SideKey, other: SideKey): boolean {
  return one !== other && one !== "other" && other !== "other";
}
