import type { HeldData } from "../../public/charts/held.js";
import type { Holder, HoldersData } from "../../public/charts/holders.js";
import { band, type Confidence } from "../values/evidence.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { collectives, h100Equivalents, type Verdict } from "./holdings.js";
import { course, heldByFirms, heldTogether, Judged, ofUnnamedChips, tally } from "./holdings-course.js";
import { holdingsByDay, narrowedHoldings, unitChip } from "./holdings-queries.js";

export type HoldingRow = Awaited<ReturnType<typeof holdingsByDay>>[number];
type Wanted = (row: HoldingRow, verdict: Verdict) => boolean;

/** Companies drawn of each side; the table has all. */
const mostHolders = 12;

/** What the page is made from: the rows with the rule over them, the unit, and which rows the filters leave. */
export interface HeldFacts {
  readonly judged: Judged<HoldingRow>;
  readonly unit: Awaited<ReturnType<typeof unitChip>>;
  readonly unitTflops: number | null;
  /** Rows of the view that the filters leave, each with its verdict. */
  readonly rows: readonly { readonly row: HoldingRow; readonly verdict: Verdict }[];
  /** Narrows a choice of rows to what the filters leave. */
  readonly within: (wanted: Wanted) => Wanted;
}

export function heldFacts(ctx: Context): Promise<HeldFacts> {
  return ctx.once("compute held", async () => {
    const { asOf, confidence } = ctx.view;
    const judged = new Judged(await holdingsByDay(ctx));
    const unit = await unitChip(ctx);
    const ids = new Set((await narrowedHoldings(ctx)).map(({ id }) => id));
    const counted = ctx.chosen("counted");
    const left: Wanted = (row, verdict) =>
      ids.has(row.id) && (!counted || counted.includes(verdict.counted ? "yes" : "no"));
    return {
      judged,
      unit,
      unitTflops: unit?.fp16_tflops ?? null,
      rows: judged.at(asOf, confidence).filter(({ row, verdict }) => left(row, verdict)),
      within: (wanted: Wanted) => (row: HoldingRow, verdict: Verdict) => left(row, verdict) && wanted(row, verdict),
    };
  });
}

/** Compute held by side over time. */
export async function heldInput(ctx: Context): Promise<{ data: HeldData; sources: string[] }> {
  const { sides, asOf, confidence } = ctx.view;
  const { judged, unitTflops, unit, rows, within } = await heldFacts(ctx);
  const courseOf = (side: SideKey, wanted: Wanted) =>
    course(
      judged,
      unitTflops,
      confidence,
      within((row, verdict) => sideOf(row.country, sides) === side && wanted(row, verdict)),
    );
  const series = (["a", "b"] as const).map((side) => ({
    side,
    points: courseOf(side, heldByFirms),
    together: courseOf(side, heldTogether),
  }));
  const [first = asOf] = series.flatMap(({ points, together }) => [...points, ...together].map(({ on }) => on)).sort();
  const compared = rows.filter(({ row }) => sideOf(row.country, sides) !== "other");
  const open = compared.filter(
    ({ row, verdict }) => isStanding(verdict) && !h100Equivalents(row, unitTflops).known && row.quantity !== null,
  );
  return {
    data: {
      sides,
      asOf,
      from: first,
      series,
      counts: {
        rows: compared.length,
        counted: compared.filter(({ verdict }) => verdict.counted).length,
        unconverted: {
          rows: open.length,
          chips: open.reduce((sum, { row }) => sum + (row.quantity ?? 0), 0),
        },
        unnumbered: compared.filter(({ verdict }) => verdict.ground === "number-not-given").length,
      },
    },
    sources: [...(unit ? [unit.source_id] : []), ...standingSources(compared)],
  };
}

/** Rows whose chips are there, whether or not they can be converted or belong to one firm. */
function isStanding({ counted, ground }: Verdict): boolean {
  return counted || ground === "several-firms" || ground === "chip-not-named";
}

function standingSources(rows: HeldFacts["rows"]): string[] {
  return rows.flatMap(({ row, verdict }) => (isStanding(verdict) ? [row.source_id] : []));
}

/** The leading companies of each side by what they hold. */
export async function holdersInput(ctx: Context): Promise<{ data: HoldersData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const { rows } = await heldFacts(ctx);
  const all = await holdersOf(ctx);
  const shown = (["a", "b", "other"] as const).flatMap((side) =>
    all.filter((holder) => holder.side === side).slice(0, mostHolders),
  );
  return {
    data: { sides, asOf, holders: shown, omitted: all.length - shown.length },
    sources: standingSources(rows),
  };
}

/** Every holder in view, most first within firms, those counted together last. */
async function holdersOf(ctx: Context): Promise<readonly Holder[]> {
  const { sides, asOf, confidence } = ctx.view;
  const { judged, unitTflops, rows, within } = await heldFacts(ctx);
  const companies = new Map(rows.map(({ row }) => [row.company_id, row]));
  const holders = [...companies.values()].flatMap((company): Holder[] => {
    const { company_id: id } = company;
    const together = collectives.has(id);
    const wanted = within(
      (row, verdict) => row.company_id === id && (together ? heldTogether : heldByFirms)(row, verdict),
    );
    const at = (strictest: Confidence) => judged.standing(asOf, strictest, wanted);
    const own = at(confidence);
    const known = tally(own, unitTflops);
    const unnamed = judged.standing(
      asOf,
      confidence,
      within((row, verdict) => row.company_id === id && ofUnnamedChips(row, verdict)),
    );
    const unconverted = known.unconverted.units + tally(unnamed, unitTflops).units;
    if (known.h100 === null && unconverted === 0) return [];
    const ofVendors = (side: SideKey) =>
      tally(
        own.filter(({ vendor_country }) => sideOf(vendor_country, sides) === side),
        unitTflops,
      ).h100;
    return [
      {
        id,
        name: company.company_name,
        side: sideOf(company.country, sides),
        vendors: { a: ofVendors("a"), b: ofVendors("b"), other: ofVendors("other") },
        total: known.h100,
        band: band((strictest) => tally(at(strictest), unitTflops).h100),
        unconverted,
        together,
        href: ctx.href(`/companies/${id}`),
      },
    ];
  });
  return holders.sort(
    (one, other) =>
      Number(one.together) - Number(other.together) ||
      (other.total ?? -1) - (one.total ?? -1) ||
      other.unconverted - one.unconverted ||
      (one.id < other.id ? -1 : 1),
  );
}
