import { type Day, isReducedDate, lastDay, sayDate } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { nearIds } from "../web/near-ids.js";
import { families } from "./figure-catalogue.js";
import type { Quotable } from "./quotable.js";

/** A figure that prose quotes by its reference, so that it never disagrees with the charts. */
export interface LiveFigure extends Pick<Quotable, "title" | "text" | "value" | "unit" | "sources"> {
  /** As it is written between braces: `funding.cn.total`, `funding.cn.total:confirmed@2024-02-21`. */
  readonly reference: string;
}

/** A reference that names no figure; the message says what would do. */
export class UnknownReference extends Error {}

const bands = ["confirmed", "reported", "all"] as const;
const bandWords = { confirmed: "confirmed only", reported: "reported or better", all: "on any evidence" } as const;

/** Each further day costs as much as a page; a comparison of more is a chart. */
const mostOtherDays = 12;
const mostNamed = 3;

/** The parts of a reference. */
interface Reference {
  readonly family: string;
  readonly name: string;
  readonly band?: (typeof bands)[number];
  readonly on?: string;
}

const shape = /^([a-z_]+)((?:\.[a-z0-9_-]+)*)(?::([a-z]+))?(?:@([\d-]+))?(?::([a-z]+))?$/;

/**
 * The figures that a report's prose may quote, of the context's day and of earlier ones. Families are computed when one
 * of theirs is asked for, once for each day.
 */
export class LiveFigures {
  readonly #contexts = new Map<Day, Context>();

  readonly ctx: Context;

  constructor(asked: Context) {
    // A figure is of the whole view: a page's filters narrow what the page shows.
    const isNarrowed = Object.keys(asked.params.chosen).length > 0;
    this.ctx = isNarrowed ? asked.asking({ ...asked.params, chosen: {} }, []) : asked;
    this.#contexts.set(this.ctx.view.asOf, this.ctx);
  }

  /**
   * The figure of a reference: `family.side.field`, with `:confirmed`, `:reported` or `:all` for a level of evidence
   * and `@2024-02-21` for an earlier day.
   * @throws UnknownReference
   */
  async figure(text: string): Promise<LiveFigure> {
    const { family, name, band, on } = this.#read(text);
    const ctx = on === undefined ? this.ctx : this.#at(text, on);
    const found = (await quotables(ctx, family)).find((quotable) => quotable.name === name);
    if (!found) throw await this.#unknown(text, name === "" ? family : `${family}.${name}`);
    if (band && !found.band)
      throw new UnknownReference(`{{${text}}} has no levels of evidence; write it without “:${band}”.`);
    const quoted = (band && found.band?.[band]) || found;
    const { title, unit, sources } = found;
    return {
      reference: text,
      title: [title, band && bandWords[band], on && `by ${sayDate(ctx.view.asOf)}`].filter(Boolean).join(", "),
      text: quoted.text,
      value: quoted.value,
      unit,
      sources,
    };
  }

  /**
   * All figures of the context's day for choosing from, or those of some families; of those that are very many, such as
   * a benchmark's lag, the known.
   */
  async list(wanted: (family: string) => boolean = () => true): Promise<readonly LiveFigure[]> {
    const listed: LiveFigure[] = [];
    for (const family of Object.keys(families).filter(wanted)) {
      for (const { name, title, text, value, unit, sources, oneOfMany } of await quotables(this.ctx, family)) {
        if (oneOfMany && value === null) continue;
        listed.push({ reference: referenceOf(family, name), title, text, value, unit, sources });
      }
    }
    return listed;
  }

  #read(text: string): Reference {
    const [matched, family = "", rest = "", before, on, after] = shape.exec(text) ?? [];
    const band = bands.find((known) => known === (before ?? after));
    if (matched === undefined || (before && after))
      throw new UnknownReference(
        `{{${clip(text)}}} is no reference; write one as in {{funding.cn.total}} or {{funding.cn.total@2024-02-21}}.`,
      );
    if ((before ?? after) !== undefined && !band)
      throw new UnknownReference(`{{${clip(text)}}} names no level of evidence; take one of ${bands.join(", ")}.`);
    return { family, name: rest.slice(1), ...(band && { band }), ...(on !== undefined && { on }) };
  }

  #at(text: string, on: string): Context {
    if (!isReducedDate(on))
      throw new UnknownReference(`{{${clip(text)}}}: “${clip(on)}” is not a date; write 2023, 2023-11 or 2023-11-05.`);
    const day = lastDay(on);
    const { asOf } = this.ctx.view;
    if (day > asOf)
      throw new UnknownReference(
        `{{${clip(text)}}} asks for ${sayDate(on)}, which ${on === day ? "lies" : "ends"} after the day that the report looks from, ${sayDate(asOf)}.`,
      );
    const known = this.#contexts.get(day);
    if (known) return known;
    // The report's own day is among those known.
    if (this.#contexts.size > mostOtherDays)
      throw new UnknownReference(
        `{{${clip(text)}}} asks for one more day; a report quotes figures of up to ${mostOtherDays} other days.`,
      );
    const ctx = this.ctx.viewedAs({ asOf: day });
    this.#contexts.set(day, ctx);
    return ctx;
  }

  async #unknown(text: string, wanted: string): Promise<UnknownReference> {
    const all = await this.ctx.once("references", async () => {
      const references: { readonly value: string; readonly label: string }[] = [];
      for (const family of Object.keys(families))
        for (const { name, title } of await quotables(this.ctx, family))
          references.push({ value: referenceOf(family, name), label: title });
      return references;
    });
    // “funding.cn” lacks a field, “funding.de.total” names a country that the report does not compare.
    const [family = "", , ...field] = wanted.split(".");
    const alike = all.filter(
      ({ value }) => field.length > 0 && value.startsWith(`${family}.`) && value.endsWith(`.${field.join(".")}`),
    );
    const near = [...new Set([...nearIds(wanted, all), ...alike].map(({ value }) => value))].slice(0, mostNamed);
    const hint = near.length > 0 ? `; near it ${near.length === 1 ? "is" : "are"} ${near.join(", ")}` : "";
    return new UnknownReference(`{{${clip(text)}}} names no figure of this report${hint}.`);
  }
}

const referenceOf = (family: string, name: string) => (name === "" ? family : `${family}.${name}`);

function quotables(ctx: Context, family: string): Promise<readonly Quotable[]> {
  const compute = Object.hasOwn(families, family) ? families[family] : undefined;
  return compute ? ctx.once(`live figures ${family}`, () => compute(ctx)) : Promise.resolve([]);
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
