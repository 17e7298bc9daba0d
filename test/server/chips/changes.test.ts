import { describe, expect, it } from "vitest";
import { changesBetween, type KnownChip, ruleMoves } from "../../../server/chips/changes.js";
import { chip, rules } from "./shipped.js";

const known = (id: string, known_on = chip(id).released_on ?? ""): KnownChip => ({ ...chip(id), known_on });

/** Status on both days of a chip, or `undefined` where the page leaves it out. */
function between(id: string, since: string, until: string) {
  const [change] = changesBetween([known(id)], rules, since, until);
  return change && [change.change, change.before?.status ?? null, change.now.status];
}

describe("chips between two days", () => {
  // 88 FR 73458: 3A090.a without the test of links that the A800 was made to pass, in effect on 17 Nov 2023.
  it("A800: free on 1 Oct 2023, caught on 17 Nov 2023", () => {
    expect(between("nvidia-a800-sxm", "2023-10-01", "2023-11-17")).toEqual([
      "status",
      "allowed",
      "prohibited-without-license",
    ]);
  });

  it("H20: free through 2024, caught from 9 Apr 2025, licensed from 8 Aug 2025", () => {
    expect(between("nvidia-h20", "2024-01-01", "2025-04-08")).toBeUndefined();
    expect(between("nvidia-h20", "2024-12-31", "2025-04-09")).toEqual([
      "status",
      "allowed",
      "prohibited-without-license",
    ]);
    expect(between("nvidia-h20", "2025-05-31", "2025-12-31")).toEqual([
      "status",
      "prohibited-without-license",
      "licensed",
    ]);
  });

  it("leaves out a chip that another rule catches to the same effect", () => {
    // A100: by letter on 1 Sep 2022, by 3A090 in 2023, by 3A090.a in 2024.
    expect(between("nvidia-a100-80gb-sxm", "2022-09-01", "2024-06-01")).toBeUndefined();
  });

  it("has a chip that came in between as new, without a status before", () => {
    expect(between("nvidia-h20", "2023-11-08", "2024-06-01")).toEqual(["new", null, "allowed"]);
    expect(between("nvidia-h20", "2023-11-09", "2024-06-01")).toBeUndefined();
  });

  it("counts a chip of a month from its first day", () => {
    expect(between("nvidia-a800-sxm", "2022-11-01", "2022-12-01")).toBeUndefined();
    expect(between("nvidia-a800-sxm", "2022-10-31", "2022-12-01")).toEqual(["new", null, "allowed"]);
  });

  it("has nothing between a day and itself, nor of what is to come", () => {
    expect(between("nvidia-h20", "2025-01-01", "2025-01-01")).toBeUndefined();
    expect(between("nvidia-h20", "2022-01-01", "2023-11-08")).toBeUndefined();
  });
});

describe("rules between two days", () => {
  const moves = (since: string, until: string) =>
    ruleMoves(rules, since, until).map(({ rule, moved, on }) => `${on} ${rule.id} ${moved}`);

  it("took effect or ended after the first and by the second, in order of time", () => {
    expect(moves("2022-09-30", "2023-10-24")).toEqual([
      "2022-10-21 us-2022-08-26-is-informed ended",
      "2022-10-21 us-2022-10-07-3a090 took effect",
      "2023-10-24 us-2023-10-24-nvidia-letter took effect",
    ]);
    expect(moves("2023-10-24", "2023-11-16")).toEqual([]);
  });

  it("are of either side, and on chips only", () => {
    const all = moves("2025-09-01", "2026-01-31").join();
    expect(all).toContain("cn-2026-01-28-h200-approvals took effect");
    expect(all).toContain("cn-2026-01-14-customs-h200 ended");
    expect(all).not.toContain("rare-earth");
    expect(all).not.toContain("affiliates");
  });
});
