import type { GraphFile } from "../../../../server/dependencies/exports/graph.js";

/** A name with everything that could break out of a file's syntax. */
export const hostileName = `零一 <b>&amp; "Yi" \\'s\\`;

/**
 * Two models and a library: `yi` takes the architecture and the tokenizer of `llama`, so two edges run side by side,
 * and runs on `lib`. Given out of order, as a database may.
 */
export const hostileGraph: GraphFile = {
  title: 'Lineage of "Yi"',
  about: "What had happened by 21 Feb 2024 <all of it>",
  nodes: [
    {
      id: "yi",
      name: hostileName,
      kind: "model",
      country: "CN",
      company: "01.AI & friends",
      openness: "open-weights",
      releasedOn: "2023-11",
    },
    { id: "llama", name: "LLaMA", kind: "model", country: "US", company: null, openness: null, releasedOn: null },
    { id: "lib", name: "node", kind: "software", country: null, company: null, openness: null, releasedOn: null },
  ],
  edges: [
    {
      id: "yi--llama--tokenizer",
      dependentId: "yi",
      dependencyId: "llama",
      kind: "tokenizer",
      sinceOn: null,
      confidence: "disputed",
      sourceUrl: "https://example.org/?a=1&b=2",
      evidence: 'Says "so", on two lines:\nfirst\\n and ]]> second.',
    },
    {
      id: "yi--llama--architecture",
      dependentId: "yi",
      dependencyId: "llama",
      kind: "architecture",
      sinceOn: "2023-11-02",
      confidence: "confirmed",
      sourceUrl: "https://example.org/",
      evidence: "Says so.",
    },
    {
      id: "yi--lib--code",
      dependentId: "yi",
      dependencyId: "lib",
      kind: "code",
      sinceOn: null,
      confidence: "reported",
      sourceUrl: "https://example.org/",
      evidence: "Imports it.",
    },
  ],
};

/** The same graph with its rows the other way round. */
export const turnedGraph: GraphFile = {
  ...hostileGraph,
  nodes: [...hostileGraph.nodes].reverse(),
  edges: [...hostileGraph.edges].reverse(),
};
