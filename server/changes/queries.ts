import { type RawBuilder, sql } from "kysely";
import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import { type TableName, tableOf } from "../../db/tables.js";
import type { Day } from "../values/dates.js";
import type { Context } from "../web/context.js";
import type { AnyQuery } from "../web/rows.js";
import { type ChangeKind, changeKinds } from "./kinds.js";
import type { Window } from "./window.js";

type Sql = RawBuilder<unknown>;

/** What of a row is told, whatever table it stands in. Left out is empty. */
interface Told {
  readonly on: Sql;
  readonly country?: Sql;
  readonly what: Sql;
  readonly party?: Sql;
  readonly detail?: Sql;
  readonly value?: Sql;
  readonly unit?: string;
  /** The thing whose page the row leads to. */
  readonly about?: {
    readonly table: TableName;
    readonly id: string;
    /**
     * The row alone does not say that the thing counts in the view. Without a date of its own the thing counts from the
     * first row that points to it, so that date decides; `whole` asks for everything that may date it.
     */
    readonly unless?: { readonly day: string } | "whole";
  };
}

const ref = (column: string): Sql => sql.ref(column);
/** A side of a union has to say the type of what it leaves empty. */
const text = (value: string | null): Sql => sql`cast(${value} as text)`;
const number = (value: Sql): Sql => sql`cast(${value} as double precision)`;

function dayOf(table: TableName): Sql {
  const day = datedOn(table);
  if (!day) throw new Error(`${table} is not dated.`);
  return day;
}

/** The rows of `query` over `table` that began to count in the window, as changes of a kind. */
function part(
  { view }: Context,
  { from, to }: Window,
  kind: ChangeKind,
  table: TableName,
  query: AnyQuery,
  { on, country, what, party, detail, value, unit, about }: Told,
): AnyQuery {
  const aboutId = about && idInView(about, view.asOf);
  const hasConfidence = tableOf(table).columns["confidence"] !== undefined;
  return query
    .select([
      text(kind).as("kind"),
      ref(`${table}.id`).as("id"),
      on.as("began_on"),
      (country ?? text(null)).as("country"),
      what.as("what"),
      (party ?? text(null)).as("party"),
      (detail ?? text(null)).as("detail"),
      number(value ?? sql`null`).as("value"),
      text(unit ?? null).as("unit"),
      text(about?.table ?? null).as("about_table"),
      (aboutId ?? text(null)).as("about_id"),
      (hasConfidence ? ref(`${table}.confidence`) : text(null)).as("confidence"),
      ref(`${table}.source_id`).as("source_id"),
    ])
    .where(evidenced(table, view.confidence))
    .where(sql<boolean>`${on} > ${from}`)
    .where(sql<boolean>`${on} <= ${to}`);
}

function idInView({ table, id, unless }: NonNullable<Told["about"]>, asOf: Day): Sql {
  if (!unless) return ref(id);
  const counts =
    unless === "whole" ? happenedBy(table, asOf) : sql`(${ref(unless.day)} is null or ${ref(unless.day)} <= ${asOf})`;
  return sql`case when ${counts} then ${ref(id)} end`;
}

type Parts = (ctx: Context, window: Window) => readonly AnyQuery[];

const company = { table: "companies", id: "companies.id", unless: { day: "companies.founded_on" } } as const;

const parts: Readonly<Record<ChangeKind, Parts>> = {
  round: (ctx, window) => [
    part(
      ctx,
      window,
      "round",
      "funding_rounds",
      ctx.db.selectFrom("funding_rounds").innerJoin("companies", "companies.id", "funding_rounds.company_id"),
      {
        on: dayOf("funding_rounds"),
        country: ref("companies.country"),
        what: ref("companies.name"),
        detail: ref("funding_rounds.stage"),
        value: ref("funding_rounds.amount_usd"),
        unit: "USD",
        about: company,
      },
    ),
  ],
  model: (ctx, window) => [
    part(
      ctx,
      window,
      "model",
      "models",
      ctx.db.selectFrom("models").innerJoin("companies", "companies.id", "models.company_id"),
      {
        on: dayOf("models"),
        country: ref("companies.country"),
        what: ref("models.name"),
        party: ref("companies.name"),
        detail: ref("models.inclusion"),
        value: ref("models.training_compute_flop"),
        unit: "FLOP",
        about: { table: "models", id: "models.id" },
      },
    ),
  ],
  // A rule that is in force from the day of its announcement is one change: that it is in force.
  rule: (ctx, window) => [
    rulePart(ctx, window, "rule", "announced_on").where(
      sql<boolean>`(export_rules.effective_on is null or export_rules.effective_on <> export_rules.announced_on)`,
    ),
  ],
  "rule-in-force": (ctx, window) => [rulePart(ctx, window, "rule-in-force", "effective_on")],
  "rule-ended": (ctx, window) => [rulePart(ctx, window, "rule-ended", "ended_on")],
  ruling: (ctx, window) => [
    part(
      ctx,
      window,
      "ruling",
      "chip_rulings",
      ctx.db
        .selectFrom("chip_rulings")
        .innerJoin("chips", "chips.id", "chip_rulings.chip_id")
        .innerJoin("companies", "companies.id", "chips.vendor_id")
        .innerJoin("export_rules", "export_rules.id", "chip_rulings.rule_id"),
      {
        on: dayOf("chip_rulings"),
        country: ref("companies.country"),
        what: ref("chips.name"),
        party: sql`case when ${happenedBy("export_rules", ctx.view.asOf)} then ${ref("export_rules.title")} end`,
        detail: ref("chip_rulings.status"),
        about: { table: "chips", id: "chips.id", unless: { day: "chips.released_on" } },
      },
    ),
  ],
  listing: (ctx, window) => [listingPart(ctx, window, "listing", dayOf("listings"))],
  delisting: (ctx, window) => [listingPart(ctx, window, "delisting", ref("listings.removed_on"))],
  claim: (ctx, window) => [
    part(ctx, window, "claim", "claims", ctx.db.selectFrom("claims"), {
      on: dayOf("claims"),
      country: ref("claims.subject_country"),
      what: ref("claims.statement"),
      party: ref("claims.speaker"),
      detail: ref("claims.topic"),
    }),
  ],
  event: (ctx, window) => [
    part(
      ctx,
      window,
      "event",
      "events",
      ctx.db.selectFrom("events").leftJoin("companies", "companies.id", "events.company_id"),
      {
        on: dayOf("events"),
        country: ref("events.country"),
        what: ref("events.title"),
        detail: ref("events.category"),
        about: company,
      },
    ),
  ],
  company: (ctx, window) => [
    part(ctx, window, "company", "companies", ctx.db.selectFrom("companies"), {
      on: dayOf("companies"),
      country: ref("companies.country"),
      what: ref("companies.name"),
      detail: ref("companies.kind"),
      about: { table: "companies", id: "companies.id" },
    }),
  ],
  chip: (ctx, window) => [
    part(
      ctx,
      window,
      "chip",
      "chips",
      ctx.db.selectFrom("chips").innerJoin("companies", "companies.id", "chips.vendor_id"),
      {
        on: dayOf("chips"),
        country: ref("companies.country"),
        what: ref("chips.name"),
        party: ref("companies.name"),
        detail: ref("chips.market"),
        about: { table: "chips", id: "chips.id" },
      },
    ),
  ],
  holding: (ctx, window) => [
    part(
      ctx,
      window,
      "holding",
      "compute_holdings",
      ctx.db
        .selectFrom("compute_holdings")
        .innerJoin("companies", "companies.id", "compute_holdings.company_id")
        .leftJoin("chips", "chips.id", "compute_holdings.chip_id"),
      {
        on: dayOf("compute_holdings"),
        country: ref("companies.country"),
        what: ref("companies.name"),
        party: ref("chips.name"),
        detail: ref("compute_holdings.kind"),
        value: ref("compute_holdings.quantity"),
        unit: "chips",
        about: company,
      },
    ),
  ],
  dependency: (ctx, window) =>
    (["models", "software"] as const).map((table) => {
      const models = ctx.db.selectFrom("dependencies").innerJoin("models", "models.id", "dependencies.dependent_id");
      const query =
        table === "models"
          ? models.innerJoin("companies", "companies.id", "models.company_id")
          : ctx.db.selectFrom("dependencies").innerJoin("software", "software.id", "dependencies.dependent_id");
      return part(ctx, window, "dependency", "dependencies", query, {
        on: dayOf("dependencies"),
        country: ref(table === "models" ? "companies.country" : "software.country"),
        what: ref(`${table}.name`),
        party: sql`coalesce(${baseName("models", ctx.view.asOf)}, ${baseName("software", ctx.view.asOf)})`,
        detail: ref("dependencies.kind"),
        about: { table, id: `${table}.id`, unless: "whole" },
      });
    }),
};

/** Name of what a dependency rests on, once that counts. */
function baseName(table: "models" | "software", asOf: Day): Sql {
  return sql`(select base.name from ${sql.table(table)} as base where base.id = dependencies.dependency_id and ${happenedBy(table, asOf, "base")})`;
}

function rulePart(
  ctx: Context,
  window: Window,
  kind: ChangeKind,
  day: "announced_on" | "effective_on" | "ended_on",
): AnyQuery {
  return part(ctx, window, kind, "export_rules", ctx.db.selectFrom("export_rules"), {
    on: ref(`export_rules.${day}`),
    // The id of a rule begins with the country of who issued it.
    country: sql`upper(substr(export_rules.id, 1, 2))`,
    what: ref("export_rules.title"),
    party: ref("export_rules.authority"),
    detail: ref("export_rules.consequence"),
    about: { table: "export_rules", id: "export_rules.id" },
  }).where(happenedBy("export_rules", ctx.view.asOf));
}

function listingPart(ctx: Context, window: Window, kind: ChangeKind, on: Sql): AnyQuery {
  const query = ctx.db.selectFrom("listings").innerJoin("companies", "companies.id", "listings.company_id");
  return part(ctx, window, kind, "listings", query, {
    on,
    country: ref("companies.country"),
    what: ref("companies.name"),
    detail: ref("listings.list"),
    about: company,
  }).where(happenedBy("listings", ctx.view.asOf));
}

/** A row that began to count, as all kinds tell it. */
export interface ChangeRow {
  readonly kind: ChangeKind;
  readonly id: string;
  readonly began_on: string;
  readonly country: string | null;
  readonly what: string;
  readonly party: string | null;
  readonly detail: string | null;
  readonly value: number | null;
  readonly unit: string | null;
  readonly about_table: TableName | null;
  readonly about_id: string | null;
  readonly confidence: string | null;
  readonly source_id: string;
  readonly source_url: string;
  readonly source_publisher: string;
}

/** Everything that began to count in the window, or what of it is of some kinds. */
export function changesIn(ctx: Context, window: Window, only: readonly ChangeKind[] = changeKinds): AnyQuery {
  const [first, ...others] = only.flatMap((kind) => parts[kind](ctx, window));
  if (!first) throw new Error("No kind of change is asked for.");
  const union = others.reduce((all, next) => all.unionAll(next), first);
  return (ctx.db as unknown as { selectFrom(from: unknown): AnyQuery })
    .selectFrom(union.as("changes"))
    .innerJoin("sources", "sources.id", "changes.source_id")
    .selectAll("changes")
    .select(["sources.url as source_url", "sources.publisher as source_publisher"]);
}
