import type { ChartText, SideKey } from "./chart.js";
import { countOf, formatDate } from "./format.js";
import { chainsOf, neighbours, nodesOn, reached } from "./lineage-chains.js";
import { isStack, type LineageData, type LineageEdge, type LineageFocus, type LineageNode } from "./lineage-data.js";

/** What a graph of dependence says, of all that it draws or of the node that it is lit around. */

export function nothingKnown(data: LineageData): string {
  return `No dependency is recorded up to ${formatDate(data.asOf)}.`;
}

/** Models of one side that rest on the other's models or software. */
interface Crossing {
  readonly side: "a" | "b";
  readonly any: number;
  readonly direct: number;
}

/** Counts one side's models above the other's nodes of `kind`, along the edges given. */
function crossing(
  data: LineageData,
  edges: readonly LineageEdge[],
  side: "a" | "b",
  kind: LineageNode["kind"],
): Crossing {
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const other: SideKey = side === "a" ? "b" : "a";
  const bases = neighbours(edges, "to", "from");
  const isOther = (id: string): boolean => nodes.get(id)?.side === other && nodes.get(id)?.kind === kind;
  const own = data.nodes.filter((node) => node.kind === "model" && node.side === side);
  return {
    side,
    any: own.filter((node) => [...reached(node.id, bases)].some(isOther)).length,
    direct: own.filter((node) => (bases.get(node.id) ?? []).some(isOther)).length,
  };
}

export function describe(data: LineageData): ChartText {
  const models = new Set(data.nodes.filter((node) => node.kind === "model").map((node) => node.id));
  // A disputed edge is somebody's allegation: it is drawn with its question mark and never counted.
  const undisputed = data.edges.filter((edge) => edge.confidence !== "disputed");
  const between = undisputed.filter((edge) => !isStack(edge.kind) && models.has(edge.from) && models.has(edge.to));
  // Where the caller gave the stack alone, the question is whose software models stand on.
  const kind = between.length > 0 ? "model" : "software";
  const counted = kind === "model" ? between : undisputed;
  const [a, b] = [crossing(data, counted, "a", kind), crossing(data, counted, "b", kind)];
  const software = data.nodes.length - models.size;
  const users = neighbours(counted, "from", "to");
  const carriers = data.nodes
    .map((node) => ({ node, above: reached(node.id, users).size }))
    .filter(({ above }) => above > 0)
    .sort((one, other) => other.above - one.above || (one.node.id < other.node.id ? -1 : 1))
    .slice(0, 3);
  const disputed = data.edges.filter((edge) => edge.confidence === "disputed").length;
  const size = [
    countOf(models.size, "model"),
    ...(software > 0 ? [`${countOf(software, "piece")} of software or data`] : []),
    countOf(data.edges.length, "recorded dependency", "recorded dependencies"),
    ...(disputed > 0 ? [`${disputed} of them disputed and not counted`] : []),
  ].join(", ");
  const lit = data.focus && litAround(data, data.focus, undisputed);
  const coverage = [size, ...(lit?.coverage ? [lit.coverage] : []), ...(data.leftOut ? [data.leftOut] : [])].join("; ");
  const unit = "Each line is a recorded dependency; what rests on something stands to the right of it or below it";
  if (lit) return { finding: lit.finding, unit, coverage, summary: `A graph of ${size}. ${lit.summary}` };
  return {
    finding: finding(data, a, b, kind),
    unit,
    coverage,
    summary:
      data.edges.length === 0
        ? nothingKnown(data)
        : [
            `A graph of ${size}.`,
            [b, a].map((one) => directly(data, one, kind)).join(" "),
            carriers.length > 0
              ? `Most rests on ${carriers.map(({ node, above }) => `${node.name} (${above}, chains included)`).join(", ")}.`
              : "",
          ]
            .filter(Boolean)
            .join(" "),
  };
}

function finding(data: LineageData, a: Crossing, b: Crossing, kind: LineageNode["kind"]): string {
  const { sides } = data;
  if (data.edges.length === 0) return nothingKnown(data).replace(/\.$/, "");
  const what = kind === "model" ? "models" : "software or data";
  if (a.any === 0 && b.any === 0) {
    const within = data.partial ? `Of the ${data.nodes.length} drawn here, no` : "No";
    return `${within} model from ${sides.a.name} is recorded as resting on ${what} from ${sides.b.name}, nor the other way round`;
  }
  const [more, fewer] = a.any > b.any ? [a, b] : [b, a];
  const [own, other] = [sides[more.side], sides[fewer.side]];
  const rest = more.any === 1 ? "rests" : "rest";
  const claim = `${countOf(more.any, "model")} from ${own.name} ${rest} on ${what} from ${other.name}`;
  const back = fewer.any === more.any ? "as many" : fewer.any === 0 ? "none" : String(fewer.any);
  const within = data.partial ? `Of the ${data.nodes.length} drawn here, directly` : "Directly";
  return `${within} or through a chain, ${claim}, ${back} the other way round`;
}

function directly(data: LineageData, one: Crossing, kind: LineageNode["kind"]): string {
  const [own, other] = [data.sides[one.side], data.sides[one.side === "a" ? "b" : "a"]];
  const what = kind === "model" ? "models" : "software or data";
  const [whose, on] = [`from ${own.name}`, `on ${what} from ${other.name}`];
  if (one.any === 0) return `No model ${whose} is recorded as resting ${on}.`;
  const rest = one.any === 1 ? "rests" : "rest";
  return `${countOf(one.any, "model")} ${whose} ${rest} ${on}, ${one.direct === one.any ? "all" : one.direct} of them directly.`;
}

/** Names that a summary lists on either side of the focus. */
const mostNamed = 8;

/** What the picture says of the node that it is lit around. Chains are lit on any evidence and counted undisputed. */
function litAround(
  data: LineageData,
  focus: LineageFocus,
  undisputed: readonly LineageEdge[],
): Pick<ChartText, "finding" | "coverage" | "summary"> {
  const own = focus.company === null ? focus.name : `${focus.name} of ${focus.company}`;
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  if (!nodes.has(focus.id)) {
    const finding = `No dependency of ${own} is recorded in this view`;
    return { finding, coverage: "", summary: `${finding}.` };
  }
  const counted = chainsOf(focus.id, undisputed);
  const [above, below] = [counted.ancestors, counted.descendants].map((ids) =>
    [...ids].flatMap((id) => nodes.get(id) ?? []),
  ) as [LineageNode[], LineageNode[]];
  const lit = chainsOf(focus.id, data.edges);
  const doubtful = nodesOn(focus.id, lit).size - nodesOn(focus.id, counted).size;
  const chained = above.length + below.length > 0 ? "directly or through a chain, " : "";
  const prefix = `${data.partial ? `of the ${data.nodes.length} drawn here, ` : ""}${chained}`;
  const claim = `${own} rests on ${sayKinds(above)}; ${sayResting(data, below)}`;
  const finding = prefix === "" ? claim : `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}${claim}`;
  const doubt = doubtful > 0 ? ` (${doubtful} only through a disputed dependency, not counted)` : "";
  return {
    finding,
    coverage: `in bold the ${countOf(nodesOn(focus.id, lit).size, "node")}${doubt} and ${countOf(lit.edges.size, "line")} of its chains, in grey the rest`,
    summary: [
      `${finding}.`,
      above.length > 0 ? `It rests on ${sayNames(above)}.` : "",
      below.length > 0 ? `On it ${below.length === 1 ? "rests" : "rest"} ${sayNames(below)}.` : "",
    ]
      .filter(Boolean)
      .join(" "),
  };
}

/** @example sayKinds(nodes) // "3 models and 1 piece of software or data" */
function sayKinds(nodes: readonly LineageNode[]): string {
  const models = nodes.filter((node) => node.kind === "model").length;
  const software = nodes.length - models;
  const said = [
    ...(models > 0 ? [countOf(models, "model")] : []),
    ...(software > 0 ? [`${countOf(software, "piece")} of software or data`] : []),
  ];
  return said.join(" and ") || "nothing recorded";
}

/** What rests on the focus: models by side, the side with most first, then software. */
function sayResting({ sides }: LineageData, below: readonly LineageNode[]): string {
  const models = below.filter((node) => node.kind === "model");
  const software = below.length - models.length;
  const bySide = (["a", "b", "other"] as const)
    .map((side) => ({ side, count: models.filter((node) => node.side === side).length }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count)
    .map(({ side, count }, at) => {
      const whence = side === "other" ? "elsewhere" : sides[side].name;
      return `${at === 0 ? countOf(count, "model") : count} from ${whence}`;
    });
  const said = [bySide.join(", "), software > 0 ? `${countOf(software, "piece")} of software or data` : ""];
  const who = said.filter(Boolean).join(" and ") || "nothing recorded";
  return `${who} ${below.length > 1 ? "rest" : "rests"} on it`;
}

function sayNames(nodes: readonly LineageNode[]): string {
  const named = nodes.slice(0, mostNamed).map(({ name }) => name);
  const more = nodes.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
