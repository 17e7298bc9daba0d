import type { LinkCheckRow } from "../../db/database.js";
import type { TableName } from "../../db/tables.js";
import { tableOf } from "../../db/tables.js";
import { addMonths, type Day, lastDay, sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";

/**
 * What an editor could mend, as lists: what is known of the facts goes in, the rows that want work come out, each with
 * the reason in words.
 */

export const lists = {
  conflict: {
    label: "Sources disagree",
    meaning:
      "A further source gives another value than the one recorded. Settle which holds, or say why it stays open.",
  },
  "dead-reference": {
    label: "Dead references",
    meaning: "Pages cited as sources that were gone, or out of reach, when last asked for. Looked for at any date.",
  },
  "die-area": {
    label: "Chips without die area",
    meaning: "Performance density, which export rules test, cannot be worked out for them.",
  },
  duplicate: {
    label: "Companies that look alike",
    meaning:
      "Names that differ only in case, accents, punctuation or the legal form. They may be one company recorded twice.",
  },
  lineage: {
    label: "Models without lineage",
    meaning: "Nothing is recorded that they rest on. Models made from scratch belong here too until it says so.",
  },
  stale: {
    label: "Stale figures",
    meaning:
      "The last figure of a series is old: chips held by a company and values of an indicator after 18 months, a startup’s valuation after 24. Counted from the last day that the figure speaks for to that of the view.",
  },
  "unused-source": {
    label: "Sources that no fact cites",
    meaning: "Left over, or the fact was never entered. Looked for at any date.",
  },
  "weak-evidence": {
    label: "Weak evidence",
    meaning: "Recorded as estimated or disputed: a source that confirms would settle them.",
  },
  "single-source": {
    label: "No second source",
    meaning: "No further source is cited that agrees with the row.",
  },
} as const;

export type ListName = keyof typeof lists;

/** One row on one list. */
export interface Finding {
  readonly list: ListName;
  readonly table: TableName;
  readonly row_id: string;
  readonly label: string;
  /** Column that it is about; empty for the whole row. */
  readonly column: string;
  readonly finding: string;
  /** What the row records in the column, and what another source or row has instead. */
  readonly recorded: string | null;
  readonly other: string | null;
  readonly dated_on: string | null;
  readonly confidence: string | null;
  readonly company_id: string | null;
  readonly source_id: string | null;
}

/** A row of the facts as far as every list needs to know it. */
export type Known = Pick<
  Finding,
  "table" | "row_id" | "label" | "dated_on" | "confidence" | "company_id" | "source_id"
>;

/** A further source of a row. */
export interface Further extends Known {
  readonly column: string;
  readonly agrees: boolean;
  readonly value: string | null;
}

const whole = { column: "", recorded: null, other: null } as const;

/** A second source is a further one that agrees and is not the first once more. */
export function singleSource(rows: readonly Known[], further: readonly Further[]): readonly Finding[] {
  const sources = sourcesByRow(further.filter(({ agrees }) => agrees));
  // What has no id cannot be cited for.
  return rows
    .filter(({ table }) => tableOf(table).columns["id"] !== undefined)
    .filter((row) => ![...(sources.get(rowOf(row)) ?? [])].some((source) => source !== row.source_id))
    .map((row) => ({ ...row, ...whole, list: "single-source", finding: "Rests on one source alone." }));
}

export function weakEvidence(rows: readonly Known[], further: readonly Further[]): readonly Finding[] {
  const sources = sourcesByRow(further);
  return rows
    .filter(({ confidence }) => confidence === "estimated" || confidence === "disputed")
    .map((row) => {
      const count = new Set([row.source_id, ...(sources.get(rowOf(row)) ?? [])]).size;
      return {
        ...row,
        ...whole,
        list: "weak-evidence",
        finding: `${row.confidence === "disputed" ? "Disputed" : "Estimated"}, on ${sayCount(count, "source")}.`,
      };
    });
}

function sourcesByRow(further: readonly Further[]): ReadonlyMap<string, ReadonlySet<string | null>> {
  const sources = new Map<string, Set<string | null>>();
  for (const one of further) {
    const own = sources.get(rowOf(one)) ?? new Set();
    sources.set(rowOf(one), own.add(one.source_id));
  }
  return sources;
}

export const rowOf = ({ table, row_id }: Pick<Known, "table" | "row_id">) => `${table} ${row_id}`;

/** @param recorded what the row records in the column that a source is cited for */
export function conflicts(further: readonly Further[], recorded: (use: Further) => string | null): readonly Finding[] {
  return further
    .filter(({ agrees }) => !agrees)
    .map(({ agrees: _agrees, value, ...use }) => ({
      ...use,
      list: "conflict",
      recorded: recorded({ ...use, agrees: false, value }),
      other: value,
      finding: use.column === "" ? "A source contradicts the row." : "A source has another value.",
    }));
}

/** A source whose page did not stand when it was last asked for. */
export interface LostSource extends Known {
  readonly check: LinkCheckRow;
  /** Rows that rest on it. */
  readonly facts: number;
}

/** What is gone comes apart from what was out of reach, which may be there again by now. */
export function deadReferences(sources: readonly LostSource[]): readonly Finding[] {
  return sources.map(({ check, facts, ...source }) => {
    const { outcome, checked_at, status, detail } = check;
    const why = [status, detail].filter((part) => part !== null).join(", ");
    return {
      ...source,
      ...whole,
      column: "url",
      list: "dead-reference",
      finding: `${outcome === "dead" ? "Gone" : "Out of reach"} on ${sayDate(checked_at.slice(0, 10))} (${why}); ${sayCount(facts, "fact rests", "facts rest")} on it.`,
    };
  });
}

export function withoutDieArea(chips: readonly Known[]): readonly Finding[] {
  return chips.map((chip) => ({
    ...chip,
    ...whole,
    column: "die_area_mm2",
    list: "die-area",
    finding: "No die area is recorded.",
  }));
}

export function withoutLineage(models: readonly Known[], dependents: ReadonlySet<string>): readonly Finding[] {
  return models
    .filter(({ row_id }) => !dependents.has(row_id))
    .map((model) => ({ ...model, ...whole, list: "lineage", finding: "No dependency is recorded." }));
}

/** One figure of a series, such as a company's chips or an indicator of a country. */
export interface Dated extends Known {
  readonly series: string;
  readonly dated_on: string;
}

/** The last figure of each series that is older than so many months. A reduced date speaks up to its last day. */
export function stale(figures: readonly Dated[], months: number, asOf: Day): readonly Finding[] {
  const last = new Map<string, Dated>();
  for (const figure of figures) {
    const known = last.get(figure.series);
    if (!known || later(figure, known)) last.set(figure.series, figure);
  }
  const limit = addMonths(asOf, -months);
  return [...last.values()]
    .filter(({ dated_on }) => lastDay(dated_on) < limit)
    .map(({ series: _series, ...figure }) => ({
      ...figure,
      ...whole,
      list: "stale",
      finding: `The last figure is of ${sayDate(figure.dated_on)}, more than ${months} months ago.`,
    }));
}

/** By the day up to which they speak, then by id, so that the answer is one. */
function later(one: Dated, other: Dated): boolean {
  const [a, b] = [lastDay(one.dated_on), lastDay(other.dated_on)];
  return a === b ? one.row_id > other.row_id : a > b;
}

/** Companies of which another is written alike in Latin letters or in its own script. */
export function lookAlike(companies: readonly (Known & { readonly names: readonly string[] })[]): readonly Finding[] {
  const alike = new Map<string, Set<(typeof companies)[number]>>();
  for (const company of companies)
    for (const name of new Set(company.names.map(normalised).filter(Boolean)))
      alike.set(name, (alike.get(name) ?? new Set()).add(company));
  return companies.flatMap((company) => {
    const others = new Set([...alike.values()].filter((group) => group.has(company)).flatMap((group) => [...group]));
    others.delete(company);
    if (others.size === 0) return [];
    const { names: _names, ...known } = company;
    const other = [...others].map(({ label, row_id }) => `${label} (${row_id})`).join(", ");
    return [
      {
        ...known,
        ...whole,
        list: "duplicate" as const,
        recorded: company.label,
        other,
        finding: "Written like another company.",
      },
    ];
  });
}

const legalForms =
  /\b(inc|incorporated|corp|corporation|co|company|ltd|limited|llc|plc|ag|gmbh|sa|se|nv|bv|pte|group|holdings?)\b/g;

/** @example normalised("Zhipu A.I. Co., Ltd.") // "zhipuai" */
export function normalised(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const bare = plain
    .replace(/[.'’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(legalForms, " ");
  const letters = bare.replace(/ /g, "");
  // "Group Holdings" is a name after all.
  return letters || plain.replace(/[^\p{L}\p{N}]+/gu, "");
}
