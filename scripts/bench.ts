import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { bare } from "./bench/bare.js";
import { benchCharts } from "./bench/charts.js";
import { readers } from "./bench/clients.js";
import { benchExports } from "./bench/exports.js";
import { benchFunding } from "./bench/funding.js";
import { addForest, addParticipants, addRounds, shippedStore } from "./bench/generated.js";
import { benchImports } from "./bench/imports.js";
import { benchLineage } from "./bench/lineage.js";
import { benchPages } from "./bench/pages.js";
import { type Section, tableText } from "./bench/report.js";
import { ownRole, play, type Role } from "./bench/roles.js";
import { serving } from "./bench/serving.js";

/**
 * Measures speed and memory against other tools, on this machine and in this run, and prints a table. It never fails:
 * a missed goal is a line of the table. `npm run bench -- pages` (or `charts`, `exports`, `imports`, `lineage`, `funding`) runs a
 * part of it, and `--rows 100000` makes exports and imports smaller.
 */

const roles: Readonly<Record<string, Role>> = { serving, bare, readers };
const parts = ["pages", "charts", "exports", "imports", "lineage", "funding"] as const;
const usualRows = 1_000_000;
const market = { companies: 10_000, rounds: 50_000 };
const forest = { models: 100_000, edges: 200_000 };

async function main(): Promise<void> {
  const wanted = parts.filter((part) => process.argv.includes(part));
  const runs = new Set(wanted.length > 0 ? wanted : parts);
  const asked = process.argv.indexOf("--rows");
  const rows = asked < 0 ? usualRows : Number(process.argv[asked + 1]) || usualRows;
  const folder = mkdtempSync(join(tmpdir(), "parallax-bench-"));
  const shipped = join(folder, "shipped.sqlite");
  const sections: Section[] = [];
  try {
    await shippedStore(shipped);
    if (runs.has("pages")) {
      progress("pages");
      sections.push(...(await benchPages(`sqlite:${shipped}`, folder)));
    }
    if (runs.has("charts")) {
      progress("charts");
      sections.push(await benchCharts(`sqlite:${shipped}`, join(folder, "files")));
    }
    if (runs.has("exports")) {
      progress(`${rows.toLocaleString("en")} rows are made`);
      const large = join(folder, "large.sqlite");
      await shippedStore(large);
      await addRounds(large, rows);
      progress("exports");
      sections.push(...(await benchExports(large, rows, folder)));
    }
    if (runs.has("imports")) {
      progress("imports");
      sections.push(await benchImports(rows, folder));
    }
    if (runs.has("lineage")) {
      progress(`${forest.models.toLocaleString("en")} models are made`);
      const wooded = join(folder, "forest.sqlite");
      await shippedStore(wooded);
      await addForest(wooded, forest.models, forest.edges);
      progress("lineage");
      sections.push(await benchLineage(`sqlite:${wooded}`, forest, join(folder, "forest-files")));
    }
    if (runs.has("funding")) {
      progress(`${market.companies.toLocaleString("en")} companies are made`);
      const busy = join(folder, "market.sqlite");
      await shippedStore(busy);
      await addRounds(busy, market.rounds, market.companies);
      await addParticipants(busy);
      progress("funding");
      sections.push(await benchFunding(`sqlite:${busy}`, market, join(folder, "market-files")));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const [cpu] = cpus();
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${process.platform} ${process.arch}\n`,
  );
  console.log(tableText(sections));
  const goals = sections.flatMap(({ findings }) => findings.filter(({ met }) => met !== undefined));
  console.log(`${goals.filter(({ met }) => met).length} of ${goals.length} goals met.`);
}

/** To standard error, so that the table can be kept alone. */
function progress(what: string): void {
  console.error(`bench: ${what}`);
}

const role = ownRole();
const playing = role === undefined ? undefined : roles[role];
if (playing) play(playing);
else await main();
