import { describe, expect, it } from "vitest";
import { calendarData, type RecordedChip, ruleDays } from "../../../server/chips/calendar.js";
import { side } from "../../../server/values/sides.js";
import { chip, rules } from "./shipped.js";

const sides = { a: side("US"), b: side("CN") };
const known = (id: string, given: Partial<RecordedChip> = {}): RecordedChip => ({
  ...chip(id),
  known_on: chip(id).released_on,
  ...given,
});
const periodsOf = (id: string, asOf: string) =>
  calendarData([known(id)], rules, { sides, asOf }).chips[0]?.periods.map(({ from, to, status, rule }) => [
    from,
    to,
    status,
    rule,
  ]);

describe("the row of a chip", () => {
  // 88 FR 73458 took effect on 17 Nov 2023; NVIDIA was told on 24 Oct 2023 that for it the rule held at once.
  it("A800: free until the letter of October 2023, caught by 3A090.a since", () => {
    expect(periodsOf("nvidia-a800-sxm", "2023-12-31")).toEqual([
      ["2022-11", "2023-10-24", "allowed", null],
      ["2023-10-24", "2023-11-17", "prohibited-without-license", "Immediate effect for five NVIDIA products"],
      ["2023-11-17", null, "prohibited-without-license", "3A090.a"],
    ]);
  });

  // NVIDIA's 8-K of 15 April 2025 dates the letter to 9 April; licences were issued from 8 August 2025.
  it("H20: free, then caught by the letters on bandwidth, then licensed", () => {
    expect(periodsOf("nvidia-h20", "2025-12-31")?.map(([from, , status]) => [from, status])).toEqual([
      ["2023-11-09", "allowed"],
      ["2025-04-09", "prohibited-without-license"],
      ["2025-08-08", "licensed"],
    ]);
  });

  it("stops at the view's day", () => {
    expect(periodsOf("nvidia-h20", "2024-12-31")).toEqual([["2023-11-09", null, "allowed", null]]);
  });

  it("begins where a chip without a release date is first recorded, and is marked so", () => {
    const undated = known("nvidia-l40s", { released_on: null, known_on: "2024-06-01" });
    const [row] = calendarData([undated], rules, { sides, asOf: "2025-01-01" }).chips;
    expect(row?.undated).toBe(true);
    expect(row?.periods[0]?.from).toBe("2024-06-01");
  });
});

it("sets rows by side, vendor and release", () => {
  const ids = ["huawei-ascend-910", "nvidia-h20", "amd-mi250", "nvidia-v100-sxm2"];
  const { chips } = calendarData(
    ids.map((id) => known(id)),
    rules,
    { sides, asOf: "2026-01-01" },
  );
  expect(chips.map(({ id }) => id)).toEqual(["amd-mi250", "nvidia-v100-sxm2", "nvidia-h20", "huawei-ascend-910"]);
});

it("tells chips apart by form, and by memory only where that is needed", () => {
  const ids = ["nvidia-a100-40gb-sxm", "nvidia-a100-80gb-sxm", "nvidia-h100-sxm"];
  const { chips } = calendarData(
    ids.map((id) => known(id)),
    rules,
    { sides, asOf: "2026-01-01" },
  );
  expect(chips.map(({ label }) => label)).toEqual(["A100 40GB SXM", "A100 80GB SXM", "H100 SXM"]);
});

describe("the days of the rules", () => {
  it("say what took effect and what ended, US rules on chips only", () => {
    expect(ruleDays(rules, "2023-12-31")).toEqual([
      { on: "2022-08-26", label: "Letters to NVIDIA and AMD on A100, H100 and MI250 class chips" },
      { on: "2022-10-21", label: "3A090; Letters to NVIDIA and AMD on A100, H100 and MI250 class chips ends" },
      { on: "2023-10-24", label: "Immediate effect for five NVIDIA products" },
      {
        on: "2023-11-17",
        label: "3A090.a, 3A090.b and Note 2 to 3A090; 3A090 and Immediate effect for five NVIDIA products end",
      },
    ]);
  });

  it("are none before the first rule; the calendar then shows the two years up to its day", () => {
    expect(ruleDays(rules, "2022-08-25")).toEqual([]);
    expect(calendarData([], rules, { sides, asOf: "2022-08-25" }).from).toBe("2020-08-25");
    expect(calendarData([], rules, { sides, asOf: "2023-12-31" }).from).toBe("2022-05-01");
  });
});
