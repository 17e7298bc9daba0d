/** A piece of a text: a name of a table or column, or the words around it. */
export interface Piece {
  readonly text: string;
  readonly code: boolean;
}

/**
 * A text with names in backticks, taken apart for the page.
 * @example pieces("from `released_on`") // [{ text: "from ", code: false }, { text: "released_on", code: true }]
 */
export function pieces(text: string): readonly Piece[] {
  return text
    .split("`")
    .map((part, at) => ({ text: part, code: at % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** A part of a plain document. */
export type Block =
  | { readonly kind: "heading"; readonly text: readonly Piece[] }
  | { readonly kind: "paragraph"; readonly text: readonly Piece[] }
  | {
      readonly kind: "table";
      readonly heads: readonly string[];
      readonly rows: readonly (readonly (readonly Piece[])[])[];
    };

/**
 * The blocks of a document in the little Markdown that METRICS.md is written in: headings, paragraphs of one line,
 * tables, and names in backticks. Its title is left to the page.
 */
export function blocks(markdown: string): readonly Block[] {
  const found: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("## ")) found.push({ kind: "heading", text: pieces(line.slice(3)) });
    else if (line.startsWith("|")) {
      const table: string[] = [];
      while (lines[at]?.startsWith("|")) table.push(lines[at++] ?? "");
      at--;
      const [heads = [], , ...rows] = table.map(cells);
      found.push({ kind: "table", heads, rows: rows.map((row) => row.map(pieces)) });
    } else if (line.trim() !== "" && !line.startsWith("# ")) found.push({ kind: "paragraph", text: pieces(line) });
  }
  return found;
}

function cells(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}
