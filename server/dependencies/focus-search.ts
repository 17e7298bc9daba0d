import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { type FormModel, filterForm } from "../web/layout.js";
import { type Focus, find, focusFilter, focusOf } from "./focus.js";
import { focusHref, lineageInput } from "./graph.js";

const path = "/dependencies";

/** What the template is given to look for a node of the graph, and to say which one is lit. */
export interface FocusParts {
  readonly search: Pick<FormModel, "action" | "hidden"> & {
    readonly name: string;
    readonly value: string;
    /** Names that the box suggests: of what is drawn. */
    readonly suggested: readonly { readonly value: string; readonly about: string }[];
    /** Why nothing is lit although something was asked for. */
    readonly fault?: string;
    readonly candidates: readonly Candidate[];
    /** Faults of the page's other fields. */
    readonly otherFaults: readonly string[];
  };
  readonly lit?: {
    readonly label: string;
    readonly name: string;
    readonly about: string;
    readonly remarks: string;
    readonly links: readonly { readonly text: string; readonly href: string }[];
  };
  /** The rows and the graph of the whole view, where the picture holds a part of it. */
  readonly whole: readonly { readonly text: string; readonly href: string }[];
  /** The form above the table, which keeps the focus and does not ask for it again. */
  readonly rowsForm: FormModel | undefined;
}

interface Candidate {
  readonly name: string;
  readonly about: string;
  readonly href: string;
}

export async function focusParts(ctx: Context): Promise<FocusParts> {
  const form = filterForm(ctx, path);
  const { data } = await lineageInput(ctx);
  const refused = ctx.refusal?.faults.some(({ parameter }) => parameter === focusFilter.key) ?? false;
  const asked = (refused ? ctx.refusal?.given.get(focusFilter.key) : ctx.chosen(focusFilter.key)?.[0]) ?? "";
  const focus = await focusOf(ctx);
  return {
    search: {
      action: `${path}#find`,
      hidden: (form?.hidden ?? []).concat(othersChosen(ctx)),
      name: focusFilter.key,
      value: focus?.name ?? asked,
      suggested: data.nodes.map(({ name, company }) => ({ value: name, about: company ?? "" })),
      ...(refused ? await faultOf(ctx, asked) : { candidates: [] }),
      otherFaults: (ctx.refusal?.faults ?? [])
        .filter(({ parameter }) => parameter !== focusFilter.key)
        .map(({ detail }) => detail),
    },
    ...(focus && {
      lit: litOf(
        ctx,
        focus,
        asked,
        data.nodes.some(({ id }) => id === focus.id),
      ),
    }),
    whole: data.partial
      ? [
          { text: "CSV", href: ctx.hrefHere(`${path}.csv`, { focus: null, bom: "1" }) },
          { text: "GraphML", href: ctx.hrefHere(`${path}.graphml`, { focus: null, sort: null }) },
        ]
      : [],
    // The kind stands above the rows as a facet.
    rowsForm: form && {
      ...form,
      fields: form.fields.filter(({ name }) => name !== focusFilter.key && name !== "kind"),
      hidden: [
        ...form.hidden,
        ...(focus ? [{ name: focusFilter.key, value: focus.id }] : []),
        ...othersChosen(ctx).filter(({ name }) => name === "kind"),
      ],
    },
  };
}

/** The page's other filters, which a search for a node leaves as they are. */
function othersChosen(ctx: Context): FormModel["hidden"] {
  return Object.entries(ctx.params.chosen)
    .filter(([name]) => name !== focusFilter.key)
    .map(([name, values]) => ({ name, value: values.join(",") }));
}

/** Why `asked` names no one thing, for a person, with what might be meant as links. */
async function faultOf(ctx: Context, asked: string): Promise<Pick<FocusParts["search"], "fault" | "candidates">> {
  const fault = ctx.refusal?.faults.find(({ parameter }) => parameter === focusFilter.key)?.detail ?? "";
  // Something about its form: it is too long, or given twice.
  if (asked.length > 200 || asked.trim() === "") return { fault, candidates: [] };
  const { fits, fitting, near } = await find(ctx, asked);
  if (fits > 1) {
    const all = sayCount(fits, "model or piece of software", "models and pieces of software");
    const rest = fits - fitting.length;
    const more = rest > 0 ? ` More of the name would find the other ${sayNumber(rest)}.` : "";
    return { fault: `“${asked}” fits ${all}.${more} Did you mean`, candidates: fitting.map(linked(ctx)) };
  }
  const none = `“${asked}” is in the name, company or id of no model or piece of software in this view.`;
  return { fault: near.length > 0 ? `${none} Did you mean` : none, candidates: near.map(linked(ctx)) };
}

const linked =
  (ctx: Context) =>
  (one: Focus): Candidate => ({ name: one.name, about: aboutOf(one), href: focusHref(ctx, one.id) });

function aboutOf({ is, company_name, released_on }: Focus): string {
  return [company_name, is === "software" ? "software or data" : null, released_on && sayDate(released_on)]
    .filter(Boolean)
    .join(", ");
}

/** The node that was asked for, and whether it stands in the graph. */
function litOf(ctx: Context, focus: Focus, asked: string, drawn: boolean): NonNullable<FocusParts["lit"]> {
  const exact = [focus.id, focus.name.toLowerCase()].includes(asked.trim().toLowerCase());
  const remarks = [
    ...(exact ? [] : [`The only one that “${asked}” fits.`]),
    ...(drawn ? ["The table and the files below hold the dependencies on its chains."] : []),
  ];
  const page = { text: "its page", href: ctx.href(`/models/${focus.id}`) };
  const without = { text: "without it", href: ctx.href("/dependencies/without", { ids: focus.id }) };
  return {
    // What is said of it is of a later date, too.
    about: focus.counts === 1 ? aboutOf(focus) : "counts only from a later date",
    label: drawn ? "Lit" : "Not in this graph",
    name: focus.name,
    links: [
      ...(focus.is === "model" && focus.counts === 1 ? [page] : []),
      ...(drawn ? [without] : []),
      { text: drawn ? "put the light out" : "the graph without a light", href: focusHref(ctx, null) },
    ],
    remarks: remarks.join(" "),
  };
}
