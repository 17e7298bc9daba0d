import type { ChartTable, ChartText } from "./chart.js";
import { countOf, formatCount, formatDate } from "./format.js";
import { sideNames } from "./plane-data.js";
import { changes, type StatusCalendarData, statuses, statusNow, statusTitles } from "./status-calendar-data.js";

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
  if (chips.length === 0) return `No chip was known on ${day}`;
  const caught = chips.filter((chip) => statusNow(chip) === "prohibited-without-license").length;
  const moved = chips.filter((chip) => changes(chip) > 0).length;
  const subject = chips.length === 1 ? "the only chip" : `${formatCount(caught)} of ${countOf(chips.length, "chip")}`;
  const now =
    chips.length === 1
      ? `On ${day} ${subject} ${caught === 1 ? "needed" : "did not need"} a licence`
      : caught === 0
        ? `On ${day} none of ${countOf(chips.length, "chip")} needed a licence`
        : `On ${day} ${caught === chips.length ? `all ${countOf(chips.length, "chip")}` : subject} needed a licence`;
  const since =
    moved === 0
      ? chips.length === 1
        ? "its status had never changed"
        : "the status of none had ever changed"
      : chips.length === 1
        ? "its status had changed since its release"
        : `the status of ${formatCount(moved)} had changed since release`;
  return `${now}; ${since}`;
}

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
