import { describe, expect, it } from "vitest";
import {
  behind,
  dailyLag,
  dailySummary,
  following,
  frontier,
  monthsOf,
  type Score,
  summary,
  trailing,
} from "../../../server/gap/lag.js";
import type { Day } from "../../../server/values/dates.js";

/** Scores written `"2024-03-01 model 70"`. */
const scores = (...lines: readonly string[]): readonly Score[] =>
  lines.map((line) => {
    const [on = "", modelId = "", score = ""] = line.split(" ");
    return { on, modelId, score: Number(score) };
  });
const day = (text: string) => text as Day;
const higher = true;
const steps = (...lines: readonly string[]) => frontier(scores(...lines), higher);

describe("a frontier", () => {
  it("is each score strictly better than all before", () => {
    expect(steps("2023-05 b 40", "2023-03 a 50", "2024-01 c 60", "2024-02 d 60", "2024-06 e 59")).toEqual([
      { on: "2023-03-01", modelId: "a", score: 50 },
      { on: "2024-01-01", modelId: "c", score: 60 },
    ]);
  });

  it("takes of one day's scores the best, and of equal ones the first id", () => {
    expect(steps("2024-01-05 low 10", "2024-01-05 z 20", "2024-01-05 m 20").map(({ modelId }) => modelId)).toEqual([
      "m",
    ]);
  });

  it("falls where less is better", () => {
    const errors = frontier(scores("2023 a 9", "2024 b 4", "2025 c 6"), false);
    expect(errors.map(({ score }) => score)).toEqual([9, 4]);
  });
});

describe("the lag of a follower", () => {
  // The leader has 50 on 1 Mar 2023, 70 on 1 Mar 2024 and 90 on 1 Mar 2025.
  const leader = steps("2023-03-01 l1 50", "2024-03-01 l2 70", "2025-03-01 l3 90");

  it("runs from the leader's first reaching of a score to the follower's record", () => {
    // 45 was had since 1 Mar 2023, 275 days before 1 Dec; 60 and 70 since 1 Mar 2024, 92 and 306 days before.
    const follower = steps("2023-12-01 f1 45", "2024-06-01 f2 60", "2025-01-01 f3 70");
    const { crossings, open } = following(leader, follower, higher, day("2025-06-01"));
    expect(crossings.map(({ threshold, leader, lagDays }) => [threshold, leader.modelId, lagDays])).toEqual([
      [45, "l1", 275],
      [60, "l2", 92],
      [70, "l2", 306],
    ]);
    // 90 stands open since 1 Mar 2025, 92 days.
    expect(open).toEqual([{ threshold: 90, leader: leader[2], lagDays: 92 }]);
  });

  it("of a month is 30.4375 days, a twelfth of a mean year", () => {
    expect(monthsOf(365.25)).toBe(12);
  });

  it("is nothing on the same day, for both", () => {
    const [one, other] = [steps("2024-01-01 a 80"), steps("2024-01-01 b 80")];
    expect(following(one, other, higher, day("2024-06-01")).crossings.map(({ lagDays }) => lagDays)).toEqual([0]);
    expect(following(other, one, higher, day("2024-06-01")).crossings.map(({ lagDays }) => lagDays)).toEqual([0]);
    expect(behind(one, other, higher)).toBe("neither");
  });

  it("counts a tie as reached", () => {
    const { crossings, open } = following(leader, steps("2025-04-01 f 90"), higher, day("2025-06-01"));
    expect(crossings).toMatchObject([{ threshold: 90, lagDays: 31 }]);
    expect(open).toEqual([]);
  });

  it("is the other direction's where the follower was first", () => {
    const follower = steps("2023-06-01 f1 40", "2024-01-01 f2 75");
    const ofFollower = following(leader, follower, higher, day("2025-06-01"));
    expect(ofFollower.crossings.map(({ threshold }) => threshold)).toEqual([40]);
    // The leader's 90 of 1 Mar 2025 passes what the follower had since 1 Jan 2024: 425 days.
    const ofLeader = following(follower, leader, higher, day("2025-06-01"));
    expect(ofLeader.crossings.map(({ threshold, lagDays }) => [threshold, lagDays])).toEqual([[70, 60]]);
    expect(behind(leader, follower, higher)).toBe("b");
    expect(behind(steps("2023-03-01 l1 50"), follower, higher)).toBe("a");
  });

  it("grows with the date where a threshold is never reached", () => {
    const follower = steps("2023-12-01 f1 45");
    const openAt = (asOf: string) => following(leader.slice(0, 2), follower, higher, day(asOf)).open;
    expect(openAt("2024-03-31").map(({ threshold, lagDays }) => [threshold, lagDays])).toEqual([
      [50, 396],
      [70, 30],
    ]);
    expect(openAt("2024-04-30").map(({ lagDays }) => lagDays)).toEqual([426, 60]);
  });

  it("is unknown where one side has no score", () => {
    expect(following(leader, [], higher, day("2025-06-01"))).toEqual({ crossings: [], open: [] });
    expect(behind(leader, [], higher)).toBeUndefined();
    expect(dailyLag(leader, [], higher, day("2025-06-01"))).toEqual([]);
  });

  it("moves to the next record when a score is withdrawn", () => {
    const all = ["2023-12-01 f1 45", "2024-06-01 f2 60"];
    const lags = (lines: readonly string[]) =>
      following(leader, steps(...lines), higher, day("2025-06-01")).crossings.map(({ threshold }) => threshold);
    expect(lags(all)).toEqual([45, 60]);
    expect(lags(all.slice(1))).toEqual([60]);
  });

  it("is read the other way round where less is better", () => {
    const less = (...lines: readonly string[]) => frontier(scores(...lines), false);
    const { crossings, open } = following(
      less("2023-01-01 l 30", "2024-01-01 l2 10"),
      less("2023-01-31 f 30", "2024-01-31 f2 20"),
      false,
      day("2024-03-01"),
    );
    expect(crossings.map(({ threshold, lagDays }) => [threshold, lagDays])).toEqual([
      [30, 30],
      [20, 30],
    ]);
    expect(open.map(({ threshold, lagDays }) => [threshold, lagDays])).toEqual([[10, 60]]);
  });
});

describe("a summary", () => {
  const leader = steps("2020-01-01 l 100");
  const at = (...lines: readonly string[]) => following(leader, steps(...lines), higher, day("2024-01-01")).crossings;

  it("looks back over twelve months, from the day after the same day of the year before", () => {
    const crossings = at("2023-01-01 a 1", "2023-01-02 b 2", "2024-01-01 c 3");
    expect(trailing(crossings, day("2024-01-01")).map(({ threshold }) => threshold)).toEqual([2, 3]);
  });

  it("is the median with its quartiles, in months", () => {
    // Lags of 366 (2020 is a leap year), 731, 1,096 and 1,461 days.
    const crossings = at("2021-01-01 a 1", "2022-01-01 b 2", "2023-01-01 c 3", "2024-01-01 d 4");
    expect(summary(crossings)).toEqual({
      crossings: 4,
      medianMonths: (monthsOf(731) + monthsOf(1096)) / 2,
      lowMonths: monthsOf(366 + 0.75 * 365),
      highMonths: expect.closeTo(monthsOf(1096 + 0.25 * 365), 10),
    });
  });

  it("of nothing is not zero", () => {
    expect(summary([])).toBeUndefined();
    expect(dailySummary([])).toBeUndefined();
  });
});

describe("the daily lag", () => {
  // The leader has 50 on 1 Jan and 70 on 1 Jul 2023; the follower 50 on 1 May 2023, 80 on 1 Sep 2023.
  const leader = steps("2023-01-01 l1 50", "2023-07-01 l2 70");
  const follower = steps("2023-05-01 f1 50", "2023-09-01 f2 80");

  it("grows by a day each day until the follower does better, and is nothing while it is ahead", () => {
    expect(dailyLag(leader, follower, higher, day("2023-09-30"))).toEqual([
      { from: "2023-05-01", to: "2023-06-30", lagDays: 120, growing: true },
      { from: "2023-07-01", to: "2023-08-31", lagDays: 181, growing: true },
      { from: "2023-09-01", to: "2023-09-30", lagDays: 0, growing: false },
    ]);
  });

  it("has a mean over its days", () => {
    // 123 days of 120 to 242, mean 181, then 30 of nothing: 123 x 181 / 153.
    const daily = dailySummary(dailyLag(leader, follower, higher, day("2023-09-30")));
    expect(daily?.days).toBe(153);
    expect(daily?.mean).toBeCloseTo(monthsOf((123 * 181) / 153), 10);
    expect([daily?.least, daily?.greatest]).toEqual([0, monthsOf(242)]);
  });
});
