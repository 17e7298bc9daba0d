import type { StoredRow } from "../../db/dataset.js";
import { keyOf, type RowChange } from "../../db/row-writing.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { sayTableName } from "../reports/difference-words.js";
import { sayMoment } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { type DeskPage, type Paged, turning } from "./answers.js";
import { differenceModel, nameOf, sayCounts } from "./difference-view.js";
import type { PastChange, Revision } from "./history.js";

export const revisionsShown = 100;
export const rowsShown = 100;

const path = "/desk/history";

interface HistoryShown {
  readonly revisions: readonly Revision[];
  readonly count: number;
  readonly asked: Paged;
  /** The reader may propose changes. */
  readonly edits: boolean;
}

export function historyPage(ctx: Context, { revisions, count, asked, edits }: HistoryShown): DeskPage {
  return {
    title: "History",
    headline: `${sayCount(count, "revision")} of the facts`,
    lede: "Every load and every approved change, with who made it and why. Nothing of it is ever removed: what was taken back stays here too.",
    path,
    template: "desk/history",
    parts: {
      revisions: revisions.map((revision) => ({
        id: revision.id,
        href: ctx.href(`${path}/${revision.id}`),
        thenHref: revision.id === ctx.revision.id ? "" : ctx.href("/", { revision: String(revision.id) }),
        when: sayMoment(revision.recorded_at),
        who: sayWho(revision),
        why: revision.summary,
        counts: saySize(revision),
        reverts: edits && revision.id > 1,
      })),
      edits: edits && revisions.some(({ id }) => id > 1),
      turning: turning(ctx, path, asked, count),
    },
  };
}

/** Who proposed a revision and who approved it. */
function sayWho({ author, set }: Revision): string {
  if (!set) return author;
  return set.author.id === set.approver.id
    ? `${author}, approved by the same`
    : `${author}, approved by ${set.approver.name}`;
}

function saySize({ id, counts }: Revision): string {
  return id === 1 && counts.add + counts.change + counts.remove === 0 ? "all rows, the first" : sayCounts(counts);
}

interface RevisionShown {
  readonly revision: Revision;
  readonly changes: readonly RowChange[];
  readonly asked: Paged;
  readonly edits: boolean;
}

export function revisionPage(ctx: Context, { revision, changes, asked, edits }: RevisionShown): DeskPage {
  const { id, counts, summary, set } = revision;
  const here = `${path}/${id}`;
  const all = counts.add + counts.change + counts.remove;
  return {
    title: `Revision ${id}`,
    headline: `Revision ${id}: ${summary}`,
    lede: `${sayWho(revision)}, ${sayMoment(revision.recorded_at)}: ${saySize(revision)}.`,
    path: here,
    template: "desk/revision",
    parts: {
      history: ctx.href(path),
      set: set ? { text: `Change set ${set.id}`, href: ctx.href(`/desk/changes/${set.id}`) } : null,
      thenHref: id === ctx.revision.id ? "" : ctx.href("/", { revision: String(id) }),
      first: id === 1 && all === 0,
      rows: changes.map((change) => differenceModel(change, ctx)),
      turning: turning(ctx, here, asked, all),
      revert: edits && all > 0 ? `${here}/revert` : "",
      id,
    },
  };
}

interface RowShown {
  readonly table: TableName;
  readonly rowId: string;
  readonly past: readonly PastChange[];
  readonly present: StoredRow | undefined;
  readonly edits: boolean;
}

export function rowPage(ctx: Context, { table, rowId, past, present, edits }: RowShown): DeskPage {
  const [last] = past;
  const known = present ?? last?.change.before ?? {};
  const name = nameOf(table, known);
  const first = past.at(-1);
  return {
    title: `Past of ${name}`,
    headline: `The past of ${name}`,
    lede: `${tableOf(table).title}, ${Object.values(keyOf(table, known)).join(" / ")}: ${past.length === 0 ? "never changed since the store was filled" : `changed ${past.length === 1 ? "once" : `${past.length} times`}`}${present ? "" : ", and there no more"}.`,
    path: `${path}/row/${table}/${rowId}`,
    template: "desk/row",
    parts: {
      history: ctx.href(path),
      table: sayTableName(table),
      past: past.map(({ revision, change }) => ({
        revision: revision.id,
        href: ctx.href(`${path}/${revision.id}`),
        when: sayMoment(revision.recorded_at),
        who: sayWho(revision),
        why: revision.summary,
        rows: [{ ...differenceModel(change, ctx), history: "", id: `row-in-${revision.id}` }],
        revert: edits ? `${path}/${revision.id}/revert` : "",
      })),
      row: { table, rowId },
      // A load into an empty store has no record of each row.
      fromFirst: first?.change.action !== "add" ? ctx.href(`${path}/1`) : "",
    },
  };
}
