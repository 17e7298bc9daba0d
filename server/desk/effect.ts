import { LRUCache } from "lru-cache";
import { changeOf, type FigureAt, type SideFigure, sayChange } from "../changes/comparison.js";
import { shownFigure } from "../changes/figure-cells.js";
import { figuresAt } from "../changes/figures-at.js";
import { Context } from "../web/context.js";
import type { Snapshots } from "../web/snapshots.js";
import { canonicalQuery } from "../web/view.js";
import { type ChangeSet, changesOf } from "./change-sets.js";

/** What a change set would make of the headline figures, before anybody approves it. */
export interface Effect {
  readonly before: readonly FigureAt[];
  readonly after: readonly FigureAt[];
}

const mostKept = 50;
const kept = new WeakMap<Snapshots, LRUCache<string, Promise<Effect>>>();

/**
 * Reckons the headline figures on the present facts and on a copy of them with the changes made: no reader waits for
 * it and nothing of it stays. Asked once for each version of the set, revision and view.
 */
export function effectOf(snapshots: Snapshots, ctx: Context, set: ChangeSet): Promise<Effect> {
  const known = kept.get(snapshots) ?? new LRUCache<string, Promise<Effect>>({ max: mostKept });
  kept.set(snapshots, known);
  const { revision, view } = ctx;
  const key = `${set.id} ${set.version} ${revision.id} ${revision.recorded_at} ${canonicalQuery({ view })}`;
  const asked = known.get(key) ?? reckoned(snapshots, ctx, set);
  known.set(key, asked);
  // What fails is asked again, not remembered.
  asked.catch(() => known.delete(key));
  return asked;
}

async function reckoned(snapshots: Snapshots, ctx: Context, { id }: ChangeSet): Promise<Effect> {
  const asked = (store: Context["store"]) =>
    figuresAt(new Context(store, ctx.revision, ctx.today, { view: ctx.view, chosen: {}, page: 1, more: {} }, []));
  const before = await asked(ctx.store);
  const after = await snapshots.proposed(() => changesOf(ctx.store.db, id), asked);
  return { before, after };
}

/** One figure of one side, before and after, as the page prints it. */
export interface EffectModel {
  readonly title: string;
  readonly side: string;
  readonly of: "a" | "b";
  readonly before: ReturnType<typeof shownFigure>;
  readonly after: ReturnType<typeof shownFigure>;
  readonly change: string;
  /** What is said of the band of evidence; empty where the figure has none. */
  readonly band: string;
}

/** The figures that move, with the band or the count of rows alone where that is all that does. */
export function effectModel({ before, after }: Effect, ctx: Context): readonly EffectModel[] {
  return after.flatMap((figure) => {
    const earlier = before.find(({ key }) => key === figure.key);
    if (!earlier) return [];
    return (["a", "b"] as const).flatMap((of): EffectModel[] => {
      if (isSame(earlier[of], figure[of])) return [];
      const moved = changeOf(earlier[of].value, figure[of].value, figure.format);
      // What becomes known, or unknown, has no difference.
      const known = earlier[of].value === figure[of].value ? "no change" : "–";
      return [
        {
          title: figure.title,
          side: ctx.view.sides[of].label,
          of,
          before: shownFigure(earlier[of], earlier),
          after: shownFigure(figure[of], figure),
          change: moved ? sayChange(moved, figure.format).difference : known,
          band: sayBand(earlier[of], figure[of]),
        },
      ];
    });
  });
}

function isSame(one: SideFigure, other: SideFigure): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sayBand(before: SideFigure, after: SideFigure): string {
  if (!before.band || !after.band) return "";
  return JSON.stringify(before.band) === JSON.stringify(after.band) ? "band unchanged" : "band changed";
}
