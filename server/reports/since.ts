import { LRUCache } from "lru-cache";
import type { Store } from "../../db/store.js";
import type { Day } from "../values/dates.js";
import { type Difference, factsDifference, figuresDifference, type StatedFigure } from "./difference.js";
import { sayDifference } from "./difference-words.js";
import { type EditionHead, factsOf, recordOf } from "./editions.js";
import { factsUsed } from "./facts-used.js";
import { isSame } from "./freeze.js";
import type { ReportSpec } from "./spec.js";

/** What has changed in the facts that an edition used: at its own day and on its own evidence, as recorded now. */
export interface Since {
  readonly difference: Difference;
  /** In a sentence without its full stop; `undefined` where nothing has changed. */
  readonly sentence: string | undefined;
}

/** Computes the figures that a report would state at a day, as recorded now. */
export type FiguresNow = (spec: ReportSpec, asOf: string) => Promise<readonly StatedFigure[]>;

const unchanged: Difference = { facts: [], begun: [], dropped: [], figures: [], series: [] };

/** Comparisons are kept as long as store and revision stand: every reader of a frozen report asks for one. */
const kept = new WeakMap<Store, LRUCache<string, Promise<Since>>>();
const mostKept = 20;

/** Compares an edition with what is recorded now, and the figures that it states where they can be had. */
export async function since(store: Store, head: EditionHead, figuresNow?: FiguresNow): Promise<Since> {
  const revision = await store.revision();
  const frozenAt = { id: head.revision_id, recorded_at: head.revision_recorded_at };
  if (isSame(revision, frozenAt)) return { difference: unchanged, sentence: undefined };
  const known = kept.get(store) ?? new LRUCache<string, Promise<Since>>({ max: mostKept });
  kept.set(store, known);
  const key = `${head.seal} ${revision?.id} ${revision?.recorded_at} ${figuresNow ? "with figures" : ""}`;
  const asked = known.get(key) ?? compared(store, head, figuresNow);
  known.set(key, asked);
  // What fails is asked again, not remembered.
  asked.catch(() => known.delete(key));
  return asked;
}

async function compared(store: Store, head: EditionHead, figuresNow: FiguresNow | undefined): Promise<Since> {
  const { tablesUsed, figures } = await recordOf(store.db, head);
  const spec = JSON.parse(head.spec) as ReportSpec;
  const view = { asOf: head.as_of as Day, confidence: spec.confidence };
  const facts = await factsDifference(await factsOf(store.db, head), await factsUsed(store, tablesUsed, view));
  const changed = facts.length > 0 && figuresNow;
  const restated = changed ? figuresDifference(figures, await figuresNow(spec, head.as_of)) : [];
  const difference = { ...unchanged, facts, figures: restated };
  return { difference, sentence: sayDifference(difference) };
}
