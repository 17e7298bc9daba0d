/**
 * Most height of what one sheet holds: drawn as wide as A4 or Letter turned sideways, with the figure's words above, a
 * name is then printed at 7.8 pt or more.
 */
const mostHeight = 580;
/** How far a fold may move for the names. */
const leeway = 40;
/** Half the height of a name. */
const half = 7;

/**
 * Where a tall picture may be cut for paper: into as few parts as sheets hold, of about equal height, and between
 * names rather than through them.
 * @example foldsOf(1000, [494, 508]) // [501]
 */
export function foldsOf(height: number, names: readonly number[]): readonly number[] {
  const parts = Math.ceil(height / mostHeight);
  const through = (fold: number) => names.filter((y) => Math.abs(y - fold) < half).length;
  return Array.from({ length: parts - 1 }, (_, at) => {
    const even = Math.round((height * (at + 1)) / parts);
    const near = Array.from(
      { length: 2 * leeway + 1 },
      (_unused, step) => even + Math.ceil(step / 2) * (step % 2 ? 1 : -1),
    );
    return near.reduce((best, fold) => (through(fold) < through(best) ? fold : best));
  });
}
