import type { Router } from "express";
import { sayDate } from "../values/dates.js";
import { counts } from "../values/evidence.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { countryLabel, type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { textFilter } from "../web/filters.js";
import { type House, mountPage, type PageContent, type PageSpec } from "../web/pages.js";
import { answerJson, detailOf } from "./answer-json.js";
import { type Kind, kindLabels, kindNouns, kinds } from "./entries.js";
import { type Found, find, type Hit } from "./find.js";
import { marked, type Stretch } from "./marking.js";
import { searchIndexAt } from "./reading.js";

/** Hits of each kind while all kinds are shown, and of one kind asked for. */
const most = { ofAll: 5, ofOne: 100 } as const;

/** Tried out for the reader: a name in its own script, a chip, a rule's number, a person, a slip of the hand. */
const examples = ["零一万物", "H20", "3A090", "Liang Wenfeng", "gpt 4", "deepsek"] as const;

const punctuation = "Only signs were asked for; write at least one letter, digit or Chinese character.";

interface HitModel {
  readonly label: readonly Stretch[];
  readonly native: readonly Stretch[];
  readonly href: string;
  readonly detail: readonly Stretch[];
  readonly country?: { readonly label: string; readonly side: SideKey };
  readonly date?: string;
}

interface GroupModel {
  readonly kind: Kind;
  readonly label: string;
  readonly counted: string;
  readonly hits: readonly HitModel[];
  /** Where all of them stand, if not here. */
  readonly all?: { readonly text: string; readonly href: string };
  readonly cut?: string;
}

/** What the template is given. */
interface SearchParts {
  readonly groups: readonly GroupModel[];
  readonly perhaps: readonly HitModel[];
  readonly examples: readonly { readonly text: string; readonly href: string }[];
}

function searchPage(): PageSpec {
  const search = async (ctx: Context, text: string): Promise<Found> => {
    const { asOf, confidence } = ctx.view;
    return find(await searchIndexAt(ctx.store), {
      text,
      admits: (ground) => ground.since <= asOf && (ground.confidence === null || counts(ground.confidence, confidence)),
      most: ctx.chosen("kind") ? most.ofOne : most.ofAll,
      ...(ctx.chosen("kind") && { kinds: ctx.chosen("kind") as readonly Kind[] }),
    });
  };
  const asked = (ctx: Context) => ctx.chosen("q")?.[0]?.trim() ?? "";
  return {
    path: "/search",
    name: "search/index",
    title: "Search",
    filters: async () => [
      textFilter,
      {
        key: "kind",
        label: "Among",
        unset: "everything",
        choices: kinds.map((value) => ({ value, label: kindLabels[value] })),
      },
    ],
    charts: {},
    answer: async (ctx) => answerJson(ctx, asked(ctx), await search(ctx, asked(ctx))),
    content: async (ctx) => {
      const text = asked(ctx);
      const found = await search(ctx, text);
      const tried = found.groups.length > 0 ? [] : await Promise.all(examples.map((example) => search(ctx, example)));
      const parts: SearchParts = {
        groups: found.groups.map((group) => groupModel(ctx, group, found)),
        perhaps: found.perhaps.map((hit) => hitModel(ctx, hit, found.words)),
        examples: examples
          .filter((_example, at) => (tried[at]?.groups.length ?? 0) > 0)
          .map((example) => ({ text: example, href: ctx.href("/search", { q: example }) })),
      };
      return { ...headOf(ctx, text, found), parts };
    },
  };
}

function headOf(ctx: Context, text: string, { words, groups, perhaps }: Found): Omit<PageContent, "parts"> {
  const title = text === "" ? "Search" : `Search: ${text}`;
  if (text === "")
    return {
      title,
      headline: "Search: everything recorded, by its name",
      lede: "Companies by their Latin or own name, people, chips, models, software, benchmarks, rules, indicators, events, claims and sources. Slips of the hand are forgiven.",
    };
  if (words.length === 0) return { title, headline: `Nothing to search by in “${text}”`, lede: punctuation };
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const day = sayDate(ctx.view.asOf);
  if (total === 0)
    return {
      title,
      headline: `Nothing found for “${text}”`,
      lede: `Nothing in the view of ${day} answers ${words.length > 1 ? "all of these words" : "this word"}, even with slips of the hand forgiven.${perhaps.length > 0 ? " What answers some of them stands below." : ""}`,
    };
  const sources = groups.some(({ kind }) => kind === "sources") && ctx.view.asOf < ctx.today;
  const counted = groups.map(({ kind, total }) => sayCount(total, ...kindNouns[kind])).join(", ");
  return {
    title,
    headline:
      groups[0]?.hits[0]?.matched === "near"
        ? `Nothing is written “${text}”; ${sayCount(total, "thing is", "things are")} nearly so`
        : `${sayCount(total, "thing")} found for “${text}”`,
    lede: `${counted}.${sources ? ` Sources stand here whatever their date; all else had happened by ${day}.` : ""}`,
  };
}

function groupModel(ctx: Context, { kind, total, hits }: Found["groups"][number], { words }: Found): GroupModel {
  const rest = total > hits.length;
  return {
    kind,
    label: kindLabels[kind],
    counted: rest ? `${sayNumber(hits.length)} of ${sayNumber(total)}` : sayNumber(total),
    hits: hits.map((hit) => hitModel(ctx, hit, words)),
    ...(rest &&
      !ctx.chosen("kind") && {
        all: { text: `All ${sayCount(total, ...kindNouns[kind])}`, href: ctx.hrefHere("/search", { kind }) },
      }),
    ...(rest && ctx.chosen("kind") && { cut: "The best stand here; a further word narrows them down." }),
  };
}

function hitModel(ctx: Context, hit: Hit, words: readonly string[]): HitModel {
  const { entry, grounds, matched } = hit;
  const [shown] = grounds;
  const near = matched === "near";
  return {
    label: marked(entry.label, words, near),
    native: entry.native === null ? [] : marked(entry.native, words, near),
    href: ctx.hrefTo(shown ?? { path: "/" }),
    detail: marked(detailOf(hit), words, near),
    ...(shown?.country && {
      country: { label: countryLabel(shown.country), side: sideOf(shown.country, ctx.view.sides) },
    }),
    ...(entry.date !== null && { date: sayDate(entry.date) }),
  };
}

export function searchPages(router: Router, house: House): void {
  mountPage(router, house, searchPage());
}
