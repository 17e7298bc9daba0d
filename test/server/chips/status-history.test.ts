import { describe, expect, it } from "vitest";
import { chipStatus, ruleRole } from "../../../server/chips/export-rules.js";
import { chinaHistory, statusHistory } from "../../../server/chips/status-history.js";
import { firstDay } from "../../../server/values/dates.js";
import { chip, chips, rules } from "./shipped.js";

const today = "2026-11-24";
const no = "prohibited-without-license";

function told(id: string, until = today) {
  return statusHistory(chip(id), rules, until).map(({ from, to, status, ruleId }) => [from, to, status, ruleId]);
}

describe("the status of a chip through time", () => {
  // Worked from the dates of the rules: 3A090 until 17 November 2023, the letter of 24 October, then 3A090.a.
  it("of the A800: allowed by its links, caught by letter, then by the rule", () => {
    expect(told("nvidia-a800-sxm")).toEqual([
      ["2022-11", "2023-10-24", "allowed", null],
      ["2023-10-24", "2023-11-17", no, "us-2023-10-24-nvidia-letter"],
      ["2023-11-17", null, no, "us-2023-10-17-3a090-a"],
    ]);
  });

  it("of the H20: allowed, caught by its bandwidth, licensed", () => {
    expect(told("nvidia-h20")).toEqual([
      ["2023-11-09", "2025-04-09", "allowed", null],
      ["2025-04-09", "2025-08-08", no, "us-2025-04-09-bandwidth"],
      ["2025-08-08", null, "licensed", "us-2025-08-08-revenue-share"],
    ]);
  });

  it("is one period where no rule changed the answer, and says what stood nearest at its end", () => {
    expect(statusHistory(chip("nvidia-h20"), rules, "2025-04-08")).toEqual([
      {
        from: "2023-11-09",
        to: null,
        status: "allowed",
        ruleId: null,
        explanation: "No US chip rule in force on 8 Apr 2025 catches it; nearest: TPP 2,368 < 2,400 (3A090.b).",
      },
    ]);
    expect(told("nvidia-l20")).toEqual([["2023-09-16", null, "allowed", null]]);
  });

  it("begins a period where relief opens, though the answer stays", () => {
    const periods = statusHistory(chip("nvidia-a100-80gb-sxm"), rules, today);
    expect(periods.map(({ from, status }) => [from, status])).toEqual([
      ["2020-11-16", "allowed"],
      ["2022-08-26", no],
      ["2022-10-21", no],
      ["2023-11-17", no],
      ["2026-01-15", no],
    ]);
    expect(periods.at(-1)?.explanation).toMatch(/Relief is open/);
  });

  it("begins on the first day of effect and not the day before", () => {
    expect(told("nvidia-h20", "2025-04-08")).toHaveLength(1);
    expect(told("nvidia-h20", "2025-04-09")).toEqual([
      ["2023-11-09", "2025-04-09", "allowed", null],
      ["2025-04-09", null, no, "us-2025-04-09-bandwidth"],
    ]);
  });

  it("begins with the first rule on chips where the release is not known, and is none before", () => {
    expect(told("huawei-ascend-910b1")[0]?.[0]).toBe("2022-08-26");
    expect(told("huawei-ascend-910b1", "2022-08-25")).toEqual([]);
  });

  it("is none for a chip released later, and ends with a reduced date's last day", () => {
    expect(told("nvidia-h20", "2023-11-08")).toEqual([]);
    expect(told("nvidia-h20", "2023-11")).toEqual([["2023-11-09", null, "allowed", null]]);
  });

  it("without rules is allowed from the release, or nothing without one", () => {
    expect(statusHistory(chip("nvidia-h20"), [], today)).toMatchObject([{ from: "2023-11-09", status: "allowed" }]);
    expect(statusHistory(chip("huawei-ascend-910b1"), [], today)).toEqual([]);
  });

  it("of every shipped chip is without gaps, turns only on days of rules, and agrees with the status of any day", () => {
    const days = new Set(
      rules.filter((rule) => ruleRole(rule)).flatMap(({ effective_on, ended_on }) => [effective_on, ended_on]),
    );
    for (const each of chips) {
      const periods = statusHistory(each, rules, today);
      periods.forEach(({ from, to, status, ruleId }, at) => {
        expect(to).toBe(periods[at + 1]?.from ?? null);
        if (at > 0) expect(days).toContain(from);
        expect(chipStatus(each, rules, firstDay(from))).toMatchObject({ status, ruleId });
      });
    }
  });
});

describe("the Chinese side's answer through time", () => {
  it("of the H200: the guidance on state data centres, customs, then approvals", () => {
    const periods = chinaHistory(chip("nvidia-h200"), rules, today);
    expect(periods.map(({ from, to, status }) => [from, to, status])).toEqual([
      ["2023-11-13", "2025-11-05", "no-measure"],
      ["2025-11-05", "2026-01-14", "undetermined"],
      ["2026-01-14", "2026-01-28", "banned-by-china"],
      ["2026-01-28", null, "undetermined"],
    ]);
  });

  it("of a chip of a Chinese vendor is that no measure is known", () => {
    expect(chinaHistory(chip("huawei-ascend-910c"), rules, today)).toMatchObject([
      { status: "no-measure", explanation: "No Chinese measure is known." },
    ]);
  });
});
