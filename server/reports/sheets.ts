import { cssString } from "../web/layout.js";
import type { Cover } from "./document.js";
import type { Paper } from "./spec.js";

/** Width and height of the sheets, upright. */
const sizes: Readonly<Record<Paper, string>> = { A4: "210mm 297mm", Letter: "8.5in 11in" };

/**
 * The style sheet that sizes a report's sheets and prints its running lines: title and classification above, the view
 * and page x of y below; none on the cover. Margin boxes are printed by Chromium 131 and later; others print their own.
 */
export function sheetStyle({ title, date, classification, sentence, paper }: Cover): string {
  const small = 'font-family: "Parallax Sans", "Noto Sans SC", sans-serif; font-size: 7.5pt; color: #444;';
  const size = sizes[paper];
  const landscape = size.split(" ").reverse().join(" ");
  return `@page {
  size: ${size};
  margin: 21mm 18mm 20mm;
  @top-left { content: ${cssString(title)}; ${small} vertical-align: bottom; padding-bottom: 5mm; }
  @top-right { content: ${cssString(classification)}; ${small} font-weight: 600; vertical-align: bottom; padding-bottom: 5mm; }
  @bottom-left { content: ${cssString(`${date}. ${sentence}`)}; ${small} width: 82%; vertical-align: top; padding-top: 5mm; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); ${small} vertical-align: top; padding-top: 5mm; }
}
@page cover {
  @top-left { content: none; }
  @bottom-left { content: none; }
  @bottom-right { content: none; }
}
@page sideways { size: ${landscape}; }
`;
}
