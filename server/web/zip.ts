import type { Readable } from "node:stream";
import { ZipFile } from "yazl";

/** A file to be put into an archive: its bytes, or the path at which it lies. */
export type ZipEntry = { readonly name: string } & ({ readonly bytes: Uint8Array } | { readonly path: string });

/** An archive as a stream. Its files carry noon of a day, so that the same files always give the same bytes. */
export function zipStream(entries: readonly ZipEntry[], day: string): Readable {
  const zip = new ZipFile();
  const options = { mtime: dosTime(day), mode: 0o100644, forceDosTimestamp: true };
  for (const entry of entries) {
    if ("path" in entry) zip.addFile(entry.path, entry.name, options);
    else zip.addBuffer(Buffer.from(entry.bytes), entry.name, options);
  }
  const out = zip.outputStream as Readable;
  zip.once("error", (error) => out.destroy(error as Error));
  zip.end();
  return out;
}

/**
 * Noon of a day on the clock of this machine: zip files tell local time without saying where, so this gives the same
 * bytes everywhere.
 */
function dosTime(day: string): Date {
  const [year = 1980, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}
