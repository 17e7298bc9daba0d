import { expect, it } from "vitest";
import {
  capital,
  countOf,
  endTime,
  formatCount,
  formatDate,
  formatLarge,
  formatPercent,
  formatTick,
  formatUsd,
  formatValue,
  monthName,
  sayTimes,
  startTime,
  yearBefore,
} from "../../../public/charts/format.js";
import { sayDate } from "../../../server/values/dates.js";
import { sayCount, sayLarge, sayPercent, sayUsd } from "../../../server/values/numbers.js";

it("says money, counts, shares and dates as the pages do", () => {
  for (const amount of [0, 950, 999_600_000, 1_510_000, 24_100_000_000, 1.2e12, -3e9]) {
    expect(formatUsd(amount)).toBe(sayUsd(amount));
  }
  for (const size of [0, 2048, 999_600, 7_451_200, 3e9]) expect(formatLarge(size)).toBe(sayLarge(size));
  expect([2048, 999_600, 7_451_200].map(formatLarge)).toEqual(["2.05k", "1m", "7.45m"]);
  for (const share of [0, 0.034, 0.5, 1]) expect(formatPercent(share)).toBe(sayPercent(share));
  for (const date of ["2023", "2023-11", "2023-11-05"]) expect(formatDate(date)).toBe(sayDate(date));
  expect(countOf(1, "round")).toBe(sayCount(1, "round"));
  expect(countOf(1200, "company", "companies")).toBe("1,200 companies");
});

it("says a figure in its unit", () => {
  expect(formatValue(3e9, "usd")).toBe("$3bn");
  expect(formatValue(0.71, "percent")).toBe("71%");
  expect(formatValue(1200, "count")).toBe("1,200");
  expect(formatValue(11.44, "months")).toBe("11.4 months");
  expect(formatValue(1, "months")).toBe("1 month");
  expect(formatTick(12, "months")).toBe("12");
  expect(formatCount(-3)).toBe("−3");
  expect(monthName(10)).toBe("Nov");
});

it("knows where a reduced date starts and ends", () => {
  expect(new Date(startTime("2023-11")).toISOString()).toBe("2023-11-01T00:00:00.000Z");
  expect(new Date(endTime("2023-11")).toISOString()).toBe("2023-12-01T00:00:00.000Z");
  expect(new Date(endTime("2023")).toISOString()).toBe("2024-01-01T00:00:00.000Z");
  expect(new Date(endTime("2024-02-29")).toISOString()).toBe("2024-03-01T00:00:00.000Z");
  expect(yearBefore("2024-02-29")).toBe("2023-02-28");
  expect(yearBefore("2024-11-24")).toBe("2023-11-24");
});

it("says a ratio with two figures", () => {
  expect([1.44, 2, 2.44, 12.4, 123.4].map(sayTimes)).toEqual([
    "1.4 times",
    "twice",
    "2.4 times",
    "12 times",
    "123 times",
  ]);
});

it("begins a sentence", () => {
  expect(capital("the United States leads")).toBe("The United States leads");
});
