import { xmlText } from "../../values/xml.js";
import { edgeAttributes, type GraphFile, inFileOrder, knownAttributes, linesOf, nodeAttributes } from "./graph.js";

/** No registered type; this is the one that graph tools send and take. */
export const graphmlType = "application/graphml+xml; charset=utf-8";

/**
 * A graph as GraphML 1.0 (http://graphml.graphdrawing.org/specification.html): directed, every attribute a string
 * declared by a key. Opens in Gephi, Cytoscape, yEd and NetworkX.
 */
export async function graphml(file: GraphFile): Promise<string> {
  const { nodes, edges } = inFileOrder(file);
  const keys = [
    ...nodeAttributes.map(([name]) => keyLine("node", name)),
    ...edgeAttributes.map(([name]) => keyLine("edge", name)),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
    `<desc>${xmlText(`${file.title}. ${file.about}`)}</desc>`,
    ...keys,
    '<graph id="dependencies" edgedefault="directed">',
    await linesOf(
      nodes,
      (node) => `<node id="${xmlText(node.id)}">${dataOf("node", knownAttributes(nodeAttributes, node))}</node>`,
    ),
    await linesOf(
      edges,
      (edge) =>
        `<edge id="${xmlText(edge.id)}" source="${xmlText(edge.dependentId)}" target="${xmlText(edge.dependencyId)}">${dataOf("edge", knownAttributes(edgeAttributes, edge))}</edge>`,
    ),
    "</graph>",
    "</graphml>",
    "",
  ]
    .flat()
    .join("\n");
}

type Part = "node" | "edge";

function keyLine(part: Part, name: string): string {
  return `<key id="${part}-${name}" for="${part}" attr.name="${name}" attr.type="string"/>`;
}

function dataOf(part: Part, attributes: readonly (readonly [string, string])[]): string {
  return attributes.map(([name, value]) => `<data key="${part}-${name}">${xmlText(value)}</data>`).join("");
}
