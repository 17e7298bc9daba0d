import { held } from "../../public/charts/held.js";
import { holders } from "../../public/charts/holders.js";
import { band, type Confidence } from "../values/evidence.js";
import { sayLarge, sayNumber } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import { h100Equivalents } from "./holdings.js";
import { heldByFirms, heldTogether, ofUnnamedChips, onOrder, tally } from "./holdings-course.js";
import { heldFacts, heldInput, holdersInput } from "./holdings-data.js";
import { heldChips, holdingCompanies } from "./holdings-queries.js";

/** What the template is given beside figures and table. */
interface ComputeParts {
  readonly unit: { readonly name: string; readonly tflops: string; readonly note: number } | null;
  readonly sides: readonly SideRow[];
}

/** Figures of one side as the page prints them; "none known" is never zero. */
interface SideRow {
  readonly side: "a" | "b";
  readonly label: string;
  readonly firms: string;
  readonly confirmed: string;
  readonly reported: string;
  readonly all: string;
  readonly chips: string;
  /** Chips held without a name or a known throughput. */
  readonly notReckoned: string;
  readonly together: string;
  readonly ordered: string;
}

const computed: readonly OutColumn[] = [
  {
    name: "h100_equivalents",
    type: "number",
    title: "H100-equivalents",
    unit: "H100 SXM",
    description:
      "Quantity times the chip's dense 16-bit throughput over that of the H100 SXM, rounded. Empty where quantity, chip or throughput is unknown.",
  },
  {
    name: "counted",
    type: "boolean",
    title: "Counted",
    description: "Whether the row is part of what firms hold, so that no chip counts twice.",
  },
  {
    name: "ground",
    type: "text",
    title: "Ground",
    description:
      "held, or why it is not counted: later-count, contained, ordered, delivered, planned, vendor-stock, run-by-vendor, several-firms, chip-not-named, number-not-given.",
  },
  {
    name: "why_not",
    type: "text",
    title: "Why not",
    description: "The ground in a sentence; empty for a row counted.",
  },
];

const columns: readonly OutColumn[] = [
  ...columnsOf("compute_holdings", "id", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("compute_holdings", "chip_id"),
  columnAs("chips", "name", "chip_name", "Chip"),
  columnAs("companies", "country", "vendor_country", "Vendor country"),
  ...columnsOf("compute_holdings", "quantity", "as_of_on", "kind"),
  ...computed,
  ...columnsOf("compute_holdings", "confidence"),
  ...sourceColumns,
  ...columnsOf("compute_holdings", "note"),
];

const yesOrNo = ["yes", "no"].map((value) => ({ value, label: value }));

export const computePage: PageSpec = {
  path: "/compute",
  name: "chips/compute",
  title: "Compute held",
  filters: async (store) => {
    const companies = await holdingCompanies(store);
    const countries = [...new Set(companies.flatMap(({ country }) => country ?? []))].sort();
    return [
      { key: "country", label: "Side", choices: countries.map((value) => ({ value, label: countryLabel(value) })) },
      { key: "company", label: "Company", choices: companies.map(({ id, name }) => ({ value: id, label: name })) },
      enumFilter("kind", "Kind", "compute_holdings", "kind"),
      {
        key: "chip",
        label: "Chip",
        choices: (await heldChips(store)).map(({ id, name }) => ({ value: id, label: name })),
      },
      { key: "counted", label: "Counted", choices: yesOrNo },
      textFilter,
    ];
  },
  charts: {
    held: chart("held", held, heldInput),
    holders: chart("holders", holders, holdersInput),
  },
  table: {
    noun: "holding",
    columns,
    order: [
      { column: "as_of_on", descending: true },
      { column: "h100_equivalents", descending: true },
    ],
    key: ["id"],
    shown: [
      show.date("As of", "as_of_on"),
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      show.text("Kind", "kind", (kind) => kind.replaceAll("-", " ")),
      show.link("Chip", "chip_name", (row) => (row["known_chip_id"] ? `/chips/${row["known_chip_id"]}` : undefined)),
      show.number("Quantity", "quantity", "chips"),
      show.number("H100-equivalents", "h100_equivalents"),
      {
        title: "Counted, and what the reader should know",
        sort: "counted",
        cell: (row) => ({
          text: row["counted"] === 1 ? "yes" : `no: ${row["why_not"]}`,
          mark: "prose",
          ...(row["note"] !== null && { small: String(row["note"]) }),
        }),
      },
      show.confidence(),
      show.source(),
    ],
    facets: {
      country: "country",
      company: "company_id",
      kind: "kind",
      chip: "chip_id",
      counted: { column: "counted", choiceOf: (counted) => (counted === "1" ? "yes" : "no") },
    },
    rows: async (ctx, order) => computedRows(await rowsOf(ctx), columns, order),
  },
  content: async (ctx) => ({
    title: "Compute held",
    headline: "Compute held: who has how many chips, and how much they are worth",
    lede: "Chips that firms are said to hold, as units and as H100-equivalents. What is ordered, planned, kept for sale or counted elsewhere already is not held and says so row by row. The sum is a floor: firms seldom tell, and what is unknown is never taken as zero.",
    parts: await partsOf(ctx),
  }),
};

async function rowsOf(ctx: Context): Promise<readonly OutRow[]> {
  const { rows, unitTflops } = await heldFacts(ctx);
  return rows.map(({ row, verdict }) => {
    const worth = h100Equivalents(row, unitTflops);
    return {
      ...row,
      h100_equivalents: worth.known ? Math.round(worth.value) : null,
      counted: verdict.counted ? 1 : 0,
      ground: verdict.ground,
      why_not: verdict.whyNot,
    };
  });
}

async function partsOf(ctx: Context): Promise<ComputeParts> {
  const { sides, asOf, confidence } = ctx.view;
  const { judged, unit, unitTflops, within } = await heldFacts(ctx);
  const rows = (["a", "b"] as const).map((side): SideRow => {
    const at = (wanted: Parameters<typeof within>[0], strictest: Confidence = confidence) => {
      const own = within((row, verdict) => sideOf(row.country, sides) === side && wanted(row, verdict));
      return tally(judged.standing(asOf, strictest, own), unitTflops);
    };
    const levels = band((strictest) => at(heldByFirms, strictest).h100);
    const firms = at(heldByFirms);
    const notReckoned = firms.unconverted.units + at(ofUnnamedChips).units;
    const [together, ordered] = [at(heldTogether), at(onOrder)];
    return {
      side,
      label: sides[side].label,
      firms: sayKnown(firms.h100),
      confirmed: sayKnown(levels.confirmed),
      reported: sayKnown(levels.reported),
      all: sayKnown(levels.all),
      chips: firms.rows === 0 ? "none known" : sayLarge(firms.units),
      notReckoned: notReckoned === 0 ? "none" : sayLarge(notReckoned),
      together: sayKnown(together.h100),
      ordered: ordered.rows === 0 ? "none known" : `${sayLarge(ordered.units)} chips`,
    };
  });
  const known = unit && unit.fp16_tflops !== null;
  return {
    unit: known
      ? { name: unit.name, tflops: sayNumber(unit.fp16_tflops ?? 0), note: ctx.notes.cite(unit.source_id) }
      : null,
    sides: rows,
  };
}

function sayKnown(value: number | null): string {
  return value === null ? "none known" : sayLarge(value);
}
