/** Figures of a bench, and the table that they are printed as. */

/** Least, middle and greatest of several runs. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One line of the table. */
export interface Finding {
  readonly what: string;
  readonly ours?: string;
  /** The same work done by somebody else in the same run. */
  readonly rival?: string;
  readonly goal?: string;
  /** Left out where there is no goal. */
  readonly met?: boolean;
  /** Printed below the line. */
  readonly note?: string;
}

export interface Section {
  readonly title: string;
  /** What was compared with what, and how. */
  readonly about: string;
  readonly findings: readonly Finding[];
}

/** @example spread([3, 1, 2]) // { min: 1, median: 2, max: 3 } */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const [min = Number.NaN] = sorted;
  return { min, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** @example sayMs({ min: 1, median: 2, max: 3 }) // "1.00 / 2.00 / 3.00 ms" */
export function sayMs({ min, median, max }: Spread): string {
  return median >= 1000 ? say([min, median, max], 1000, "s") : say([min, median, max], 1, "ms");
}

export function sayRate({ min, median, max }: Spread): string {
  return `${[min, median, max].map((rate) => Math.round(rate).toLocaleString("en")).join(" / ")} per s`;
}

function say(values: readonly number[], divisor: number, unit: string): string {
  const digits = Math.max(...values) / divisor < 10 ? 2 : 1;
  return `${values.map((value) => (value / divisor).toFixed(digits)).join(" / ")} ${unit}`;
}

/** @example sayTimes(0.523) // "0.52 ×" */
export function sayTimes(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

export function sayMegabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}

const heads = { what: "What", ours: "Parallax", rival: "Beside it", goal: "Goal", met: "" } as const;

/** The sections as one table of text. */
export function tableText(sections: readonly Section[]): string {
  const lines = sections.map(({ title, about, findings }) => ({ title, about, rows: findings.map(cellsOf) }));
  const all = [Object.values(heads), ...lines.flatMap(({ rows }) => rows.map(({ cells }) => cells))];
  const widths = Object.keys(heads).map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  const rule = "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [
    line(Object.values(heads)),
    ...lines.flatMap(({ title, about, rows }) => [
      rule,
      title,
      ...wrapped(about, rule.length),
      "",
      ...rows.flatMap(({ cells, note }) => [line(cells), ...(note ? wrapped(note, rule.length - 2) : [])]),
    ]),
    rule,
  ].join("\n");
}

function cellsOf({ what, ours = "", rival = "", goal = "", met, note }: Finding) {
  return { cells: [what, ours, rival, goal, met === undefined ? "" : met ? "met" : "MISSED"], note };
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
