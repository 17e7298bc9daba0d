import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Arena } from "../../scripts/crash/rounds.js";
import { kinds } from "../../scripts/crash/work.js";
import { places } from "../../server/places.js";
import { startPostgres } from "../postgres.js";

// A handful, so that the suite stays quick: `npm run crash` kills 300 times, at random moments.
const program = join(places.root, "dist", "scripts", "crash.js");

let arena: Arena;
beforeAll(async () => {
  arena = await Arena.make();
});
afterAll(() => arena.remove());

describe.each(kinds)("a process killed in the middle of its writes (%s)", (kind) => {
  it("leaves a whole store, with all that it had confirmed and nothing by half", async () => {
    const { faults } = await arena.kill(program, kind, 150);
    expect(faults).toEqual([]);
  });
});

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

describe.runIf(postgres)("on PostgreSQL", () => {
  it("a killed client leaves what it had confirmed and nothing by half", async () => {
    const served = await Arena.make(await postgres?.createDatabase());
    for (const kind of ["edit", "load", "change-set", "freeze"] as const)
      expect((await served.kill(program, kind, 200)).faults, kind).toEqual([]);
    served.remove();
  });
});
