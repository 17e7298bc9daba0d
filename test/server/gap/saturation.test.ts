import { expect, it } from "vitest";
import { saturation } from "../../../server/gap/saturation.js";
import type { Day } from "../../../server/values/dates.js";

const asOf = "2025-01-01" as Day;
const scored = (...lines: readonly string[]) =>
  lines.map((text) => {
    const [modelId = "", on = "", score = ""] = text.split(" ");
    return { modelId, on, score: Number(score) };
  });

it("tells the room left, the time since the last record and how many models are even", () => {
  const scores = scored(
    "old 2023-01-01 60",
    "top 2024-01-01 93",
    "near 2024-06 88",
    "far 2024-07 87.9",
    "top 2024-08 90",
  );
  // 366 days of 2024. The second score of the best model makes no model of its own.
  expect(saturation(scores, true, asOf, 100)).toEqual({
    best: { modelId: "top", on: "2024-01-01", score: 93 },
    sinceMovedMonths: 366 / 30.4375,
    room: { left: 7, top: 4, even: 2 },
  });
});

it("looks at ten models at most", () => {
  const scores = Array.from({ length: 14 }, (_, at) => ({ modelId: `m${at}`, on: "2024", score: 90 + at * 0.1 }));
  expect(saturation(scores, true, asOf, 100)?.room).toMatchObject({ top: 10, even: 10 });
});

it("knows no room on a scale without an end, and counts down where less is better", () => {
  expect(saturation(scored("a 2024-01-01 1400"), true, asOf)).not.toHaveProperty("room");
  const errors = saturation(scored("a 2024-01-01 12", "b 2024-02-01 4"), false, asOf, 0);
  expect(errors).toMatchObject({ best: { modelId: "b" }, room: { left: 4, top: 2, even: 1 } });
});

it("is nothing without a score", () => {
  expect(saturation([], true, asOf, 100)).toBeUndefined();
});
