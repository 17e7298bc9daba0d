import type { ChangeSetState } from "../../db/database.js";
import { tableOf } from "../../db/tables.js";
import { sayCell } from "../reports/difference-words.js";
import { sayMoment } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { type DeskPage, type Paged, turning } from "./answers.js";
import { atLeast, type CountedChangeSet, type Entry, type Overtaken } from "./change-sets.js";
import { differenceModel, nameOf, sayCounts } from "./difference-view.js";
import { type Effect, effectModel } from "./effect.js";
import type { Person } from "./people.js";

export const setsShown = 100;
export const rowsShown = 100;
/** Rows of a set that others have overtaken, and that are told one by one. */
const movedShown = 100;

const states: Readonly<Record<ChangeSetState, string>> = {
  proposed: "Waiting for review",
  approved: "Approved",
  rejected: "Rejected",
  withdrawn: "Withdrawn",
};

export const stateChoices = Object.entries(states).map(([value, label]) => ({ value, label }));

export interface ListOfSets {
  readonly state: ChangeSetState | undefined;
  readonly sets: readonly CountedChangeSet[];
  readonly counts: Readonly<Record<ChangeSetState, number>>;
  readonly asked: Paged;
}

export function changeSetsPage(ctx: Context, { state, sets, counts, asked }: ListOfSets): DeskPage {
  const path = "/desk/changes";
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const link = (value: string | null, text: string, count: number) => ({
    text,
    count: count.toLocaleString("en"),
    href: ctx.hrefHere(path, { state: value }),
    current: (state ?? null) === value,
  });
  return {
    title: "Changes",
    headline:
      counts.proposed === 0
        ? "No change waits for review"
        : `${sayCount(counts.proposed, "change set")} ${counts.proposed === 1 ? "waits" : "wait"} for review`,
    lede: "What an editor proposes touches no fact until a reviewer approves it. Each set is kept, whatever became of it.",
    path,
    template: "desk/changes",
    parts: {
      states: [
        link(null, "All", all),
        ...stateChoices.map(({ value, label }) => link(value, label, counts[value as ChangeSetState])),
      ],
      sets: sets.map((set) => ({
        id: set.id,
        href: ctx.href(`${path}/${set.id}`),
        reason: set.reason,
        state: states[set.state],
        counts: sayCounts(set.counts),
        proposed: `${set.author.name}, ${sayMoment(set.proposedAt)}`,
        decided: set.decided ? `${set.decided.by.name}, ${sayMoment(set.decided.at)}` : "",
      })),
      turning: turning(ctx, path, asked, state ? counts[state] : all),
      history: ctx.href("/desk/history"),
    },
  };
}

export interface SetShown {
  readonly set: CountedChangeSet;
  readonly entries: readonly Entry[];
  readonly asked: Paged;
  readonly moved: readonly Overtaken[];
  readonly effect: Effect | undefined;
  readonly person: Person;
}

export function changeSetPage(ctx: Context, shown: SetShown): DeskPage {
  const { set, entries, asked, moved, effect, person } = shown;
  const path = `/desk/changes/${set.id}`;
  const { counts } = set;
  const open = set.state === "proposed";
  const isOwn = person.id === set.author.id;
  const isAdmin = person.role === "admin";
  const reviews = open && atLeast(person, "reviewer");
  const figures = effect && effectModel(effect, ctx);
  return {
    title: `Change set ${set.id}`,
    headline: set.reason.length > 160 ? `Change set ${set.id}` : set.reason,
    lede: `Change set ${set.id}, ${states[set.state].toLowerCase()}: ${sayCounts(counts)}, proposed by ${set.author.name} on ${sayMoment(set.proposedAt)}${set.version > 1 ? `, brought up to date ${set.version === 2 ? "once" : `${set.version - 1} times`}` : ""}.`,
    path,
    template: "desk/change-set",
    parts: {
      reason: set.reason,
      decided: set.decided
        ? `${states[set.state]} by ${set.decided.by.name}${set.decided.by.id === set.author.id && set.state === "approved" ? ", who had proposed it" : ""} on ${sayMoment(set.decided.at)}${set.decided.words ? `: ${set.decided.words}` : "."}`
        : "",
      revision: set.revision
        ? { text: `Revision ${set.revision}`, href: ctx.href(`/desk/history/${set.revision}`) }
        : null,
      effect: figures
        ? {
            said:
              figures.length === 0
                ? "No headline figure of this view moves."
                : `${sayCount(figures.length, "figure")} of this view ${figures.length === 1 ? "moves" : "move"}.`,
            figures,
          }
        : null,
      moved: movedModel(moved, isOwn || isAdmin),
      rows: entries.map(({ change }) => differenceModel(change, ctx)),
      turning: turning(ctx, path, asked, counts.add + counts.change + counts.remove),
      action: path,
      version: set.version,
      may: {
        approve: reviews && moved.length === 0 && (!isOwn || isAdmin),
        ownApproval: isOwn && isAdmin,
        reject: reviews && !isOwn,
        withdraw: open && (isOwn || isAdmin),
        update:
          open && moved.length > 0 && (isOwn || isAdmin || moved.every(({ collisions }) => collisions.length === 0)),
      },
      waits:
        open && isOwn && !isAdmin && atLeast(person, "reviewer")
          ? "Nobody approves their own changes: another reviewer has to look at them."
          : "",
      all: ctx.href("/desk/changes"),
    },
  };
}

/** What others have changed meanwhile in the rows of the set. */
function movedModel(moved: readonly Overtaken[], decides: boolean) {
  if (moved.length === 0) return null;
  const colliding = moved.filter(({ collisions }) => collisions.length > 0).length;
  return {
    said: `Since these changes were made others have changed ${sayCount(moved.length, "of these rows", "of these rows")}. ${
      colliding === 0
        ? "They touched other columns, so that both can stand: bring the set up to date, and look again."
        : `In ${sayCount(colliding, "row")} both have changed the same: ${decides ? "say which holds" : "the author says which holds"}.`
    }`,
    more: moved.length > movedShown ? `${sayCount(moved.length - movedShown, "more row")} likewise.` : "",
    rows: moved.slice(0, movedShown).map(({ position, change, theirs, collisions }) => {
      const { table } = change;
      const row = change.after ?? change.before ?? {};
      const columns = theirs.filter((column) => !collisions.some((collision) => collision.column === column));
      const whole = collisions.some(({ column }) => column === "");
      return {
        name: nameOf(table, row),
        theirs: whole
          ? "The row was added, changed or removed by others"
          : `Changed by others: ${theirs.map((column) => tableOf(table).columns[column]?.title ?? column).join(", ")}`,
        kept: columns.length > 0 && !whole,
        collisions: collisions.map(({ column, base, mine, theirs: other }) => {
          const own = sayCell(table, { column, before: base, after: mine });
          const others = sayCell(table, { column, before: base, after: other });
          return {
            field: `choice-${position}-${column}`,
            title: column ? own.title : "The whole row",
            base: column ? own.before : "",
            mine: column ? own.after : change.action === "remove" ? "remove it" : "these changes",
            theirs: column ? others.after : "as others have left it",
          };
        }),
      };
    }),
  };
}
