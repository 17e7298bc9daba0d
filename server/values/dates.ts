/**
 * ISO 8601 dates of reduced precision: `2023`, `2023-11`, `2023-11-05`.
 * As text they sort right: `2023-11` stands before `2023-11-01`, so a reduced date counts from its first day
 * wherever it is compared with a full one.
 */

declare const dayBrand: unique symbol;
/** A full day, `YYYY-MM-DD`. */
export type Day = string & { readonly [dayBrand]: true };

const shape = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const msPerDay = 86_400_000;

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Whether `text` is a date of the calendar, written `2023`, `2023-11` or `2023-11-05`, from 1900 to 2199. */
export function isReducedDate(text: string): boolean {
  const parts = shape.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  if (year < 1900 || year > 2199 || month < 1 || month > 12) return false;
  return day >= 1 && day <= daysInMonth(year, month);
}

/**
 * First day that `date` may mean.
 * @example firstDay("2023-11") // "2023-11-01"
 */
export function firstDay(date: string): Day {
  return (date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date) as Day;
}

/**
 * Last day that `date` may mean; a view cut at a reduced date includes all of it.
 * @example lastDay("2023-11") // "2023-11-30"
 */
export function lastDay(date: string): Day {
  if (date.length === 4) return `${date}-12-31` as Day;
  if (date.length > 7) return date as Day;
  const [year, month] = date.split("-").map(Number) as [number, number];
  return `${date}-${String(daysInMonth(year, month)).padStart(2, "0")}` as Day;
}

/** Milliseconds of the first day of `date` in UTC: the position of a date on a time axis. */
export function utcTime(date: string): number {
  return Date.parse(`${firstDay(date)}T00:00:00Z`);
}

/** The day of a moment, in UTC: "today" is one stated time zone's for everybody. */
export function dayOf(moment: Date): Day {
  return moment.toISOString().slice(0, 10) as Day;
}

/** `day` moved by a number of days, which may be negative. */
export function addDays(day: string, days: number): Day {
  return dayOf(new Date(utcTime(day) + days * msPerDay));
}

/**
 * `day` moved by whole months, held inside the month reached.
 * @example addMonths("2024-03-31", -1) // "2024-02-29"
 */
export function addMonths(day: string, months: number): Day {
  const [year, month, dayOfMonth] = firstDay(day).split("-").map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  const held = Math.min(dayOfMonth, daysInMonth(toYear, toMonth));
  return `${toYear}-${String(toMonth).padStart(2, "0")}-${String(held).padStart(2, "0")}` as Day;
}

/** Days from one date to another, each counted from its first day. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utcTime(to) - utcTime(from)) / msPerDay);
}

/**
 * A date in words, as precisely as it is known and never more.
 * @example sayDate("2023-11") // "Nov 2023"
 */
export function sayDate(date: string): string {
  const [year, month, day] = date.split("-");
  if (!month) return year as string;
  const name = monthNames[Number(month) - 1];
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`;
}

/**
 * A moment as far as a reader cares.
 * @example sayMoment("2026-11-24T09:00:00.000Z") // "24 Nov 2026, 09:00 UTC"
 */
export function sayMoment(moment: string): string {
  return `${sayDate(moment.slice(0, 10))}, ${moment.slice(11, 16)} UTC`;
}
