import { BadParameters } from "../web/errors.js";
import { type Block, limits, type ReportSpec, type SectionKey } from "./spec.js";

/** A report that works without a word being written. */
export interface ReadyMade {
  readonly slug: string;
  readonly title: string;
  readonly about: string;
  /** What it must be told beside the view. */
  readonly needs?: { readonly parameter: string; readonly label: string };
}

export const readyMade: readonly ReadyMade[] = [
  {
    slug: "landscape",
    title: "US-China AI landscape",
    about: "Who competes, with what money, on which chips, on whose open source, and how wide the gap is.",
  },
  {
    slug: "chips",
    title: "Chip constraints",
    about: "The rules, what each caught, the restriction lists, and what firms hold nevertheless.",
  },
  {
    slug: "dependence",
    title: "Open-source dependence",
    about: "Whose models rest on whose: shares, flows, roots and the lineage.",
  },
  {
    slug: "company",
    title: "Company brief",
    about: "One company: particulars, key figures and every dated fact.",
    needs: { parameter: "company", label: "Company" },
  },
  {
    slug: "then-and-now",
    title: "Then and now since the article",
    about: "Every headline figure of February 2024 beside that of the report’s day, and what came between.",
  },
];

const section = (key: SectionKey, parameters: Readonly<Record<string, string>> = {}): Block => ({
  kind: "section",
  section: key,
  parameters,
});

const blocks: Readonly<Record<string, (given: string) => readonly Block[]>> = {
  landscape: () =>
    (
      [
        "scoreboard",
        "companies",
        "funding",
        "chips",
        "rules",
        "regulation",
        "dependencies",
        "gap",
        "claims",
        "timeline",
      ] as const
    ).map((key) => section(key)),
  chips: () =>
    (["rules", "chips", "timeline"] as const).map((key) =>
      section(key, key === "timeline" ? { category: "export-control" } : {}),
    ),
  dependence: () => [section("dependencies"), section("claims", { topic: "open-source-dependence" })],
  company: (company) => [section("company", { company })],
  "then-and-now": () => [section("then-and-now"), section("gap"), section("timeline")],
};

/**
 * The definition of a ready-made report; `undefined` where no such report is made.
 * @param given the value of the parameter that it needs
 * @throws BadParameters if it needs one and none is given
 */
export function readyMadeSpec(slug: string, given = ""): ReportSpec | undefined {
  const ready = readyMade.find((one) => one.slug === slug);
  const make = blocks[slug];
  if (!ready || !make) return undefined;
  if (ready.needs && given === "")
    throw new BadParameters([
      {
        parameter: ready.needs.parameter,
        detail: `The report “${ready.title}” needs to know which: give ${ready.needs.parameter}, such as ${ready.needs.parameter}=01-ai.`,
      },
    ]);
  return {
    title: ready.title,
    subtitle: ready.about,
    authors: [],
    date: "",
    classification: "",
    asOf: "",
    a: "US",
    b: "CN",
    confidence: "disputed",
    paper: "A4",
    blocks: make(given.slice(0, limits.line)),
  };
}
