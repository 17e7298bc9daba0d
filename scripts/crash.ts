import { Arena, type Round } from "./crash/rounds.js";
import { type Kind, kinds, write } from "./crash/work.js";

const help = `Kills a writing process at random moments, over and over, and looks whether all that it had confirmed is there,
whether anything is there by half, and whether the store is whole.

Usage: npm run crash               300 kills over a store in a file of its own
       npm run crash -- KILLS      as many as you like
       npm run crash -- KILLS URL  over an empty database of a PostgreSQL server
`;

/** Rounds over the same store before it begins anew: what was killed over is killed over again. */
const roundsOnOne = 20;
const longestMs = 1200;

async function main(args: readonly string[]): Promise<void> {
  const [kills = "300", url, ...more] = args;
  if (!/^\d+$/.test(kills) || more.length > 0) {
    process.stdout.write(help);
    if (!args.includes("--help")) process.exitCode = 1;
    return;
  }
  const arena = await Arena.make(url);
  const played = url ? kinds.filter((kind) => !["migrate", "backup", "restore"].includes(kind)) : kinds;
  const rounds: Round[] = [];
  try {
    for (let at = 0; at < Number(kills); at++) {
      if (at % roundsOnOne === 0) arena.clear();
      const round = await arena.kill(
        process.argv[1] ?? "",
        played[at % played.length] as Kind,
        Math.random() * longestMs,
      );
      rounds.push(round);
      if ((at + 1) % roundsOnOne === 0) console.error(`crash: ${at + 1} of ${kills} kills`);
      for (const fault of round.faults) console.log(`kill ${at + 1}, ${round.kind}: ${fault}`);
    }
  } finally {
    arena.remove();
  }
  for (const kind of played) {
    const own = rounds.filter((round) => round.kind === kind);
    const confirmed = own.reduce((sum, round) => sum + round.confirmed, 0);
    const faulty = own.filter(({ faults }) => faults.length > 0).length;
    console.log(`${kind.padEnd(10)} ${own.length} kills, ${confirmed} confirmed writes, ${faulty} with a fault`);
  }
  if (rounds.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

const [flag, kind, url = "", folder = ""] = process.argv.slice(2);
if (flag === "--write") await write(kind as Kind, url, folder);
else await main(process.argv.slice(2));
