import { sql } from "kysely";
import { evidenced, happenedBy } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import { Breath } from "../values/breath.js";
import type { Context } from "../web/context.js";
import { type Ledger, ledgerAt } from "./ledger.js";
import { asked } from "./participations.js";

/** Participations that count in this view and that the page's filters leave. */
export function takenInView(ctx: Context): Promise<Ledger> {
  return ctx.once("participations", async () => {
    const ledger = await ledgerAt(ctx.store);
    const breath = new Breath();
    const taken = asked(ledger, {
      asOf: ctx.view.asOf,
      strictest: ctx.view.confidence,
      countries: ctx.chosen("country"),
      kinds: ctx.chosen("kind"),
      into: ctx.chosen("into"),
      stages: ctx.chosen("stage"),
      years: ctx.chosen("year"),
      words: ctx.chosen("q")?.[0]?.split(/\s+/).filter(Boolean),
    });
    await breath.take();
    return taken;
  });
}

/**
 * What a country's government has decided on investment for all and not on one firm: the dated rows of the timeline
 * that bind whoever invests.
 */
export function investmentRules({ db, view }: Context, country: string) {
  return db
    .selectFrom("events")
    .innerJoin("sources", "sources.id", "events.source_id")
    .select(["events.id", "occurred_on", "events.title", "description", "confidence", "source_id"])
    .select("sources.publisher as source_publisher")
    .where("category", "=", "investment-control")
    .where("country", "=", country)
    .where("company_id", "is", null)
    .where(happenedBy("events", view.asOf))
    .where(evidenced("events", view.confidence))
    .orderBy("occurred_on")
    .orderBy("events.id")
    .execute();
}

/** Rounds in which an investor took part, with its part in them. */
export function portfolioOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("funding_participants")
    .innerJoin("funding_rounds", "funding_rounds.id", "funding_participants.round_id")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .innerJoin("sources", "sources.id", "funding_rounds.source_id")
    .selectAll("funding_rounds")
    .select([
      "is_lead",
      "companies.name as company_name",
      "companies.country",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where("investor_id", "=", id)
    .where(happenedBy("funding_rounds", view.asOf))
    .where(evidenced("funding_rounds", view.confidence));
}

/** A company by its id, if it counts by the view's date. */
export function companyById({ db, view }: Context, id: string) {
  return db
    .selectFrom("companies")
    .innerJoin("sources", "sources.id", "companies.source_id")
    .select(["companies.id", "name", "source_id", "sources.publisher as source_publisher"])
    .where("companies.id", "=", id)
    .where(happenedBy("companies", view.asOf))
    .executeTakeFirst();
}

/** Every year from that of the first round to that of the last. */
export async function roundYears(store: Store): Promise<readonly string[]> {
  const span = await store.db
    .selectFrom("funding_rounds")
    .select([sql<string | null>`min(announced_on)`.as("first"), sql<string | null>`max(announced_on)`.as("last")])
    .executeTakeFirst();
  if (!span?.first || !span.last) return [];
  const [from, to] = [span.first, span.last].map((date) => Number(date.slice(0, 4))) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}
