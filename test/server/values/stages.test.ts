import { expect, it } from "vitest";
import { besideFunding, isEquity, sayStage } from "../../../server/values/stages.js";

it("debt, secondary sales and listings are no equity raised by the firm", () => {
  expect(besideFunding.map((stage) => isEquity({ stage }))).toEqual([false, false, false]);
});

it.each(["seed", "series-h", "strategic", "unspecified"])("%s is equity", (stage) => {
  expect(isEquity({ stage })).toBe(true);
});

it.each([
  ["series-a", "Series A"],
  ["seed", "Seed"],
  ["unspecified", "Round, stage not stated"],
  ["ipo", "Stock-market listing"],
])("%s reads %s", (stage, said) => {
  expect(sayStage(stage)).toBe(said);
});
