import { edgeAttributes, type GraphFile, inFileOrder, knownAttributes, linesOf, nodeAttributes } from "./graph.js";

export const nodeLinkType = "application/json; charset=utf-8";

/**
 * A graph as node-link JSON, as NetworkX writes it (`node_link_graph(data, edges="links")`) and D3's forces take it.
 * `key` tells parallel links apart.
 */
export async function nodeLink(file: GraphFile): Promise<string> {
  const { nodes, edges } = inFileOrder(file);
  const graph = JSON.stringify({ name: file.title, description: file.about });
  const nodeLines = await linesOf(nodes, (node) =>
    JSON.stringify({ id: node.id, ...Object.fromEntries(knownAttributes(nodeAttributes, node)) }),
  );
  const links = await linesOf(edges, (edge) =>
    JSON.stringify({
      source: edge.dependentId,
      target: edge.dependencyId,
      key: edge.id,
      ...Object.fromEntries(knownAttributes(edgeAttributes, edge)),
    }),
  );
  return `{"directed":true,"multigraph":true,"graph":${graph},"nodes":[${nodeLines.join(",")}],"links":[${links.join(",")}]}\n`;
}
