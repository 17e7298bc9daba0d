import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  firstDay,
  isReducedDate,
  lastDay,
  sayDate,
  utcTime,
} from "../../../server/values/dates.js";

describe("isReducedDate", () => {
  it.each(["2023", "2023-11", "2023-11-05", "1900", "2199-12-31"])("takes %s", (text) => {
    expect(isReducedDate(text)).toBe(true);
  });

  it.each(["2024-02-29", "2000-02-29", "2023-02-28", "2023-04-30", "2023-12-31"])("takes %s, a last day", (text) => {
    expect(isReducedDate(text)).toBe(true);
  });

  it.each([
    ["2023-02-29", "a common year"],
    ["1900-02-29", "a century that is no leap year"],
    ["2100-02-29", "a century that is no leap year"],
    ["2023-04-31", "a month of 30 days"],
    ["2023-13", "a thirteenth month"],
    ["2023-00", "month nought"],
    ["2023-11-00", "day nought"],
    ["2023-11-32", "day 32"],
    ["1899", "before 1900"],
    ["2200-01-01", "after 2199"],
  ])("refuses %s: %s", (text) => {
    expect(isReducedDate(text)).toBe(false);
  });

  it.each([
    "",
    " ",
    "23",
    "02023",
    "2023-",
    "2023-1",
    "2023-1-5",
    "2023-11-5",
    "20231105",
    "2023/11/05",
    "05.11.2023",
    "2023-11-05T00:00:00Z",
    "2023-11-05 ",
    " 2023",
    "2023\n",
    "-2023",
    "+2023",
    "２０２３",
    "today",
  ])("refuses the shape of %j", (text) => {
    expect(isReducedDate(text)).toBe(false);
  });
});

describe("a reduced date", () => {
  it.each([
    ["2023", "2023-01-01", "2023-12-31"],
    ["2023-11", "2023-11-01", "2023-11-30"],
    ["2023-12", "2023-12-01", "2023-12-31"],
    ["2023-02", "2023-02-01", "2023-02-28"],
    ["2024-02", "2024-02-01", "2024-02-29"],
    ["2000-02", "2000-02-01", "2000-02-29"],
    ["1900-02", "1900-02-01", "1900-02-28"],
    ["2023-11-05", "2023-11-05", "2023-11-05"],
  ])("%s reaches from %s to %s", (date, first, last) => {
    expect(firstDay(date)).toBe(first);
    expect(lastDay(date)).toBe(last);
  });

  it("sorts as text before every day that it may mean", () => {
    expect(["2023-11-01", "2023-11", "2023", "2024", "2023-12"].sort()).toEqual([
      "2023",
      "2023-11",
      "2023-11-01",
      "2023-12",
      "2024",
    ]);
  });

  it.each([
    ["2023", "2023"],
    ["2023-11", "Nov 2023"],
    ["2023-11-05", "5 Nov 2023"],
    ["2024-02-29", "29 Feb 2024"],
    ["2023-05-31", "31 May 2023"],
  ])("%s is said as %s, never more precisely than it is known", (date, words) => {
    expect(sayDate(date)).toBe(words);
  });
});

describe("utcTime", () => {
  it("is the first moment of the first day, in UTC", () => {
    expect(utcTime("2023")).toBe(Date.UTC(2023, 0, 1));
    expect(utcTime("2023-11")).toBe(Date.UTC(2023, 10, 1));
    expect(utcTime("2024-02-29")).toBe(Date.UTC(2024, 1, 29));
  });
});

describe("dayOf", () => {
  it("is the day in UTC, wherever the machine stands", () => {
    expect(dayOf(new Date("2026-11-23T23:59:59.999Z"))).toBe("2026-11-23");
    expect(dayOf(new Date("2026-11-24T00:30:00+01:00"))).toBe("2026-11-23");
    expect(dayOf(new Date("2026-11-23T20:00:00-08:00"))).toBe("2026-11-24");
  });
});

describe("addDays", () => {
  it.each([
    ["2024-02-28", 1, "2024-02-29"],
    ["2023-02-28", 1, "2023-03-01"],
    ["2023-12-31", 1, "2024-01-01"],
    ["2024-01-01", -1, "2023-12-31"],
    ["2023-11-05", 0, "2023-11-05"],
    ["2024-02-21", -365, "2023-02-21"],
    // Clocks change on these nights in Europe and America; days have no hours.
    ["2024-03-30", 1, "2024-03-31"],
    ["2024-11-02", 2, "2024-11-04"],
  ])("%s moved by %d is %s", (day, days, moved) => {
    expect(addDays(day, days)).toBe(moved);
  });
});

describe("addMonths", () => {
  it.each([
    ["2024-03-31", -1, "2024-02-29"],
    ["2023-03-31", -1, "2023-02-28"],
    ["2024-01-31", 1, "2024-02-29"],
    ["2023-01-31", 1, "2023-02-28"],
    ["2023-10-31", 1, "2023-11-30"],
    ["2023-12-15", 1, "2024-01-15"],
    ["2024-01-15", -1, "2023-12-15"],
    ["2024-02-29", -12, "2023-02-28"],
    ["2024-02-29", 48, "2028-02-29"],
    ["2024-02-21", -12, "2023-02-21"],
    ["2024-02-21", 0, "2024-02-21"],
    ["2023", -12, "2022-01-01"],
  ])("%s moved by %d months is %s", (day, months, moved) => {
    expect(addMonths(day, months)).toBe(moved);
  });
});

describe("daysBetween", () => {
  it.each([
    ["2024-02-28", "2024-03-01", 2],
    ["2023-02-28", "2023-03-01", 1],
    ["2023", "2024", 365],
    ["2024", "2025", 366],
    ["2023-11", "2023-11-01", 0],
    ["2024-03-01", "2024-02-28", -2],
    ["1900-01-01", "2199-12-31", 109_572],
  ])("from %s to %s are %d", (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
  });
});
