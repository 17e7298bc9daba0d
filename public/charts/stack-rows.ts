/**
 * The lowest row in which each interval is free, first come first served in order of where they begin: 0 is the row on
 * the lane's floor.
 * @example stackRows([{ from: 0, to: 8 }, { from: 4, to: 12 }, { from: 10, to: 18 }], 1) // [0, 1, 0]
 */
export function stackRows(
  intervals: readonly { readonly from: number; readonly to: number }[],
  gap: number,
): readonly number[] {
  const order = intervals
    .map((interval, index) => ({ ...interval, index }))
    .sort((one, other) => one.from - other.from || one.index - other.index);
  const taken: number[] = [];
  const rows: number[] = new Array(intervals.length).fill(0);
  for (const { from, to, index } of order) {
    const free = taken.findIndex((end) => end + gap <= from);
    const row = free === -1 ? taken.length : free;
    taken[row] = to;
    rows[index] = row;
  }
  return rows;
}
