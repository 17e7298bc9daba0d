import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { places } from "../../server/places.js";
import { shippedStore } from "./generated.js";
import { type Finding, type Section, sayMegabytes } from "./report.js";

/** Of a file ten times as long the process may hold so many times the memory. */
const steadyMemory = 1.5;

/** `npm run import` on files of generated rounds, beside SQLite's own import, which checks and records nothing. */
export async function benchImports(rows: number, folder: string): Promise<Section> {
  const findings: Finding[] = [];
  const short = await imported(Math.ceil(rows / 10), folder);
  const long = await imported(rows, folder);
  for (const { count, seconds, peak, shell } of [short, long])
    findings.push({
      what: `${count.toLocaleString("en")} rows, ${sayMegabytes(peak.file)} of CSV`,
      ours: `${seconds.toFixed(1)} s`,
      ...(shell !== undefined && { rival: `sqlite3 .import ${shell.toFixed(1)} s` }),
      note: `${Math.round(count / seconds).toLocaleString("en")} rows a second; ${sayMegabytes(peak.memory)} at most.`,
    });
  findings.push({
    what: "Memory of the long one against the short one",
    ours: `${(long.peak.memory / short.peak.memory).toFixed(2)} ×`,
    goal: `below ${steadyMemory} ×`,
    met: long.peak.memory < short.peak.memory * steadyMemory,
  });
  return {
    title: "Import",
    about:
      "The command from its start to its end, once: the file is read and every cell checked, then read again and written as one revision with a record of each row. Beside it SQLite's shell takes the same file into a table of texts, with no check and no record. Memory: the most that the process has held.",
    findings,
  };
}

interface Imported {
  readonly count: number;
  readonly seconds: number;
  readonly peak: { readonly memory: number; readonly file: number };
  /** Nothing where there is no shell. */
  readonly shell?: number;
}

const memoryMark = "Peak memory: ";

async function imported(count: number, folder: string): Promise<Imported> {
  const [database, file] = [join(folder, `import-${count}.sqlite`), join(folder, `import-${count}.csv`)];
  await shippedStore(database);
  const bytes = writeRounds(file, count);
  const sayMemory = `process.on("exit",()=>process.stderr.write("${memoryMark}"+process.resourceUsage().maxRSS+"\\n"))`;
  const begun = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(sayMemory)}`,
      join(places.root, "dist", "scripts", "import.js"),
      ...["funding_rounds", file, "--apply", "--reason", "bench"],
    ],
    { env: { ...process.env, DATABASE_URL: `sqlite:${database}` }, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) throw new Error(`The import failed: ${stderr}`);
  const memory = Number(stderr.split(memoryMark)[1]) * 1024;
  const shell = shellSeconds(join(folder, "shell.sqlite"), file);
  for (const path of [database, `${database}-wal`, `${database}-shm`, file]) rmSync(path, { force: true });
  return { count, seconds, peak: { memory, file: bytes }, ...(shell !== undefined && { shell }) };
}

function writeRounds(path: string, count: number): number {
  const file = openSync(path, "w");
  let bytes = writeSync(file, "id,company_id,announced_on,stage,amount_usd,confidence,source_id,note\n");
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from(
      { length: Math.min(1000, count - from) },
      (_, at) =>
        `import-${from + at},01-ai,2024-05-0${(at % 9) + 1},series-b,${1_000_000 + at},reported,cn-b365-01ai,"Round ${from + at}, made for a measurement of imports"\n`,
    );
    bytes += writeSync(file, lines.join(""));
  }
  closeSync(file);
  return bytes;
}

function shellSeconds(database: string, file: string): number | undefined {
  const begun = performance.now();
  const { status } = spawnSync("sqlite3", [database, ".mode csv", `.import '${file}' rounds`]);
  const seconds = (performance.now() - begun) / 1000;
  rmSync(database, { force: true });
  return status === 0 ? seconds : undefined;
}
