import { describe, expect, it } from "vitest";
import { placeFlags, placeNumbers } from "../../../public/charts/calendar-days.js";
import { statusCalendar } from "../../../public/charts/status-calendar.js";
import type { CalendarChip, CalendarPeriod, StatusCalendarData } from "../../../public/charts/status-calendar-data.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { calendarData } from "../../../server/chips/calendar.js";
import { rules, chips as shippedChips } from "../../server/chips/shipped.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const period = (from: string, to: string | null, status: CalendarPeriod["status"], rule: string | null = null) => ({
  from,
  to,
  status,
  rule,
  reason: `Because of ${rule ?? "nothing"}.`,
});

const chip = (id: string, periods: readonly CalendarPeriod[], given: Partial<CalendarChip> = {}): CalendarChip => ({
  id,
  name: `Chip ${id.toUpperCase()}`,
  label: id.toUpperCase(),
  vendor: "NVIDIA",
  side: "a",
  undated: false,
  periods,
  ...given,
});

const a800 = chip("a800", [
  period("2022-11", "2023-10-24", "allowed"),
  period("2023-10-24", null, "prohibited-without-license", "letter"),
]);
const free = chip("v100", [period("2018-03-27", null, "allowed")]);
const ascend = chip("ascend", [period("2025-05-13", null, "prohibited-without-license")], {
  vendor: "Huawei",
  side: "b",
  undated: true,
});

const world = (chips: readonly CalendarChip[], given: Partial<StatusCalendarData> = {}): StatusCalendarData => ({
  sides,
  asOf: "2025-12-31",
  from: "2022-05-01",
  chips,
  days: [
    { on: "2022-10-21", label: "3A090" },
    { on: "2023-10-24", label: "Letter" },
  ],
  ...given,
});
const small = world([a800, free, ascend]);

describe("the rows", () => {
  it("begin at release and change on the day of the rule", () => {
    const { bars, plot, days } = statusCalendar.place(small, { width: 1080 });
    const [first, second] = bars.filter(({ key }) => key.startsWith("a800 "));
    expect(first).toMatchObject({ status: "allowed", open: false });
    expect(second).toMatchObject({ status: "prohibited-without-license", x0: first?.x1, x1: plot.x1 });
    expect(second?.x0).toBe(days[1]?.x);
  });

  it("are open to the left where they began before the picture, or on a day that nobody recorded", () => {
    const { bars } = statusCalendar.place(small, { width: 1080 });
    expect(bars.filter(({ open }) => open).map(({ key }) => key)).toEqual(["v100 0", "ascend 0"]);
  });

  it("never lie on each other, and name each vendor once", () => {
    for (const width of [344, 680, 1080]) {
      const { bars, vendors, chips } = statusCalendar.place(small, { width });
      const tops = [...new Set(bars.map(({ y0 }) => y0))];
      expect(tops).toHaveLength(3);
      tops.slice(1).forEach((top, index) => {
        expect(top).toBeGreaterThan(Math.max(...bars.filter(({ y0 }) => y0 === tops[index]).map(({ y1 }) => y1)));
      });
      expect(vendors.map(({ text }) => text)).toEqual(["NVIDIA", "Huawei"]);
      expect(chips.map(({ text }) => text)).toEqual(["A800", "V100", "ASCEND"]);
    }
  });

  it("say to pointer and keyboard which chip, when, what and why", () => {
    const [, second] = statusCalendar.place(small, { width: 1080 }).marks;
    expect(second?.tip).toEqual(["Chip A800: licence needed", "24 Oct 2023 to 31 Dec 2025", "Because of letter."]);
    expect(statusCalendar.place(small, { width: 1080 }).marks.at(-1)?.tip[1]).toBe("to 31 Dec 2025; release not dated");
  });

  it("lead to the chip's page", () => {
    const ink = inkOf(statusCalendar, world([{ ...a800, href: "/chips/a800?as_of=2025-12-31" }]), 680);
    expect(ink).toContain('href="/chips/a800?as_of=2025-12-31"');
  });

  it("are shaded by status with lines cut to shapes of this picture's own", () => {
    const ink = inkOf(statusCalendar, small, 680);
    expect(ink).toContain('id="t-prohibited-without-license"');
    expect(ink).toContain('clip-path="url(#t-prohibited-without-license)"');
    // What no chip ever was is neither defined nor explained.
    expect(ink).not.toContain("Notice needed");
    expect(ink).not.toContain("t-notification");
  });
});

describe("the days of the rules", () => {
  const many = [
    "2022-08-26",
    "2022-10-21",
    "2023-10-24",
    "2023-11-17",
    "2024-12-02",
    "2025-01-13",
    "2025-04-09",
    "2025-05-13",
    "2025-08-08",
    "2026-01-15",
  ].map((on) => ({ on, label: "A rule with a name of several words" }));
  const scale = (on: string) => 200 + ((Date.parse(on) - Date.parse("2022-05-01")) / 86_400_000) * 0.5;

  it.each([["all"], ["the first four"], ["one"], ["the last"]])(
    "carry words that no line runs through: %s",
    (which) => {
      const days =
        which === "all"
          ? many
          : which === "one"
            ? many.slice(0, 1)
            : which === "the last"
              ? many.slice(-1)
              : many.slice(0, 4);
      const { days: placed, bottom } = placeFlags(days, scale, { x0: 180, x1: 1080, top: 20 });
      const boxes = placed.map(({ text, textX, anchor, x, y }) => {
        const width = textWidth(text, chartType.note);
        const x0 = anchor === "end" ? textX - width : textX;
        return { x, y, x0, x1: x0 + width };
      });
      boxes.forEach((box, index) => {
        expect(box.x0).toBeGreaterThanOrEqual(180);
        expect(box.x1).toBeLessThanOrEqual(1080);
        expect(box.y + 15).toBeLessThanOrEqual(bottom);
        boxes.forEach((other, at) => {
          if (at === index) return;
          const crossed = other.y < box.y && other.x > box.x0 && other.x < box.x1;
          const together = other.y === box.y && other.x0 < box.x1 && box.x0 < other.x1;
          expect(crossed || together, `${many[index]?.on} and ${many[at]?.on}`).toBe(false);
        });
      });
    },
  );

  it("are numbered where words have no room, the numbers clear of each other", () => {
    const { days } = placeNumbers(many, (on) => scale(on) / 4, { x1: 344, top: 20 });
    expect(days.map(({ text }) => text)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    days.forEach((day, index) => {
      const width = textWidth(day.text, chartType.note, 600);
      for (const other of days.slice(index + 1)) {
        if (other.y === day.y) expect(other.textX).toBeGreaterThan(day.textX + width);
      }
    });
    const { notes, numbered } = statusCalendar.place(small, { width: 344 });
    expect(numbered).toBe(true);
    expect(notes.map(({ number, lines }) => [number, lines.join(" ")])).toEqual([
      ["1", "21 Oct 2022: 3A090"],
      ["2", "24 Oct 2023: Letter"],
    ]);
  });
});

describe("the words", () => {
  const finding = (chips: readonly CalendarChip[]) => statusCalendar.describe(world(chips)).finding;
  const caught = chip("h100", [period("2023-11-17", null, "prohibited-without-license")]);

  it("say how many need a licence and whose status has changed", () => {
    expect(statusCalendar.describe(small)).toMatchObject({
      finding: "On 31 Dec 2025 2 of 3 chips needed a licence; the status of 1 had changed since release",
      coverage: "3 chips; 1 without a release date begins where first recorded",
    });
    expect(statusCalendar.describe(small).summary).toContain(
      "Of 2 chips of vendors from the United States: 1 licence needed, 1 no US rule catches it.",
    );
  });

  it("say all, none, one and no chip", () => {
    expect(finding([caught, { ...caught, id: "h800" }])).toBe(
      "On 31 Dec 2025 all 2 chips needed a licence; the status of none had ever changed",
    );
    expect(finding([free, { ...free, id: "a10" }])).toBe(
      "On 31 Dec 2025 none of 2 chips needed a licence; the status of none had ever changed",
    );
    expect(finding([a800])).toBe(
      `On 31 Dec 2025 ${a800.name} needed a licence; its status had changed since its release`,
    );
    expect(finding([free])).toBe(
      `On 31 Dec 2025 ${free.name} was caught by no US chip rule; its status had never changed`,
    );
    expect(finding([])).toBe("No chip was known on 31 Dec 2025");
  });

  it("count a licence that can be had as one that is needed", () => {
    const relieved = chip("h20", [
      period("2025-04-09", "2025-08-08", "prohibited-without-license"),
      period("2025-08-08", null, "licensed"),
    ]);
    expect(finding([relieved, caught, free])).toBe(
      "On 31 Dec 2025 2 of 3 chips needed a licence, issued or reviewed case by case for 1; the status of 1 had changed since release",
    );
    expect(finding([relieved])).toBe(
      `On 31 Dec 2025 ${relieved.name} needed a licence, issued or reviewed case by case; its status had changed since its release`,
    );
  });

  it("do not count a new ground for the same status as a change", () => {
    const regrounded = chip("a100", [
      period("2022-08-26", "2022-10-21", "prohibited-without-license", "letters"),
      period("2022-10-21", null, "prohibited-without-license", "3A090"),
    ]);
    expect(finding([regrounded])).toContain("its status had never changed");
  });
});

describe("the picture", () => {
  it("is sound, full, empty, of one, and before any rule", () => {
    const before = world([free], { asOf: "2019-01-01", from: "2017-01-01", days: [] });
    for (const data of [small, world([]), world([a800]), before]) expectSoundInk(statusCalendar, data);
  });

  it("of all shipped chips is sound and small", () => {
    const known = shippedChips.map((one) => ({ ...one, known_on: "2025-06-01" }));
    const data = calendarData(known, rules, { sides, asOf: "2026-11-24" });
    expect(data.chips).toHaveLength(shippedChips.length);
    expectSoundInk(statusCalendar, data);
    expect(inkOf(statusCalendar, data, 1080).length).toBeLessThan(26_000);
  });
});

it("keeps every period in the table", () => {
  const { columns, rows } = statusCalendar.table(small);
  expect(columns.map(({ name }) => name)).toEqual([
    "chip",
    "vendor",
    "vendor_side",
    "from",
    "to",
    "status",
    "rule",
    "reason",
  ]);
  expect(rows).toEqual([
    ["Chip A800", "NVIDIA", "United States", "2022-11", "2023-10-24", "allowed", null, "Because of nothing."],
    [
      "Chip A800",
      "NVIDIA",
      "United States",
      "2023-10-24",
      null,
      "prohibited-without-license",
      "letter",
      "Because of letter.",
    ],
    ["Chip V100", "NVIDIA", "United States", "2018-03-27", null, "allowed", null, "Because of nothing."],
    ["Chip ASCEND", "Huawei", "China", "2025-05-13", null, "prohibited-without-license", null, "Because of nothing."],
  ]);
});
