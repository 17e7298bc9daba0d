import { type Day, sayDate } from "../values/dates.js";
import { sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { type Field, filterForm } from "../web/layout.js";
import type { Check, Period } from "./check.js";
import { sayCut, sayCuts, sayMargin, sayOutcome } from "./check-words.js";
import { explain, explainChina, type RuleOutcome, sayGround } from "./export-rules.js";
import type { ChipSpecification } from "./performance.js";
import type { rulesInView } from "./queries.js";
import { type SpecificationName, untested } from "./specification.js";
import { sayStatus } from "./status-words.js";

type RuleRow = Awaited<ReturnType<typeof rulesInView>>[number];

/** One rule version with its comparisons, a line each. */
interface RuleModel {
  readonly label: string;
  readonly title: string;
  readonly citation: string;
  readonly held: string;
  readonly outcome: string;
  readonly mark: RuleOutcome["outcome"];
  readonly note: number;
  readonly grounds: readonly { readonly says: string; readonly margin: string; readonly mark: string }[];
}

/** The answer as its template prints it. */
export interface AnswerModel {
  readonly status: string;
  readonly mark: string;
  readonly given: readonly { readonly term: string; readonly text: string }[];
  readonly remarks: readonly string[];
  readonly china?: string;
  readonly cutsSay: string;
  readonly cuts: readonly string[];
  readonly products: readonly {
    readonly format: string;
    readonly throughput: string;
    readonly bits: string;
    readonly product: string;
    readonly decides: boolean;
  }[];
  readonly tpp: string;
  readonly density: string;
  readonly inForce: readonly RuleModel[];
  readonly notInForce: readonly RuleModel[];
  /** Those of either that only name chips. */
  readonly naming: readonly { readonly label: string; readonly note: number }[];
  readonly course: readonly {
    readonly when: string;
    readonly status: string;
    readonly mark: string;
    readonly reason: string;
    readonly note?: number;
  }[];
  readonly json: string;
}

interface Group {
  readonly legend: string;
  readonly about: string;
  readonly fields: readonly Field[];
}

/** The form in groups; `day` stands apart, being of the view and not of the chip. */
export interface FormGroups {
  readonly action: string;
  readonly day: Pick<Field, "value" | "fault">;
  readonly groups: readonly Group[];
  /** Fields that no rule looks at; they are open when there is something in them. */
  readonly untested: Group & { readonly open: boolean };
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  /** Faults that no field of the form shows. */
  readonly otherFaults: readonly string[];
  /** Fields at fault, for the list above the form. */
  readonly faults: readonly { readonly field: string; readonly detail: string }[];
}

const groups: readonly {
  readonly legend: string;
  readonly about: string;
  readonly names: readonly SpecificationName[];
}[] = [
  { legend: "Chip", about: "", names: ["name", "market", "vendor_id"] },
  {
    legend: "Throughput",
    about: "Dense, without sparsity. What is not known stays empty.",
    names: ["fp64_tflops", "tf32_tflops", "fp16_tflops", "fp8_tflops", "int8_tops", "fp4_tflops"],
  },
  {
    legend: "Die and bandwidth",
    about: "All logic dies on a FinFET or later node; links both ways, without PCIe where there is a link.",
    names: ["die_area_mm2", "memory_bandwidth_gb_s", "interconnect_gb_s"],
  },
];

export function formGroups(ctx: Context, path: string): FormGroups {
  const form = filterForm(ctx, path);
  const fields = form?.fields ?? [];
  const { faults = [], given } = ctx.refusal ?? {};
  const named = (names: readonly string[]) => fields.filter(({ name }) => names.includes(name));
  const day = faults.find(({ parameter }) => parameter === "as_of")?.detail;
  const ofFields = faults.filter(({ parameter }) => parameter === "as_of" || named([parameter]).length > 0);
  return {
    action: path,
    day: day ? { value: given?.get("as_of") ?? "", fault: day } : { value: ctx.view.asOf },
    groups: groups.map(({ names, ...group }) => ({ ...group, fields: named(names) })),
    untested: {
      legend: "Taken, but tested by no rule",
      about: "",
      fields: named(untested),
      open: named(untested).some(({ value }) => value !== ""),
    },
    hidden: (form?.hidden ?? []).filter(({ name }) => name !== "as_of"),
    otherFaults: faults.filter((fault) => !ofFields.includes(fault)).map(({ detail }) => detail),
    faults: ofFields.map(({ parameter, detail }) => ({ field: parameter, detail })),
  };
}

/** The whole answer in words and cells. */
export function answerModel(
  ctx: Context,
  {
    check,
    specification,
    rows,
    remarks,
    path,
  }: {
    readonly check: Check;
    readonly specification: ChipSpecification;
    readonly rows: readonly RuleRow[];
    readonly remarks: readonly string[];
    readonly path: string;
  },
): AnswerModel {
  const { status, metrics, products, cuts } = check;
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const model = (outcome: RuleOutcome): readonly RuleModel[] => {
    const row = rowOf.get(outcome.rule_id);
    return row ? [ruleModel(ctx, outcome, row)] : [];
  };
  const china = explainChina(status);
  const area = specification.die_area_mm2;
  const { tpp, performance_density: density } = metrics;
  return {
    status: sayStatus(status.status),
    mark: `status-${status.status}`,
    given: givenOf(ctx),
    remarks,
    ...(china && { china }),
    cutsSay: sayCuts(status, cuts),
    cuts: cuts.map(sayCut),
    products: products.map(({ format, throughput, unit, bits, value, decides }) => ({
      format,
      throughput: `${sayNumber(throughput)} ${unit}`,
      bits: String(bits),
      product: sayNumber(value),
      decides,
    })),
    tpp: tpp.known
      ? `Total processing performance is the largest product: ${sayNumber(Number(tpp.value))}.`
      : `Total processing performance is not known: ${tpp.why}.`,
    density:
      density.known && tpp.known && area !== null
        ? `Performance density is ${sayNumber(Number(tpp.value))} / ${sayNumber(area)} mm² = ${Number(Number(density.value).toPrecision(5))}.`
        : `Performance density is not known: ${density.known ? "" : density.why}.`,
    inForce: status.rules.filter(testsFigures).flatMap(model),
    notInForce: check.notInForce.filter(testsFigures).flatMap(model),
    naming: [...status.rules, ...check.notInForce]
      .filter((outcome) => !testsFigures(outcome))
      .flatMap(model)
      .map(({ label, note }) => ({ label, note })),
    course: check.course.map((period) => {
      const row = rowOf.get(period.status.ruleId ?? "");
      return {
        when: sayPeriod(period),
        status: sayStatus(period.status.status),
        mark: `status-${period.status.status}`,
        reason: explain(period.status),
        ...(row && { note: ctx.notes.cite(row.source_id) }),
      };
    }),
    json: ctx.hrefHere(`${path}.json`),
  };
}

/** A rule that only names chips has nothing to say of a specification. */
function testsFigures({ comparisons }: RuleOutcome): boolean {
  return comparisons.some(({ metric }) => metric !== "chip_id");
}

function givenOf({ filters, params }: Context): AnswerModel["given"] {
  return filters.flatMap(({ key, label, choices, column }) => {
    const [value] = params.chosen[key] ?? [];
    if (value === undefined) return [];
    const figure = column?.type === "number" ? sayNumber(Number(value)) : value;
    const named = choices?.find((choice) => choice.value === value)?.label;
    const text = column?.type === "date" ? sayDate(value) : (named ?? figure);
    return { term: label, text: column?.unit ? `${text} ${column.unit}` : text };
  });
}

function ruleModel(ctx: Context, outcome: RuleOutcome, row: RuleRow): RuleModel {
  return {
    label: outcome.label,
    title: row.title,
    citation: row.citation,
    held: sayHeld(row, ctx.view.asOf),
    outcome: sayOutcome(outcome),
    mark: outcome.outcome,
    note: ctx.notes.cite(row.source_id),
    grounds: outcome.comparisons.map((ground) => ({
      says: sayGround(ground),
      margin: sayMargin(ground),
      mark: ground.outcome,
    })),
  };
}

function sayHeld({ effective_on, ended_on }: RuleRow, asOf: Day): string {
  if (effective_on === null) return "never in effect";
  const from = `from ${sayDate(effective_on)}`;
  return ended_on !== null && ended_on <= asOf ? `${from}, ended ${sayDate(ended_on)}` : from;
}

function sayPeriod({ from, until }: Period): string {
  if (from === null) return until === null ? "At all times" : `until ${sayDate(until)}`;
  return until === null ? `since ${sayDate(from)}` : `${sayDate(from)} to ${sayDate(until)}`;
}
