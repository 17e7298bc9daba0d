import type { ChartTable, ChartText } from "./chart.js";
import { countOf, formatCount, formatDate } from "./format.js";
import { sideNames } from "./plane-data.js";
import {
  type CalendarStatus,
  changes,
  type StatusCalendarData,
  statuses,
  statusNow,
  statusTitles,
} from "./status-calendar-data.js";

export function describe(data: StatusCalendarData): ChartText {
  const { chips, days, asOf, from } = data;
  const undated = chips.filter((chip) => chip.undated).length;
  return {
    finding: finding(data),
    unit: `US status of a shipment to mainland China, one row for each chip, from ${formatDate(from)} to ${formatDate(asOf)}`,
    coverage:
      chips.length === 0
        ? "No chip is known"
        : [
            countOf(chips.length, "chip"),
            undated > 0
              ? `${formatCount(undated)} without a release date ${undated === 1 ? "begins" : "begin"} where first recorded`
              : "",
          ]
            .filter((part) => part !== "")
            .join("; "),
    summary: [
      `${finding(data)}.`,
      ...(["a", "b"] as const).map((side) => sideSentence(data, side)),
      days.length === 0
        ? "No rule on chips has taken effect in this time."
        : `Rules on chips took effect or ended on ${countOf(days.length, "day")}, last on ${formatDate(days.at(-1)?.on ?? asOf)}.`,
    ].join(" "),
  };
}

function finding({ chips, asOf }: StatusCalendarData): string {
  const day = formatDate(asOf);
  const [only] = chips;
  if (!only) return `No chip was known on ${day}`;
  const moved = chips.filter((chip) => changes(chip) > 0).length;
  if (chips.length === 1) {
    const since = moved === 0 ? "its status had never changed" : "its status had changed since its release";
    return `On ${day} ${only.name} ${standing[statusNow(only) ?? "undetermined"]}; ${since}`;
  }
  const having = (status: CalendarStatus) => chips.filter((chip) => statusNow(chip) === status).length;
  // A licence that can be had is still needed.
  const licensed = having("licensed");
  const caught = having("prohibited-without-license") + licensed;
  const all = countOf(chips.length, "chip");
  const subject =
    caught === 0 ? `none of ${all}` : caught === chips.length ? `all ${all}` : `${formatCount(caught)} of ${all}`;
  const relief = licensed > 0 ? `, issued or reviewed case by case for ${formatCount(licensed)}` : "";
  const since = moved === 0 ? "none had ever changed" : `${formatCount(moved)} had changed since release`;
  return `On ${day} ${subject} needed a licence${relief}; the status of ${since}`;
}

/** What a chip of each status needed, to go on after its name. */
const standing: Readonly<Record<CalendarStatus, string>> = {
  "prohibited-without-license": "needed a licence",
  notification: "could be shipped after notice",
  licensed: "needed a licence, issued or reviewed case by case",
  allowed: "was caught by no US chip rule",
  undetermined: "had no certain status, for want of a figure",
};

function sideSentence({ chips, sides }: StatusCalendarData, side: "a" | "b"): string {
  const own = chips.filter((chip) => chip.side === side);
  if (own.length === 0) return `No chip is of a vendor from ${sides[side].name}.`;
  const counts = statuses
    .map((status) => ({ status, count: own.filter((chip) => statusNow(chip) === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${formatCount(count)} ${lowered(statusTitles[status])}`);
  return `Of ${countOf(own.length, "chip")} of vendors from ${sides[side].name}: ${counts.join(", ")}.`;
}

function lowered(text: string): string {
  return text.startsWith("US") ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

export function table({ chips, sides }: StatusCalendarData): ChartTable {
  const names = sideNames(sides);
  return {
    columns: [
      { name: "chip", title: "Chip", type: "text" },
      { name: "vendor", title: "Vendor", type: "text" },
      { name: "vendor_side", title: "Vendor's country", type: "text" },
      { name: "from", title: "From", type: "date" },
      { name: "to", title: "Until before", type: "date" },
      { name: "status", title: "US status", type: "text" },
      { name: "rule", title: "Rule", type: "text" },
      { name: "reason", title: "Reason", type: "text" },
    ],
    rows: chips.flatMap(({ name, vendor, side, periods }) =>
      periods.map(({ from, to, status, rule, reason }) => [name, vendor, names[side], from, to, status, rule, reason]),
    ),
  };
}
