import { edgeAttributes, type GraphFile, inFileOrder, knownAttributes, nodeAttributes } from "./graph.js";

export const nodeLinkType = "application/json; charset=utf-8";

/**
 * A graph as node-link JSON, as NetworkX writes it (`node_link_graph(data, edges="links")`) and D3's forces take it.
 * `key` tells parallel links apart.
 */
export function nodeLink(file: GraphFile): string {
  const { nodes, edges } = inFileOrder(file);
  const contents = {
    directed: true,
    multigraph: true,
    graph: { name: file.title, description: file.about },
    nodes: nodes.map((node) => ({ id: node.id, ...Object.fromEntries(knownAttributes(nodeAttributes, node)) })),
    links: edges.map((edge) => ({
      source: edge.dependentId,
      target: edge.dependencyId,
      key: edge.id,
      ...Object.fromEntries(knownAttributes(edgeAttributes, edge)),
    })),
  };
  return `${JSON.stringify(contents)}\n`;
}
