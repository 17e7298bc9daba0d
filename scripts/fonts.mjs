/**
 * Cuts the bundled fonts and writes the table of text widths. Run it when the dataset gains Chinese
 * characters or when the set of symbols changes; the same input gives the same bytes.
 *
 * The sources are large (10 MB a weight), so they are not dependencies. Install them for the moment:
 *
 *   npm install --no-save subset-font@2.9.0 @expo-google-fonts/source-sans-3@0.4.1 \
 *     @expo-google-fonts/source-serif-4@0.4.1 @expo-google-fonts/noto-sans-sc@0.4.3
 *   node scripts/fonts.mjs [folder of CSV files, by default db/dataset]
 *   npm ci
 *
 * Installed elsewhere, they are found through NODE_PATH.
 *
 * Writes public/fonts/{*.woff2,*.ttf,OFL.txt} and public/charts/advance-widths.ts.
 *
 * Source Sans 3 and Source Serif 4 leave here as Parallax Sans and Parallax Serif: "Source" is a reserved font name,
 * which the licence forbids to a changed version.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const subsetFont = require("subset-font");

const project = new URL("../", import.meta.url);
const datasetFolder = process.argv[2] ?? fileURLToPath(new URL("db/dataset", project));

/** Whatever stands in running text, labels and their symbols; ranges are inclusive. */
const latinRanges = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x100, 0x17f],
  [0x2010, 0x2015],
];
const symbols =
  "ΔΣΩαβγδεθλμπσφ" + // Greek that unit names and model names use
  "\u2009\u202f‘’‚“”„†‡•…‰′″‹›⁄" +
  "⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉" +
  "€№™←↑→↓↔↕↖↗↘↙∂∆∑−√∞≈≠≤≥" +
  "■□▪▲△▶▼▽◀◆○●✓";

/** The fewer symbols of headings, all that pages set in the serif; a picture's serif has every one. */
const headingSymbols = "Δ\u2009\u202f‘’‚“”„…′″€™←↑→↓−≈≤≥";

/** Han, kana, and the full-width punctuation between them: what the Latin families leave to Noto Sans SC. */
const isFullWidth = (codePoint) => codePoint >= 0x2e80;

// Default figures are lining and tabular in all three; in the sans the features stay for those who ask by name.
const sansFeatures = ["kern", "liga", "lnum", "tnum", "ccmp", "mark", "mkmk"];
// The serif's f needs no ligatures, and without them headings are as wide as the server counts.
const serifFeatures = ["kern"];

const dataset = [...charactersOf(datasetFolder)];
const foreign = dataset.filter((c) => !isFullWidth(c.codePointAt(0)));
const latin = [...rangesOf(latinRanges), ...symbols, ...foreign];
const headings = [...rangesOf(latinRanges), ...headingSymbols, ...foreign];
const chinesePunctuation = [..."\u3000、。《》「」『』【】！（），：；？～"];
const chinese = dataset.filter((c) => isFullWidth(c.codePointAt(0)));

const sans400 = source("@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf");
const sans600 = source("@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf");
const serif600 = source("@expo-google-fonts/source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf");
const noto400 = source("@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf");

const sansRegular = renamed(sans400, "Parallax Sans", "Regular");
const sansSemiBold = renamed(sans600, "Parallax Sans", "SemiBold");
const serifSemiBold = renamed(serif600, "Parallax Serif", "SemiBold");
await writeFont("ParallaxSans-400", sansRegular, { page: latin, picture: latin, keepFeatures: sansFeatures });
await writeFont("ParallaxSans-600", sansSemiBold, { page: latin, picture: latin, keepFeatures: sansFeatures });
await writeFont("ParallaxSerif-600", serifSemiBold, { page: headings, picture: latin, keepFeatures: serifFeatures });
await writeFont("NotoSansSC-400", noto400, {
  page: [...chinese, ...chinesePunctuation],
  // A browser finds another font for a name entered tomorrow, a PNG has only this one.
  picture: [...chinese, ...chinesePunctuation, ...gb2312Level1()],
  // Features of vertical and of proportional setting would let browsers trim punctuation that we count as 1 em.
  keepFeatures: ["ccmp"],
  dropTables: ["vhea", "vmtx"],
});
writeLicences();
writeAdvanceWidths();

function source(path) {
  return readFileSync(require.resolve(path));
}

function charactersOf(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".csv"));
  if (files.length === 0) throw new Error(`No CSV files in ${folder}`);
  const text = files.map((name) => readFileSync(`${folder}/${name}`, "utf8")).join("");
  return new Set([...text].filter((c) => c >= " " && c !== "\ufeff").sort());
}

function rangesOf(ranges) {
  return ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
  );
}

/** The 3,755 most common simplified characters: rows 16 to 55 of the standard, five cells short at the end. */
function gb2312Level1() {
  const decoder = new TextDecoder("gbk", { fatal: true });
  const characters = [];
  for (let row = 16; row <= 55; row++) {
    for (let cell = 1; cell <= (row === 55 ? 89 : 94); cell++) {
      characters.push(decoder.decode(Uint8Array.of(row + 0xa0, cell + 0xa0)));
    }
  }
  return characters;
}

/** WOFF2 for pages; TTF for pictures, since resvg drops text without a word when given WOFF2. */
async function writeFont(name, font, { page, picture, keepFeatures, dropTables = [] }) {
  const options = {
    keepFeatures,
    // Other baselines, and the place of one weight in a family of many.
    dropTables: ["BASE", "STAT", ...dropTables],
    noHinting: true,
    // Copyright and licence; 16 and 17 carry family and weight apart, else resvg takes "SemiBold" for another family.
    preserveNameIds: [0, 13, 14, 16, 17],
  };
  const woff2 = await subsetFont(font, page.join(""), { ...options, targetFormat: "woff2" });
  const ttf = await subsetFont(font, picture.join(""), { ...options, targetFormat: "truetype" });
  for (const [ending, bytes] of [
    ["woff2", woff2],
    ["ttf", ttf],
  ]) {
    writeFileSync(new URL(`public/fonts/${name}.${ending}`, project), bytes);
    console.log(`${String(bytes.length).padStart(9)}  public/fonts/${name}.${ending}`);
  }
}

/** The font under another name. Of its own names it keeps copyright (0), version (5) and licence (13, 14). */
function renamed(font, family, style) {
  const full = `${family} ${style}`;
  const postScript = `${family.replaceAll(" ", "")}-${style}`;
  const regular = style === "Regular";
  const own = readNames(font);
  const names = new Map([0, 5, 13, 14].map((id) => [id, own.get(id)]));
  names.set(1, regular ? family : full);
  names.set(2, "Regular");
  names.set(3, `${/[\d.]+/.exec(own.get(5))[0]};${postScript}`);
  names.set(4, full);
  names.set(6, postScript);
  if (!regular) names.set(16, family).set(17, style);

  // The new table stands at the end and the directory points there; cutting puts all in order, checksums too.
  const table = nameTable(names);
  const copy = Buffer.concat([font, Buffer.alloc(-font.length & 3), table]);
  const entry = directoryOf(copy).get("name");
  copy.writeUInt32BE(copy.length - table.length, entry + 8);
  copy.writeUInt32BE(table.length, entry + 12);
  return copy;
}

/** The English names by their numbers: platform 3 (Windows), encoding 1 (UTF-16), language 0x409. */
function readNames(font) {
  const table = tableAt(font, "name");
  const texts = table + font.readUInt16BE(table + 4);
  const names = new Map();
  for (let i = 0, at = table + 6; i < font.readUInt16BE(table + 2); i++, at += 12) {
    if (font.readUInt16BE(at) !== 3 || font.readUInt16BE(at + 4) !== 0x409) continue;
    const start = texts + font.readUInt16BE(at + 10);
    const text = Buffer.from(font.subarray(start, start + font.readUInt16BE(at + 8)));
    names.set(font.readUInt16BE(at + 6), text.swap16().toString("utf16le"));
  }
  return names;
}

function nameTable(names) {
  const records = [...names].sort(([a], [b]) => a - b);
  const texts = records.map(([, text]) => Buffer.from(text, "utf16le").swap16());
  const head = Buffer.alloc(6 + 12 * records.length);
  head.writeUInt16BE(records.length, 2);
  head.writeUInt16BE(head.length, 4);
  let offset = 0;
  for (const [i, [id]] of records.entries()) {
    const fields = [3, 1, 0x409, id, texts[i].length, offset];
    for (const [j, field] of fields.entries()) head.writeUInt16BE(field, 6 + 12 * i + 2 * j);
    offset += texts[i].length;
  }
  return Buffer.concat([head, ...texts]);
}

/** One licence text under the three copyright lines, as its second condition asks. */
function writeLicences() {
  const licences = ["source-sans-3", "source-serif-4", "noto-sans-sc"].map((name) =>
    source(`@expo-google-fonts/${name}/LICENSE_FONT`).toString("utf8").replaceAll("\r\n", "\n"),
  );
  const copyrights = licences.map((text) => text.slice(0, text.indexOf("\n")));
  const licence = licences[0].slice(licences[0].indexOf("This Font Software is licensed"));
  const heads = [
    "Parallax Sans, a changed version of Source Sans 3",
    "Parallax Serif, a changed version of Source Serif 4",
    "Noto Sans SC, cut to fewer characters",
  ].map((name, i) => `${name}\n${copyrights[i]}\n`);
  writeFileSync(new URL("public/fonts/OFL.txt", project), `${heads.join("\n")}\n${licence.trimEnd()}\n`);
}

function writeAdvanceWidths() {
  const tables = { sans400, sans600, serif600 };
  const body = Object.entries(tables).map(([name, font]) => {
    const runs = runsOf(
      latin.map((c) => c.codePointAt(0)),
      readAdvances(font),
    );
    const lines = runs.map(([start, widths]) => formatRun(`0x${start.toString(16)}`, `"${widths.join(" ")}"`));
    return `export const ${name}: AdvanceRuns = [\n${lines.join("\n")}\n];\n`;
  });
  const head = `// Written by scripts/fonts.mjs from the horizontal metrics of the bundled fonts; do not edit.

/** Runs of neighbouring code points: the first one, then each one's advance width in thousandths of an em. */
export type AdvanceRuns = readonly (readonly [firstCodePoint: number, widths: string])[];
`;
  writeFileSync(new URL("public/charts/advance-widths.ts", project), `${head}\n${body.join("\n")}`);
}

/** Broken where the formatter would break it, so that a second run leaves no difference. */
function formatRun(start, widths) {
  const line = `  [${start}, ${widths}],`;
  return line.length <= 120 ? line : `  [\n    ${start},\n    ${widths},\n  ],`;
}

function runsOf(codePoints, advances) {
  const runs = [];
  for (const codePoint of [...new Set(codePoints)].sort((a, b) => a - b)) {
    const width = advances.get(codePoint);
    if (width === undefined) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1].length === codePoint) last[1].push(width);
    else runs.push([codePoint, [width]]);
  }
  return runs;
}

/** Advance width of each mapped character in thousandths of an em: `cmap` (format 4) looked up in `hmtx`. */
function readAdvances(font) {
  const unitsPerEm = font.readUInt16BE(tableAt(font, "head") + 18);
  const longMetrics = font.readUInt16BE(tableAt(font, "hhea") + 34);
  const widths = tableAt(font, "hmtx");
  const advance = (glyph) => {
    const units = font.readUInt16BE(widths + 4 * Math.min(glyph, longMetrics - 1));
    return Math.round((units * 1000) / unitsPerEm);
  };

  const map = format4(font, tableAt(font, "cmap"));
  const twiceSegments = font.readUInt16BE(map + 6);
  const [ends, starts] = [map + 14, map + 16 + twiceSegments];
  const advances = new Map();
  for (let i = 0; i < twiceSegments; i += 2) {
    const [start, end] = [font.readUInt16BE(starts + i), font.readUInt16BE(ends + i)];
    const delta = font.readUInt16BE(starts + twiceSegments + i);
    const offsetAt = starts + 2 * twiceSegments + i;
    const offset = font.readUInt16BE(offsetAt);
    for (let codePoint = start; codePoint <= end && codePoint < 0xffff; codePoint++) {
      const found = offset === 0 ? codePoint : font.readUInt16BE(offsetAt + offset + 2 * (codePoint - start));
      const glyph = offset !== 0 && found === 0 ? 0 : (found + delta) & 0xffff;
      if (glyph !== 0) advances.set(codePoint, advance(glyph));
    }
  }
  return advances;
}

function format4(font, cmap) {
  for (let i = 0, at = cmap + 4; i < font.readUInt16BE(cmap + 2); i++, at += 8) {
    const map = cmap + font.readUInt32BE(at + 4);
    if (font.readUInt16BE(map) === 4) return map;
  }
  throw new Error("The font has no character map of format 4");
}

function tableAt(font, tag) {
  return font.readUInt32BE(directoryOf(font).get(tag) + 8);
}

/** Where each table's entry stands: tag, checksum, offset and length, four bytes each. */
function directoryOf(font) {
  const entries = new Map();
  for (let i = 0, at = 12; i < font.readUInt16BE(4); i++, at += 16) {
    entries.set(font.toString("latin1", at, at + 4), at);
  }
  return entries;
}
