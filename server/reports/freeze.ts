import type { RevisionRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import type { TableName } from "../../db/tables.js";
import { HttpError } from "../web/errors.js";
import type { View } from "../web/view.js";
import { bundle } from "./bundle.js";
import { type Difference, differenceBetween, type SeriesData, type StatedFigure } from "./difference.js";
import { sayDifference } from "./difference-words.js";
import { addEdition, type EditionHead, factsOf, latestEdition, recordOf, rowOf } from "./editions.js";
import { countRows, type FactTable, factsUsed } from "./facts-used.js";
import type { ReportSpec } from "./spec.js";

/** A report as it was rendered, with everything that an edition keeps of it. */
export interface FreezeInput {
  readonly spec: ReportSpec;
  /** What was asked otherwise than the report has it by itself, which its next edition will be asked too. */
  readonly asked: Readonly<Record<string, string>>;
  readonly view: View;
  /** Revision that it was rendered from. */
  readonly revision: RevisionRow;
  /** The whole report as one page without script that loads nothing. */
  readonly html: string;
  /** Its print; absent where no browser is there to make one. */
  readonly pdf?: Uint8Array;
  readonly figures: readonly (SeriesData & { readonly svg?: string })[];
  readonly tables: readonly SeriesData[];
  /** Figures that its words state, and those in headlines. */
  readonly liveFigures: readonly StatedFigure[];
  readonly tablesUsed: readonly TableName[];
}

/**
 * Renders a report at the present revision, to be frozen as an edition of this number.
 * @param asked the view that is asked for (`as_of`, `a`, `b`, `confidence`), where it is not the report's own
 */
export type MakeEdition = (slug: string, edition: number, asked: URLSearchParams) => Promise<FreezeInput>;

export interface FreezeOptions {
  readonly now: () => Date;
  /** The build that makes it, for the manifest. */
  readonly build: string;
  /** The number that the edition is to have; whatever comes next where left out. */
  readonly expected?: number | undefined;
  /** The view asked for, where it is not the report's own: `as_of`, `a`, `b`, `confidence`, `paper`. */
  readonly asked?: URLSearchParams;
}

/** Facts may be edited while a report is rendered, which then speaks for no revision; so often it is begun anew. */
const attempts = 3;

/**
 * Renders a report and stores it as its next edition. All of it is of one revision, or nothing is stored.
 * @throws HttpError 409 if the next edition has another number than expected, 503 if the facts keep changing
 */
export async function freeze(
  store: Store,
  slug: string,
  make: MakeEdition,
  options: FreezeOptions,
): Promise<EditionHead> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const before = await latestEdition(store.db, slug);
    const edition = (before?.edition ?? 0) + 1;
    if (options.expected !== undefined && options.expected !== edition) throw notNext(slug, options.expected, edition);
    const input = await make(slug, edition, options.asked ?? new URLSearchParams());
    const facts = await factsUsed(store, input.tablesUsed, input.view);
    const frozen = await atOneRevision(store, input, { slug, edition, before, facts, ...options });
    if (frozen) return frozen;
  }
  throw new HttpError(
    503,
    "Facts in motion",
    "The facts kept changing while the report was frozen, so no edition was made. Try again when nobody is editing.",
  );
}

interface Making extends FreezeOptions {
  readonly slug: string;
  readonly edition: number;
  readonly before: EditionHead | undefined;
  readonly facts: readonly FactTable[];
}

/** Stores the edition if the store is still at the revision that it was rendered from, and its number is free. */
async function atOneRevision(store: Store, input: FreezeInput, making: Making): Promise<EditionHead | undefined> {
  if (!isSame(await store.revision(), input.revision)) return undefined;
  const { slug, edition, before, facts, build, now } = making;
  const { spec, view, revision, html, pdf, figures, tables, liveFigures } = input;
  const frozenAt = now().toISOString();
  const series = [...figures, ...tables].map(({ svg: _picture, ...data }: FreezeInput["figures"][number]) => data);
  const difference = before && (await differenceFrom(store, before, { facts, figures: liveFigures, series }));
  const row = await rowOf({
    report_id: slug,
    edition,
    title: spec.title,
    frozen_at: frozenAt,
    revision_id: revision.id,
    revision_recorded_on: revision.recorded_on,
    revision_recorded_at: revision.recorded_at,
    as_of: view.asOf,
    summary: difference ? (sayDifference(difference) ?? "nothing differs in its facts and figures") : null,
    spec,
    html,
    pdf,
    zip: await bundle({ slug, edition, frozenAt, build, input, facts, difference }),
    facts,
    record: {
      asked: input.asked,
      tablesUsed: input.tablesUsed,
      factCount: countRows(facts),
      figures: liveFigures,
      series,
      ...(difference && { difference }),
    },
  });
  return store.transaction(async (trx) => {
    const latest = await trx.selectFrom("revisions").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst();
    if (!isSame(latest, revision)) return undefined;
    // Somebody may have pressed the button in this very moment: the difference would then be to another edition.
    if ((await latestEdition(trx, slug))?.edition !== before?.edition) return undefined;
    await addEdition(trx, row);
    const { html: _html, pdf: _pdf, zip: _zip, facts: _facts, record: _record, ...head } = row;
    return head;
  });
}

async function differenceFrom(
  { db }: Store,
  before: EditionHead,
  after: Parameters<typeof differenceBetween>[1],
): Promise<Difference> {
  const { figures, series } = await recordOf(db, before);
  return differenceBetween({ facts: await factsOf(db, before), figures, series }, after);
}

/** Whether two revisions are one: the moment tells those of a store that was made anew from those before it. */
export function isSame(
  one: Pick<RevisionRow, "id" | "recorded_at"> | undefined,
  other: Pick<RevisionRow, "id" | "recorded_at">,
): boolean {
  return one?.id === other.id && one.recorded_at === other.recorded_at;
}

function notNext(slug: string, expected: number, next: number): HttpError {
  const made = expected < next;
  return new HttpError(
    409,
    "Another edition comes next",
    made
      ? `Edition ${expected} has been made already, by somebody else or by a second press of the button. The next one is ${next}.`
      : `The next edition is ${next}, not ${expected}.`,
    [],
    made ? [{ text: `Edition ${expected}`, href: `/reports/${slug}/editions/${expected}` }] : [],
  );
}
