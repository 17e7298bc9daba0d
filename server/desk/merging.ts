import type { StoredRow } from "../../db/dataset.js";
import { differingColumns, type RowChange } from "../../db/revising.js";
import { completed } from "../../db/row-checks.js";
import type { Cell } from "../../db/validate.js";

/** What two people made of the same thing, so that somebody has to say which holds. */
export interface Collision {
  /** Empty where the whole row is meant: removed by one and changed by the other, or added by both. */
  readonly column: string;
  /** What both began from; for a whole row nothing. */
  readonly base: Cell;
  readonly mine: Cell;
  readonly theirs: Cell;
}

/** Which of two holds for a column; for the whole row where it is empty. `undefined` where nobody has said. */
export type Choice = (column: string) => "mine" | "theirs" | undefined;

export interface Merged {
  /** The change as it would be made to what stands; nothing where it has been made already or was given up. */
  readonly change: RowChange | undefined;
  /** Columns that others have changed meanwhile. */
  readonly theirs: readonly string[];
  /** Where nobody has said which holds. */
  readonly open: readonly Collision[];
}

/**
 * Brings a change up to what stands: columns that only others have changed are taken from them, columns that only the
 * change touches keep its value, and where both agree there is nothing to say. Where they differ, `choose` decides.
 */
export function merge(change: RowChange, present: StoredRow | null, choose: Choice = () => undefined): Merged {
  const { table, rowId, after } = change;
  const before = change.before && completed(table, change.before);
  const mine = after && completed(table, after);
  const theirs = differingColumns(table, before, present);
  if (theirs.length === 0) return { change, theirs, open: [] };
  if (differingColumns(table, mine, present).length === 0) return { change: undefined, theirs, open: [] };
  const made = (to: StoredRow | null): RowChange | undefined => {
    if (!present && !to) return undefined;
    const action = present ? (to ? "change" : "remove") : "add";
    return { table, rowId, action, before: present, after: to };
  };
  if (!before || !present || !mine) {
    const chosen = choose("");
    if (!chosen) return { change, theirs, open: [{ column: "", base: null, mine: null, theirs: null }] };
    return { change: chosen === "mine" ? made(mine) : undefined, theirs, open: [] };
  }
  const open: Collision[] = [];
  const merged: Record<string, Cell> = { ...present };
  for (const column of differingColumns(table, before, mine)) {
    const [base = null, own = null, other = null] = [before[column], mine[column], present[column]];
    const chosen = other === base || other === own ? "mine" : choose(column);
    if (!chosen) open.push({ column, base, mine: own, theirs: other });
    if (chosen === "mine") merged[column] = own;
  }
  const changes = differingColumns(table, present, merged).length > 0;
  return { change: open.length > 0 ? change : changes ? made(merged) : undefined, theirs, open };
}
