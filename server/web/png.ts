import { join } from "node:path";
import { renderAsync } from "@resvg/resvg-js";

/** resvg reads TrueType only; given WOFF2 it drops the text without a word. */
export const fontFiles = [
  "ParallaxSans-400.ttf",
  "ParallaxSans-600.ttf",
  "ParallaxSerif-600.ttf",
  "NotoSansSC-400.ttf",
];

/** A picture as PNG with the bundled fonts, so that every machine gives the same. Drawn off the main thread. */
export async function renderPng(svg: string, scale: number, fontsFolder: string): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontFiles: fontFiles.map((file) => join(fontsFolder, file)),
      loadSystemFonts: false,
      defaultFontFamily: "Parallax Sans",
      sansSerifFamily: "Parallax Sans",
      serifFamily: "Parallax Serif",
    },
  });
  return image.asPng();
}
