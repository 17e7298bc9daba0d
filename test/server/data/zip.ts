import { crc32, inflateRawSync } from "node:zlib";

/** One file of a zip archive as its directory tells of it. */
export interface ZipEntry {
  readonly name: string;
  readonly contents: Buffer;
  /** Date and time of day in the words of DOS, as they stand in the archive. */
  readonly dosTime: readonly [date: number, time: number];
  readonly mode: number;
}

/** Reads a zip archive by its directory, strictly: enough for those that we write, and no more. */
export function readZip(bytes: Buffer): readonly ZipEntry[] {
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error("There is no directory at the end.");
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    if (bytes.toString("latin1", at, at + 4) !== "PK\x01\x02") throw new Error(`There is no entry at ${at}.`);
    const method = bytes.readUInt16LE(at + 10);
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(begin, begin + packed);
    const contents = method === 8 ? inflateRawSync(raw) : Buffer.from(raw);
    if (contents.length !== size) throw new Error(`${name} has ${contents.length} bytes and should have ${size}.`);
    if (crc32(contents) !== bytes.readUInt32LE(at + 16)) throw new Error(`${name} is damaged.`);
    const entry: ZipEntry = {
      name,
      contents,
      dosTime: [bytes.readUInt16LE(at + 14), bytes.readUInt16LE(at + 12)],
      mode: bytes.readUInt32LE(at + 38) >>> 16,
    };
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    return entry;
  });
}
