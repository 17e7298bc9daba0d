import { tableOf } from "../../db/tables.js";
import { sayDate } from "../values/dates.js";
import { sayNumber } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { OutRow } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable, type ShownColumn, show } from "../web/tables.js";
import { type ChipStatus, chipStatus, explainChina, noChineseMeasure } from "./export-rules.js";
import { collectives } from "./holdings.js";
import { type Pair, pairsOf } from "./kin-view.js";
import { formatProducts, performanceDensity, totalProcessingPerformance } from "./performance.js";
import type { citationsOfChip, findChip, holdingsOfChip, rulingsListed } from "./queries.js";
import { spaced } from "./rule-words.js";
import type { ComparedRuling } from "./rulings.js";
import {
  agreementColumn,
  computedColumn,
  heldColumn,
  ruleColumn,
  ruledColumn,
  rowOf as rulingRow,
} from "./rulings-page.js";
import type { AnnouncedRule } from "./siblings.js";
import type { StatusPeriod } from "./status-history.js";
import { sayStatus } from "./status-words.js";
import type { World } from "./world.js";

type Chip = NonNullable<Awaited<ReturnType<typeof findChip>>>;
type Ruling = ComparedRuling<Awaited<ReturnType<typeof rulingsListed>>[number]>;

/** A period of either side's answer with what its row tells beside it. */
export interface StoredPeriod extends StatusPeriod<string> {
  readonly answerOf: "US" | "CN";
  readonly ruleTitle: string | null;
  readonly rulings: readonly Ruling[];
}

/** A chip with everything that its page tells. */
export interface ChipSubject {
  readonly chip: Chip;
  /** All chips of the view. */
  readonly chips: World["chips"];
  readonly rules: readonly AnnouncedRule[];
  readonly periods: readonly StoredPeriod[];
  readonly rulings: readonly Ruling[];
  readonly holdings: Awaited<ReturnType<typeof holdingsOfChip>>;
  readonly citations: Awaited<ReturnType<typeof citationsOfChip>>;
}

/** What the template is given beside the table. */
export interface ChipParts {
  readonly particulars: readonly {
    readonly term: string;
    readonly text: string;
    readonly href?: string;
    readonly mark?: string;
    readonly note?: number;
  }[];
  readonly note: string | null;
  /** Said where an earlier view prints texts of today; empty otherwise. */
  readonly wording: string;
  /** Status now and the two figures that rules ask for. */
  readonly cards: readonly { readonly label: string; readonly value: string; readonly detail: string }[];
  readonly specifications: PlainTable;
  readonly products: readonly { readonly text: string; readonly deciding: boolean }[];
  readonly performance: string;
  readonly density: string;
  readonly rulings?: PlainTable;
  readonly pairs: readonly Pair[];
  /** Figures of single firms, and of rows that stand for several; the two are never added. */
  readonly firms?: PlainTable;
  readonly together?: PlainTable;
}

export function chipParts(ctx: Context, subject: ChipSubject): ChipParts {
  const { chip, chips, rules, rulings } = subject;
  const performance = totalProcessingPerformance(chip);
  return {
    particulars: particularsOf(ctx, chip),
    note: chip.note,
    wording:
      ctx.view.asOf < ctx.today
        ? "Figures and notes are as recorded today; status, rulings and holdings are cut at the view's date."
        : "",
    cards: cardsOf(subject, chipStatus(chip, rules, ctx.view.asOf)),
    specifications: specificationsOf(ctx, subject),
    products: formatProducts(chip).map((product) => ({
      text: product.working,
      deciding: performance.known && product.format === performance.format,
    })),
    performance: performance.known
      ? `The largest product decides: TPP ${sayNumber(performance.value)}, by ${performance.format}.`
      : `TPP is not known: ${performance.why}.`,
    density: sayDensity(chip),
    ...(rulings.length > 0 && { rulings: rulingsTable(ctx, rulings) }),
    pairs: pairsOf(ctx, chip, chips, rules),
    ...holdersOf(ctx, subject),
  };
}

function particularsOf(ctx: Context, chip: Chip): ChipParts["particulars"] {
  const item = (term: string, text: string | null) => (text === null ? [] : [{ term, text }]);
  return [
    {
      term: "Vendor",
      text: chip.vendor_name,
      href: ctx.href(`/companies/${chip.vendor_id}`),
      mark: `side-${sideOf(chip.vendor_country, ctx.view.sides)}`,
    },
    { term: "Released", text: chip.released_on === null ? "not recorded" : sayDate(chip.released_on) },
    { term: "Market", text: spaced(chip.market) },
    ...(chip.foundry_id && chip.foundry_name
      ? [{ term: "Foundry", text: chip.foundry_name, href: ctx.href(`/companies/${chip.foundry_id}`) }]
      : item("Foundry", chip.foundry_name)),
    { term: "Evidence", text: chip.confidence },
    {
      term: "Source",
      text: chip.source_publisher,
      href: ctx.href(`/sources/${chip.source_id}`),
      note: ctx.notes.cite(chip.source_id),
    },
  ];
}

function cardsOf({ chip, periods }: ChipSubject, status: ChipStatus): ChipParts["cards"] {
  const performance = totalProcessingPerformance(chip);
  const density = performanceDensity(chip);
  const day = sayDate(status.asOf);
  return [
    {
      label: `United States, ${day}`,
      value: sayStatus(status.status),
      detail: sinceWhen(periods.findLast(({ answerOf }) => answerOf === "US")),
    },
    {
      label: `China’s own answer, ${day}`,
      value: sayStatus(status.china.status),
      detail: explainChina(status) ?? noChineseMeasure,
    },
    {
      label: "Total processing performance (TPP)",
      value: performance.known ? sayNumber(performance.value) : "not known",
      detail: performance.known ? `TOPS × bits, by ${performance.format}` : performance.why,
    },
    {
      label: "Performance density",
      value: density.known ? sayNumber(density.value) : "not known",
      detail: density.known ? "TPP per mm²" : density.why,
    },
  ];
}

/** Since when the last period lasts, and by which rule; for a chip without a day of release before any rule nothing. */
function sinceWhen(period: StoredPeriod | undefined): string {
  if (!period) return "";
  return `since ${sayDate(period.from)}${period.ruleTitle ? `, by ${period.ruleTitle}` : ""}`;
}

/** Columns of the registry that are figures of the chip, in its order, with their units and sources. */
function specificationsOf(ctx: Context, { chip, citations }: ChipSubject): PlainTable {
  const rows = Object.entries(tableOf("chips").columns)
    .filter(([name, { unit }]) => unit !== undefined || name === "memory_type")
    .flatMap(([name, { title, unit, description }]): OutRow[] => {
      const value = chip[name as keyof Chip];
      const own = { title, unit: unit ?? "", description, value, source_id: value === null ? null : chip.source_id };
      const further = citations
        .filter(({ column }) => column === name)
        .map(({ agrees, value: theirs, publisher, source_id }) => ({
          title: "",
          unit: unit ?? "",
          description: `${publisher} ${agrees === "yes" ? "agrees" : "differs"}`,
          value: theirs ?? value,
          source_id,
        }));
      return [own, ...further];
    });
  const figure: ShownColumn = {
    title: "Figure",
    numeric: true,
    cell: ({ value, unit, source_id }): CellModel => {
      if (value === null || value === undefined) return { text: "not known", mark: "unknown" };
      const text = `${typeof value === "number" ? sayNumber(value) : value}${unit ? ` ${unit}` : ""}`;
      return { text, ...(source_id && { note: ctx.notes.cite(String(source_id)) }) };
    },
  };
  const name: ShownColumn = {
    title: "Specification",
    cell: ({ title, description }): CellModel => ({ text: String(title), small: String(description), mark: "prose" }),
  };
  return plainTable([name, figure], rows, ctx);
}

function sayDensity(chip: Chip): string {
  const [performance, density] = [totalProcessingPerformance(chip), performanceDensity(chip)];
  if (!density.known) return `Performance density is not known: ${density.why}.`;
  if (!performance.known || chip.die_area_mm2 === null) return "";
  return `${sayNumber(performance.value)} TPP ÷ ${sayNumber(chip.die_area_mm2)} mm² of die area = ${sayNumber(density.value)} TPP per mm².`;
}

function rulingsTable(ctx: Context, rulings: readonly Ruling[]): PlainTable {
  return plainTable(
    [ruleColumn, heldColumn, ruledColumn, computedColumn, agreementColumn, show.confidence(), show.source()],
    rulings.map(rulingRow),
    ctx,
  );
}

function holdersOf(ctx: Context, { holdings }: ChipSubject): Pick<ChipParts, "firms" | "together"> {
  const columns = [
    show.link("Who", "company_name", (row) => `/companies/${row["company_id"]}`),
    show.date("As of", "as_of_on"),
    show.text("What is counted", "kind", spaced),
    show.number("Chips", "quantity"),
    show.confidence(),
    show.source(),
    show.prose("Note", "note"),
  ];
  const table = (together: boolean) => {
    const rows = holdings.filter(({ company_id }) => collectives.has(company_id) === together);
    return rows.length > 0 ? plainTable(columns, rows, ctx) : undefined;
  };
  const [firms, together] = [table(false), table(true)];
  return { ...(firms && { firms }), ...(together && { together }) };
}
