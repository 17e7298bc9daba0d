import { z } from "zod";
import { type Confidence, confidenceLevels } from "../values/evidence.js";
import { BadParameters, type ParameterFault } from "../web/errors.js";

/** Sections that a report is put together from, in the order in which the builder offers them. */
export const sectionKeys = [
  "scoreboard",
  "companies",
  "company",
  "compare",
  "funding",
  "chips",
  "rules",
  "regulation",
  "dependencies",
  "gap",
  "claims",
  "then-and-now",
  "timeline",
  "indicators",
  "sources",
] as const;

export type SectionKey = (typeof sectionKeys)[number];

/** One piece of a report. */
export type Block =
  | {
      readonly kind: "section";
      readonly section: SectionKey;
      /** Filters of the pages that the section is taken from, as their addresses write them: `{ stage: "seed" }`. */
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly kind: "commentary"; readonly markdown: string }
  /** The next piece begins a new sheet. */
  | { readonly kind: "break" };

export const papers = ["A4", "Letter"] as const;
export type Paper = (typeof papers)[number];

/** A report as its author puts it together: what is asked, never an answer. The facts fill it when it is read. */
export interface ReportSpec {
  readonly title: string;
  readonly subtitle: string;
  readonly authors: readonly string[];
  /** Date on the cover, of reduced precision; empty for the day on which it is read. */
  readonly date: string;
  /** "Internal", "For official use": printed on every sheet; empty for none. */
  readonly classification: string;
  /** The day it looks from, of reduced precision; empty for the day on which it is read. */
  readonly asOf: string;
  /** Countries compared, ISO 3166-1 alpha-2. */
  readonly a: string;
  readonly b: string;
  readonly confidence: Confidence;
  readonly paper: Paper;
  readonly blocks: readonly Block[];
}

/** How much a report may hold; a book is put together from several. */
export const limits = { blocks: 60, markdown: 40_000, line: 200, authors: 20 } as const;

const line = z
  .string({ error: "is not text" })
  .trim()
  .max(limits.line, { error: `is longer than ${limits.line} characters` })
  .regex(/^[^\p{Cc}]*$/u, { error: "holds a line break or another control character" });

const date = z
  .string({ error: "is not text" })
  .trim()
  .regex(/^(\d{4}(-\d{2}(-\d{2})?)?)?$/, { error: "is not a date; write 2023, 2023-11 or 2023-11-05" });

const country = z
  .string({ error: "is not text" })
  .regex(/^[A-Z]{2}$/, { error: "is no country code; write two capital letters, as in US" });

const block = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("section"),
      section: z.enum(sectionKeys, { error: `is no section; take one of ${sectionKeys.join(", ")}` }),
      parameters: z
        .record(z.string().max(limits.line), z.string().max(limits.line), { error: "are not words with values" })
        .default({}),
    }),
    z.strictObject({
      kind: z.literal("commentary"),
      markdown: z
        .string({ error: "is not text" })
        .max(limits.markdown, { error: `is longer than ${limits.markdown} characters` })
        // PostgreSQL has no text that holds this character.
        .refine((text) => !text.includes("\0"), { error: "holds a character that no text has" }),
    }),
    z.strictObject({ kind: z.literal("break") }),
  ],
  { error: "is no piece of a report; its kind is section, commentary or break" },
);

const report = z.strictObject({
  title: line.min(1, { error: "is missing" }),
  subtitle: line.default(""),
  authors: z
    .array(line.min(1, { error: "is empty" }))
    .max(limits.authors, { error: `are more than ${limits.authors}` })
    .default([]),
  date: date.default(""),
  classification: line.default(""),
  asOf: date.default(""),
  a: country.default("US"),
  b: country.default("CN"),
  confidence: z
    .enum(confidenceLevels, { error: `is no level of evidence; take one of ${confidenceLevels.join(", ")}` })
    .default("disputed"),
  paper: z.enum(papers, { error: `is no paper; take one of ${papers.join(", ")}` }).default("A4"),
  blocks: z
    .array(block)
    .min(1, { error: "are missing; a report has at least one section" })
    .max(limits.blocks, { error: `are more than ${limits.blocks}` }),
});

/**
 * Checks a report's definition. Whether its dates exist, its sections take their parameters and its figures are known
 * comes to light when it is made.
 * @throws BadParameters naming every fault by its place, such as `blocks.2.markdown`
 */
export function checkSpec(given: unknown): ReportSpec {
  const result = report.safeParse(given);
  if (result.success) return result.data as ReportSpec;
  const faults: ParameterFault[] = result.error.issues.map(({ path, message, code }) => {
    const parameter = path.join(".") || "report";
    return {
      parameter,
      detail: `${parameter} ${code === "unrecognized_keys" ? `does not know: ${message}` : message}.`,
    };
  });
  throw new BadParameters(faults);
}
