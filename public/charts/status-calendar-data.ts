import type { ChartData, SideKey } from "./chart.js";

/** The US answers, strictest first. */
export const statuses = ["prohibited-without-license", "notification", "licensed", "allowed", "undetermined"] as const;
export type CalendarStatus = (typeof statuses)[number];

/** As the key says it, and as a sentence goes on with it. */
export const statusTitles: Readonly<Record<CalendarStatus, string>> = {
  "prohibited-without-license": "Licence needed",
  notification: "Notice needed",
  licensed: "Licences issued or case by case",
  allowed: "No US rule catches it",
  undetermined: "Undetermined",
};

export interface CalendarPeriod {
  /** First day; of the first period the release, which may be reduced. */
  readonly from: string;
  /** First day on which it no longer held; `null` while it lasts. */
  readonly to: string | null;
  readonly status: CalendarStatus;
  /** The deciding rule, by its paragraph; `null` where none decides. */
  readonly rule: string | null;
  readonly reason: string;
}

export interface CalendarChip {
  readonly id: string;
  readonly name: string;
  /** Short enough for the head of a row. */
  readonly label: string;
  readonly vendor: string;
  /** By the vendor's country. */
  readonly side: SideKey;
  /** No release is known: the row begins where the chip is first recorded. */
  readonly undated: boolean;
  readonly periods: readonly CalendarPeriod[];
  readonly href?: string;
}

/** A day on which rules on chips took effect or ended. */
export interface CalendarDay {
  readonly on: string;
  /** "3A090.a and 3A090.b; 3A090 ends" */
  readonly label: string;
}

export interface StatusCalendarData extends ChartData {
  /** First day drawn; what began earlier is cut there. */
  readonly from: string;
  /** Row by row from the top. */
  readonly chips: readonly CalendarChip[];
  readonly days: readonly CalendarDay[];
}

/** The status at the end, which is that of the date of the view. */
export function statusNow({ periods }: CalendarChip): CalendarStatus | undefined {
  return periods.at(-1)?.status;
}

/** How often a chip's status was another than before; a new ground for the same status does not count. */
export function changes({ periods }: CalendarChip): number {
  return periods.filter(({ status }, index) => index > 0 && status !== periods[index - 1]?.status).length;
}
