import type {
  CalendarChip,
  CalendarDay,
  CalendarPeriod,
  StatusCalendarData,
} from "../../public/charts/status-calendar-data.js";
import { addMonths, firstDay } from "../values/dates.js";
import { type SideKey, sideOf } from "../values/sides.js";
import { type ChipsInView, type NamedChip, shortName } from "./density.js";
import { type ExportRule, ruleLabel, ruleRole } from "./export-rules.js";
import { statusHistory } from "./status-history.js";

/** A chip as the calendar needs it. */
export interface RecordedChip extends NamedChip {
  readonly released_on: string | null;
  /** The day from which its row counts where no release is known: its first ruling, holding or source. */
  readonly known_on: string | null;
}

/** How long before the first rule on chips the calendar begins, so that the time without one is seen. */
const monthsBefore = 3;
/** How much is shown where no rule on chips has taken effect yet. */
const monthsWithout = 24;
const sideOrder: Readonly<Record<SideKey, number>> = { a: 0, b: 1, other: 2 };

/**
 * The picture of what might be shipped when, up to the view's day: chips known by then, by side, vendor and release,
 * each with its periods of one status, and the days on which rules on chips took effect or ended.
 */
export function calendarData(
  chips: readonly RecordedChip[],
  rules: readonly ExportRule[],
  { sides, asOf, href }: ChipsInView,
): StatusCalendarData {
  const days = ruleDays(rules, asOf);
  const from = days[0] ? `${addMonths(days[0].on, -monthsBefore).slice(0, 7)}-01` : addMonths(asOf, -monthsWithout);
  const labels = new Map(rules.map((rule) => [rule.id, ruleLabel(rule)]));
  const label = rowLabels(chips);
  const rows = chips.map((chip): CalendarChip => {
    const begins = chip.released_on ?? (chip.known_on === "" ? null : chip.known_on);
    return {
      id: chip.id,
      name: chip.name,
      label: label(chip),
      vendor: chip.vendor_name,
      side: sideOf(chip.vendor_country ?? null, sides),
      undated: chip.released_on === null,
      periods: statusHistory({ ...chip, released_on: begins }, rules, asOf)
        .filter(({ to }) => to === null || to > from)
        .map(
          ({ from: start, to, status, ruleId, explanation }): CalendarPeriod => ({
            from: start,
            to,
            status,
            rule: ruleId === null ? null : (labels.get(ruleId) ?? ruleId),
            reason: explanation,
          }),
        ),
      ...(href ? { href: href(chip.id) } : {}),
    };
  });
  const begun = new Map(chips.map((chip) => [chip.id, chip.released_on ?? chip.known_on ?? ""]));
  const beginning = ({ id }: CalendarChip) => begun.get(id) ?? "";
  rows.sort(
    (one, other) =>
      sideOrder[one.side] - sideOrder[other.side] ||
      byText(one.vendor, other.vendor) ||
      byText(beginning(one), beginning(other)) ||
      byText(one.id, other.id),
  );
  return { sides, asOf, from, chips: rows, days };
}

/** Short names with the form factor; those that several chips share keep the memory size as well. */
function rowLabels(chips: readonly NamedChip[]): (chip: NamedChip) => string {
  const short = ({ name, vendor_name }: NamedChip) => shortName(name, vendor_name, "form");
  const taken = new Map<string, number>();
  for (const chip of chips) taken.set(short(chip), (taken.get(short(chip)) ?? 0) + 1);
  return (chip) =>
    (taken.get(short(chip)) ?? 0) > 1 ? shortName(chip.name, chip.vendor_name, "form and memory") : short(chip);
}

/**
 * Days up to `until` on which US rules on chips took effect or ended, each with what did.
 * @example ruleDays(rules, "2023-12-31").at(-1) // { on: "2023-11-17", label: "3A090.a, 3A090.b and Note 2 to 3A090; 3A090 ends" }
 */
export function ruleDays(rules: readonly ExportRule[], until: string): readonly CalendarDay[] {
  const onChips = rules.filter((rule) => {
    const role = ruleRole(rule);
    return role === "prohibits" || role === "notifies" || role === "relieves";
  });
  const days = new Map<string, { begins: string[]; ends: string[] }>();
  const on = (date: string | null) => {
    if (date === null || date > until) return undefined;
    const day = firstDay(date);
    const there = days.get(day) ?? { begins: [], ends: [] };
    days.set(day, there);
    return there;
  };
  for (const rule of onChips) {
    if (rule.effective_on === null) continue;
    on(rule.effective_on)?.begins.push(ruleLabel(rule));
    on(rule.ended_on)?.ends.push(ruleLabel(rule));
  }
  return [...days]
    .sort(([one], [other]) => byText(one, other))
    .map(([day, { begins, ends }]) => {
      const ended = ends.length === 0 ? "" : `${listed(ends)} ${ends.length === 1 ? "ends" : "end"}`;
      return { on: day, label: [listed(begins), ended].filter((part) => part !== "").join("; ") };
    });
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
