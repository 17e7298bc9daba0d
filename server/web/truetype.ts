/** As much of a TrueType file as checks of the bundled fonts need: its names, the characters it maps, how far each one advances. */
export interface TrueType {
  /** The English names by their numbers (OpenType specification, "name"). */
  readonly names: ReadonlyMap<number, string>;
  readonly unitsPerEm: number;
  readonly characters: ReadonlySet<number>;
  /** Advance width in font units; undefined when the font has no glyph for it. */
  advance(codePoint: number): number | undefined;
}

export function readTrueType(font: Buffer): TrueType {
  const table = tableOffsets(font);
  const glyphs = characterMap(font, table("cmap"));
  const longMetrics = font.readUInt16BE(table("hhea") + 34);
  return {
    names: windowsNames(font, table("name")),
    unitsPerEm: font.readUInt16BE(table("head") + 18),
    characters: new Set(glyphs.keys()),
    advance(codePoint) {
      const glyph = glyphs.get(codePoint);
      if (glyph === undefined) return undefined;
      return font.readUInt16BE(table("hmtx") + 4 * Math.min(glyph, longMetrics - 1));
    },
  };
}

function tableOffsets(font: Buffer): (tag: string) => number {
  const offsets = new Map<string, number>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    offsets.set(font.toString("latin1", record, record + 4), font.readUInt32BE(record + 8));
  }
  return (tag) => {
    const offset = offsets.get(tag);
    if (offset === undefined) throw new Error(`No table ${tag}: is this a TrueType file?`);
    return offset;
  };
}

function windowsNames(font: Buffer, table: number): ReadonlyMap<number, string> {
  const texts = table + font.readUInt16BE(table + 4);
  const names = new Map<number, string>();
  for (let i = 0; i < font.readUInt16BE(table + 2); i++) {
    const record = table + 6 + 12 * i;
    if (font.readUInt16BE(record) !== 3) continue;
    const start = texts + font.readUInt16BE(record + 10);
    const text = Buffer.from(font.subarray(start, start + font.readUInt16BE(record + 8)));
    names.set(font.readUInt16BE(record + 6), text.swap16().toString("utf16le"));
  }
  return names;
}

/** Code point to glyph, over all subtables of the two formats that matter (OpenType specification, "cmap"). */
function characterMap(font: Buffer, cmap: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>();
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4);
    const format = font.readUInt16BE(subtable);
    if (format === 4) readSegments(font, subtable, glyphs);
    if (format === 12) readGroups(font, subtable, glyphs);
  }
  return glyphs;
}

function readSegments(font: Buffer, subtable: number, glyphs: Map<number, number>): void {
  const size = font.readUInt16BE(subtable + 6);
  const [ends, starts] = [subtable + 14, subtable + 16 + size];
  const [deltas, offsets] = [starts + size, starts + 2 * size];
  for (let at = 0; at < size; at += 2) {
    const start = font.readUInt16BE(starts + at);
    const end = Math.min(font.readUInt16BE(ends + at), 0xfffe);
    const delta = font.readUInt16BE(deltas + at);
    const offset = font.readUInt16BE(offsets + at);
    for (let codePoint = start; codePoint <= end; codePoint++) {
      const raw = offset === 0 ? codePoint : font.readUInt16BE(offsets + at + offset + 2 * (codePoint - start));
      if (offset !== 0 && raw === 0) continue;
      const glyph = (raw + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(codePoint, glyph);
    }
  }
}

function readGroups(font: Buffer, subtable: number, glyphs: Map<number, number>): void {
  for (let i = 0; i < font.readUInt32BE(subtable + 12); i++) {
    const group = subtable + 16 + 12 * i;
    const start = font.readUInt32BE(group);
    const glyph = font.readUInt32BE(group + 8);
    for (let codePoint = start; codePoint <= font.readUInt32BE(group + 4); codePoint++) {
      glyphs.set(codePoint, glyph + codePoint - start);
    }
  }
}
