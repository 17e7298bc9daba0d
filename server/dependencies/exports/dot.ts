import { edgeAttributes, type GraphFile, inFileOrder, knownAttributes, linesOf, nodeAttributes } from "./graph.js";

/** Registered with IANA. */
export const dotType = "text/vnd.graphviz; charset=utf-8";

/** A graph in the DOT language (https://graphviz.org/doc/info/lang.html). Models are boxes, software is round. */
export async function dot(file: GraphFile): Promise<string> {
  const { nodes, edges } = inFileOrder(file);
  return [
    `digraph ${quoted(file.title)} {`,
    `graph [charset="UTF-8", rankdir="BT", comment=${quoted(file.about)}];`,
    await linesOf(nodes, (node) => {
      const shape = ["shape", node.kind === "model" ? "box" : "ellipse"] as const;
      return `${quoted(node.id)} ${attributes([...knownAttributes(nodeAttributes, node), shape])};`;
    }),
    await linesOf(
      edges,
      (edge) =>
        `${quoted(edge.dependentId)} -> ${quoted(edge.dependencyId)} ${attributes([
          ["id", edge.id],
          ...knownAttributes(edgeAttributes, edge),
        ])};`,
    ),
    "}",
    "",
  ]
    .flat()
    .join("\n");
}

function attributes(pairs: readonly (readonly [string, string])[]): string {
  return `[${pairs.map(([name, value]) => `${name}=${quoted(value)}`).join(", ")}]`;
}

/**
 * A quoted id. The quote and the backslash are the only characters that could end it or change its meaning; a label
 * would read `&lt;` as a character of its own and print a line feed as nothing, so these are written out.
 */
function quoted(text: string): string {
  const plain = text
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no reader of DOT takes.
    .replace(/[\u0000-\u0009\u000b-\u001f]/g, " ")
    .replace(/\\/g, "\\\\")
    .replace(/"/g, '\\"')
    .replace(/\n/g, "\\n")
    .replace(/&(?=#?\w+;)/g, "&amp;");
  return `"${plain}"`;
}
