import { withdrawal as withdrawalChart } from "../../public/charts/withdrawal.js";
import type { Confidence } from "../values/evidence.js";
import { sayCount, sayNumber, sayPercent } from "../values/numbers.js";
import { countryLabel, type SideKey } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { DependencyNode } from "../web/dependency-rows.js";
import { chart } from "../web/figures.js";
import { type Field, type FormModel, filterForm } from "../web/layout.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { show } from "../web/tables.js";
import { leastModelsForShare, measuredKinds } from "./lineage.js";
import { hasStep, lensOf } from "./numbered.js";
import { pageOfNode, pageOfRow } from "./path-view.js";
import { withdrawal } from "./withdrawal.js";
import {
  lossesBySide,
  modelLosses,
  scopes,
  type WithdrawalFacts,
  withdrawalFacts,
  withdrawalInput,
} from "./withdrawal-data.js";
import { losingCountries, withdrawable } from "./withdrawal-queries.js";
import { kindTitles, sayNames, sayPath } from "./withdrawal-words.js";
import { type OfferGroup, offers } from "./without-offers.js";

const path = "/dependencies/without";
const mostIds = 50;
/** Suggestions that a browser is sent for the field. */
const mostKnown = 1000;

/** What the template is given beside figures and table. */
interface WithoutParts {
  readonly form: Pick<FormModel, "action" | "hidden"> & {
    readonly ids: Field;
    readonly selects: readonly Field[];
    /** Faults that no field of the form shows. */
    readonly otherFaults: readonly string[];
  };
  readonly known: readonly { readonly value: string; readonly label: string }[];
  /** How many are not suggested, in words; "" for none. */
  readonly unlisted: string;
  readonly chosen: readonly {
    readonly name: string;
    readonly href?: string;
    readonly about: string;
    readonly without: string;
  }[];
  readonly remarks: readonly {
    readonly text: string;
    readonly link?: { readonly text: string; readonly href: string };
  }[];
  readonly offers: readonly OfferGroup[];
  readonly sides: readonly SideRow[];
  /** What is said of each side, in the order of the rows. */
  readonly measures: typeof measures;
}

/** Figures of one side as the page prints them. */
interface SideRow {
  readonly side: SideKey;
  readonly label: string;
  readonly direct: string;
  readonly indirect: string;
  readonly companies: string;
  readonly sample: string;
  readonly confirmed: string;
  readonly reported: string;
  readonly all: string;
}

const measures = [
  { key: "direct", title: "a base of their own" },
  { key: "indirect", title: "only a base of a base" },
  { key: "companies", title: "of so many companies" },
  { key: "sample", title: "of open models in the sample" },
  { key: "confirmed", title: "on confirmed evidence" },
  { key: "reported", title: "reported or better" },
  { key: "all", title: "on any evidence" },
] as const satisfies readonly { readonly key: keyof SideRow; readonly title: string }[];

const columns: readonly OutColumn[] = [
  { name: "id", type: "slug", title: "Id", description: "Id of the model or software that loses a base." },
  { name: "name", type: "text", title: "Name", description: "Its name." },
  { name: "is", type: "text", title: "Is", description: "model or software." },
  { name: "company_id", type: "slug", title: "Company id", description: "Developer, or steward of software." },
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("models", "released_on", "openness", "inclusion"),
  {
    name: "loses",
    type: "text",
    title: "Loses",
    description: "direct: a base of its own is withdrawn; indirect: only a base of a base, however far.",
  },
  {
    name: "kinds",
    type: "text",
    title: "Kinds",
    description: "In which ways it takes from bases that are withdrawn or lose one themselves.",
  },
  {
    name: "steps",
    type: "integer",
    title: "Steps",
    description: "Length of the shortest chain to something withdrawn.",
  },
  { name: "withdrawn_id", type: "slug", title: "Withdrawn", description: "Where that chain ends." },
  { name: "path", type: "text", title: "How", description: "That chain in words." },
  { name: "confidence", type: "text", title: "Evidence", description: "The weakest evidence along that chain." },
  {
    name: "bases_left",
    type: "integer",
    title: "Bases left",
    description: "Recorded bases of the chosen kinds that neither are withdrawn nor lose one.",
  },
  { name: "bases_left_names", type: "text", title: "Which", description: "Their names." },
  { name: "source_ids", type: "text", title: "Sources", description: "Ids of the sources along the chain." },
];

export const withoutPage: PageSpec = {
  path,
  name: "dependencies/without",
  title: "Without",
  filters: async (store) => [
    { key: "ids", label: "Withdraw", ids: { known: await withdrawable(store), most: mostIds } },
    {
      key: "scope",
      label: "Through",
      choices: Object.entries(scopes).map(([value, { label }]) => ({ value, label })),
      unset: "lineage; for software its stack",
    },
    {
      key: "country",
      label: "Who loses",
      choices: (await losingCountries(store)).map((value) => ({ value, label: countryLabel(value) })),
      unset: "everybody",
    },
    {
      key: "loses",
      label: "What",
      choices: [
        { value: "direct", label: "a base of its own" },
        { value: "indirect", label: "only a base of a base" },
      ],
      unset: "any base",
    },
  ],
  charts: {
    companies: chart("withdrawal", withdrawalChart, withdrawalInput("company")),
    kinds: chart("withdrawal", withdrawalChart, withdrawalInput("kind")),
  },
  faultsInPlace: true,
  table: {
    noun: "model or software",
    plural: "models and software",
    columns,
    order: [{ column: "loses" }, { column: "released_on", descending: true }],
    key: ["id"],
    shown: [
      show.link("Name", "name", pageOfRow, "company_name"),
      show.country("country"),
      show.date("Released", "released_on"),
      show.text("Loses a base", "loses", (loses) => (loses === "direct" ? "of its own" : "further down")),
      show.text("Kinds", "kinds"),
      show.prose("How", "path"),
      {
        title: "Weakest evidence",
        sort: "confidence",
        cell: (row) => ({ text: String(row["confidence"]), mark: `evidence-${row["confidence"]}` }),
      },
      {
        title: "Another recorded base",
        sort: "bases_left",
        cell: (row) => ({ text: row["bases_left"] === 0 ? "none" : String(row["bases_left_names"]) }),
      },
      {
        title: "Sources",
        cell: (row, ctx) => ({
          text: `notes ${ctx.notes.citeAll(String(row["source_ids"]).split(", "))}`,
          href: "#notes",
        }),
      },
    ],
    rows: async (ctx, order) => computedRows(rowsOf(await withdrawalFacts(ctx)), columns, order),
  },
  content: async (ctx) => {
    const facts = await withdrawalFacts(ctx);
    const { without, shown, nodes } = facts;
    const models = modelLosses(shown, nodes);
    const companies = new Set(models.map(({ node }) => node.companyId)).size;
    return {
      title: without ? `Without ${without}` : "Withdrawn: who would lose a base",
      headline: without
        ? models.length === 0
          ? `Without ${without}, no model on record loses a base`
          : `Without ${without}, ${sayCount(models.length, "model")} of ${sayCount(companies, "company", "companies")} ${models.length === 1 ? "loses" : "lose"} a base`
        : "If a model were withdrawn, who would lose a base?",
      lede: "Which models would lose a base that they are recorded to rest on, of their own or further down, if others were withdrawn. It says what was taken over, not that a model would stop working: weights once published stay. Only recorded dependence counts, and closed models seldom tell theirs.",
      parts: await partsOf(ctx, facts),
    };
  },
};

function rowsOf({ nodes, shown }: WithdrawalFacts): readonly OutRow[] {
  const nameOf = (id: string) => nodes.get(id)?.name ?? id;
  return shown.flatMap(({ id, loses, ground, kinds, remaining }): OutRow[] => {
    const node = nodes.get(id);
    if (!node) return [];
    return [
      {
        id,
        name: node.name,
        is: node.kind,
        company_id: node.companyId,
        company_name: node.companyName,
        country: node.country,
        released_on: node.releasedOn,
        openness: node.openness,
        inclusion: node.inclusion,
        loses,
        kinds: kinds.map((kind) => kindTitles[kind].toLowerCase()).join(", "),
        steps: ground.path.length,
        withdrawn_id: ground.restsOnId,
        path: sayPath(ground, nameOf),
        confidence: ground.confidence,
        bases_left: remaining.length,
        bases_left_names: remaining.length > 0 ? remaining.map(nameOf).join(", ") : null,
        source_ids: [...new Set(ground.path.map(({ sourceId }) => sourceId))].join(", "),
      },
    ];
  });
}

async function partsOf(ctx: Context, facts: WithdrawalFacts): Promise<WithoutParts> {
  const form = filterForm(ctx, path);
  const fields = form?.fields ?? [];
  const ids = fields.find(({ name }) => name === "ids");
  if (!form || !ids) throw new Error("The page has lost its form.");
  const known = restedOn(facts, ctx);
  const given = ctx.chosen("ids") ?? [];
  const less = (id: string) => given.filter((one) => one !== id).join(",");
  return {
    form: {
      action: path,
      hidden: form.hidden,
      ids,
      selects: fields.filter((field) => field !== ids),
      otherFaults: (ctx.refusal?.faults ?? [])
        .filter(({ parameter }) => parameter !== "ids")
        .map(({ detail }) => detail),
    },
    known: known.slice(0, mostKnown).map(({ id, name }) => ({ value: id, label: name })),
    unlisted:
      known.length > mostKnown
        ? `; suggested are the ${sayNumber(mostKnown)} of ${sayNumber(known.length)} on which most rests directly`
        : "",
    chosen: facts.asked.map(({ id, name, is, ids: shelf }) => ({
      name: is === "company" ? `Everything of ${name}` : name,
      ...(is !== "company" && shelf.length > 0 && { href: ctx.href(pageOfNode({ id, kind: is })) }),
      about:
        is === "company" ? sayCount(shelf.length, "model or piece of software", "models and pieces of software") : is,
      without: ctx.hrefHere(path, { ids: less(id) || null, sort: null }),
    })),
    remarks: remarksOf(ctx, facts),
    offers: await offers(ctx, facts, path),
    sides: facts.asked.length > 0 ? await sideRows(ctx, facts) : [],
    measures,
  };
}

/** What anything rests on; where that is more than a list of suggestions holds, first that on which most rests. */
function restedOn({ numbered }: WithdrawalFacts, ctx: Context): readonly DependencyNode[] {
  const { from, nodes } = numbered;
  const lens = lensOf(measuredKinds, ctx.view.confidence);
  const rested = [...nodes.keys()].filter((at) => hasStep(numbered, from, at, lens));
  const steps = (at: number) => (from.starts[at + 1] ?? 0) - (from.starts[at] ?? 0);
  if (rested.length > mostKnown) rested.sort((one, other) => steps(other) - steps(one) || one - other);
  return rested.flatMap((at) => nodes[at] ?? []);
}

/** What the reader should know of the question. */
function remarksOf(ctx: Context, { asked, scope, nodes, losses }: WithdrawalFacts): WithoutParts["remarks"] {
  const absent = asked.filter(({ ids }) => ids.length === 0).map(({ name }) => name);
  const software = asked.flatMap(({ ids }) => ids).filter((id) => nodes.get(id)?.kind === "software").length;
  const withdrawn = new Set(asked.flatMap(({ ids }) => ids)).size;
  return [
    ...(absent.length > 0
      ? [{ text: `Nothing of ${sayNames(absent, 5)} stands in this view: it counts only from a later date.` }]
      : []),
    ...(software > 0 && scope === "lineage"
      ? [
          {
            text: `Lineage runs between models and does not reach ${software === withdrawn ? "software and data" : `the ${sayCount(software, "piece")} of software and data among what is withdrawn`}.`,
            link: {
              text: software === withdrawn ? "Follow the software stack" : "Follow the software stack, too",
              href: ctx.hrefHere(path, { scope: software === withdrawn ? "stack" : "both" }),
            },
          },
        ]
      : []),
    ...(withdrawn > 1 && losses.length > 0
      ? [{ text: "What is withdrawn itself is not listed, though it may rest on the rest of it." }]
      : []),
  ];
}

async function sideRows(ctx: Context, facts: WithdrawalFacts): Promise<readonly SideRow[]> {
  const withdrawn = facts.asked.flatMap(({ ids }) => ids);
  const losing = async (strictest: Confidence) => {
    const all = await withdrawal(facts.numbered, withdrawn, { kinds: facts.kinds, strictest });
    return lossesBySide(ctx, { ...facts, shown: facts.narrow(all) });
  };
  const levels = {
    confirmed: await losing("confirmed"),
    reported: await losing("reported"),
    all: await losing("disputed"),
  };
  return lossesBySide(ctx, facts).map(({ side, direct, indirect, companies, sample }, at): SideRow => {
    const all = ({ [at]: total }: ReturnType<typeof lossesBySide>) =>
      String((total?.direct ?? 0) + (total?.indirect ?? 0));
    return {
      side,
      label: side === "other" ? "Others" : ctx.view.sides[side].label,
      direct: String(direct),
      indirect: String(indirect),
      companies: String(companies),
      sample:
        sample.models === 0
          ? "no open model"
          : `${sample.losing} of ${sample.models}${sample.models < leastModelsForShare ? "" : `, ${sayPercent(sample.losing / sample.models)}`}`,
      confirmed: all(levels.confirmed),
      reported: all(levels.reported),
      all: all(levels.all),
    };
  });
}
