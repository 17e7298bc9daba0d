import { sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { type PlainTable, plainTable, show } from "../web/tables.js";
import { metrics } from "./conditions.js";
import type { MetricValue } from "./performance.js";
import { type AnnouncedRule, type CrossedLimit, compared, type KinChip, kinOf, type MetricChange } from "./siblings.js";

/** A chip and what was made of it for China, side by side. */
export interface Pair {
  readonly id: string;
  readonly from: { readonly name: string; readonly href: string };
  readonly to: { readonly name: string; readonly href: string };
  readonly finding: string;
  readonly table: PlainTable;
}

/**
 * The original with this chip, and this chip with its neighbours among the original's variants: what each cut changed,
 * one step at a time.
 */
export function pairsOf(
  ctx: Context,
  self: KinChip,
  chips: readonly KinChip[],
  rules: readonly AnnouncedRule[],
): readonly Pair[] {
  const kin = kinOf(self, chips);
  if (!kin) return [];
  const { original, variants } = kin;
  if (original.id === self.id) return variants.map((variant) => pair(ctx, original, variant, rules));
  const at = variants.findIndex(({ id }) => id === self.id);
  const [before, after] = [variants[at - 1], variants[at + 1]];
  return [
    pair(ctx, original, self, rules),
    ...(before ? [pair(ctx, before, self, rules)] : []),
    ...(after ? [pair(ctx, self, after, rules)] : []),
  ];
}

function pair(ctx: Context, original: KinChip, variant: KinChip, rules: readonly AnnouncedRule[]): Pair {
  const changes = compared(original, variant, rules);
  const say = (value: MetricValue, unit: string) =>
    value.known ? `${sayNumber(Number(value.value))}${unit}` : `not known (${value.why})`;
  const rows = changes.map((change) => {
    const unit = unitOf(change);
    return {
      metric: capital(nameOf(change)),
      from: say(change.from, unit),
      to: say(change.to, unit),
      change: sayChange(change.ratio),
      limits: change.limits.map((limit) => sayLimit(limit, unit)).join("; ") || null,
    };
  });
  return {
    id: `${original.id}--${variant.id}`,
    from: { name: original.name, href: ctx.href(`/chips/${original.id}`) },
    to: { name: variant.name, href: ctx.href(`/chips/${variant.id}`) },
    finding: findingOf(changes),
    table: plainTable(
      [
        show.text("Metric", "metric"),
        { ...show.text(original.name, "from"), numeric: true },
        { ...show.text(variant.name, "to"), numeric: true },
        { ...show.text("Change", "change"), numeric: true },
        show.prose("Limits that it passed under", "limits"),
      ],
      rows,
      ctx,
    ),
  };
}

/** What was cut, and under which limit that stood on the day of release. */
function findingOf(changes: readonly MetricChange[]): string {
  const cuts = changes.flatMap((change) => {
    const passed = change.limits.filter(
      ({ catches, standing }) => catches !== "both" && standing !== "ended" && standing !== "to come",
    );
    const [first] = passed;
    if (!first || !change.from.known || !change.to.known) return [];
    const unit = unitOf(change);
    const figures = `${nameOf(change)} from ${sayNumber(Number(change.from.value))} to ${sayNumber(Number(change.to.value))}${unit}`;
    return `${figures}, under ${sayNumber(first.limit)} (${first.label})`;
  });
  if (cuts.length > 0) return `Cut: ${cuts.join("; ")}.`;
  const later = changes.flatMap(({ limits }) => limits).find(({ standing }) => standing === "to come");
  if (later)
    return `No limit in force or announced at its release lies between the two; a later one does (${later.label}).`;
  const unknown = changes.some(({ from, to }) => !from.known || !to.known);
  return unknown
    ? "No limit of a US rule is known to lie between the two; figures of one of them are missing."
    : "No limit of a US rule lies between the two.";
}

function sayLimit({ op, limit, label, standing, catches }: CrossedLimit, unit: string): string {
  const when = standing === null ? "" : `, ${standing === "to come" ? "not yet announced" : standing} at its release`;
  const whom = {
    "original only": "catches the first and not the second",
    both: "catches both all the same",
    "variant only": "catches the second all the same",
    open: "open for want of other figures",
  }[catches];
  return `${op === ">" ? "> " : "≥ "}${sayNumber(limit)}${unit} (${label}${when}: ${whom})`;
}

/** @example sayChange(0.667) // "−33%" */
function sayChange(ratio: number | null): string | null {
  if (ratio === null) return null;
  const percent = Math.round((ratio - 1) * 100);
  return percent === 0 ? (ratio === 1 ? "none" : "under 1%") : `${percent < 0 ? "−" : "+"}${Math.abs(percent)}%`;
}

function nameOf({ metric }: MetricChange): string {
  const { says } = metrics[metric];
  return typeof says === "string" ? says : metric;
}

function unitOf({ metric }: MetricChange): string {
  const definition = metrics[metric];
  return "unit" in definition ? ` ${definition.unit}` : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
