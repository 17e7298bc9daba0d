import { leastModelsForShare } from "../dependencies/lineage.js";
import { fundingTotal } from "../funding/totals.js";
import { sayDate } from "../values/dates.js";
import { band, type Confidence, counts } from "../values/evidence.js";
import { sayCount, sayFlop, sayNumber, sayPercent, sayUsd } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import { isEquity, sayStage } from "../values/stages.js";
import type { View } from "../web/view.js";
import type { ComparedCompany } from "./compare-facts.js";
import { keeperOf, sayList } from "./lists.js";

/** One measure of one company. */
export interface Told {
  /** What is compared: a number, a date, or words; `null` where it is not known, which is never zero. */
  readonly value: number | string | null;
  readonly text: string;
  readonly detail?: string;
  /** Path of a page that tells more. */
  readonly path?: string;
  readonly mark?: string;
  readonly sources: readonly string[];
}

/** A row of the comparison: the same question to every company. */
export interface Measure {
  readonly section: string;
  readonly key: string;
  readonly title: string;
  readonly unit?: string;
  /** Which value stands out; absent where none does. */
  readonly leads?: "highest" | "latest";
  /** Amounts on a scale from zero, of which a bar can be drawn. */
  readonly scaled?: true;
  tell(compared: ComparedCompany): Told;
}

const unknown: Told = { value: null, text: "–", sources: [] };

const told = (value: string | null, sources: readonly string[], more: Partial<Told> = {}): Told =>
  value === null ? unknown : { value, text: value, sources, ...more };

const own = ({ company }: ComparedCompany) => [company.source_id];

/** A count of what is recorded: where nothing is, it is not known whether there is anything. */
const recorded = (rows: readonly { readonly source_id: string }[], detail?: string | undefined): Told =>
  rows.length === 0
    ? unknown
    : {
        value: rows.length,
        text: sayNumber(rows.length),
        ...(detail && { detail }),
        sources: rows.map(({ source_id }) => source_id),
      };

function latestOf<R extends { readonly id: string }>(rows: readonly R[], dateOf: (row: R) => string | null) {
  return rows
    .flatMap((row) => {
      const on = dateOf(row);
      return on === null ? [] : [{ row, on }];
    })
    .sort((one, other) => (one.on < other.on ? 1 : one.on > other.on ? -1 : one.row.id < other.row.id ? -1 : 1))[0];
}

/** Every question, in the order of the page. */
export function measuresIn({ confidence, sides }: View): readonly Measure[] {
  const viewed = ({ rounds }: ComparedCompany) => rounds.filter((round) => counts(round.confidence, confidence));
  return [
    ...identity(sides),
    {
      section: "Money",
      key: "known_equity",
      title: "Known equity raised",
      unit: "USD",
      leads: "highest",
      scaled: true,
      tell: (compared) => knownEquity(compared, confidence, sides),
    },
    {
      section: "Money",
      key: "equity_rounds",
      title: "Equity rounds",
      leads: "highest",
      tell(compared) {
        const equity = viewed(compared).filter(isEquity);
        const undisclosed = equity.filter(({ amount_usd }) => amount_usd === null).length;
        return recorded(equity, undisclosed > 0 ? `${undisclosed} undisclosed` : undefined);
      },
    },
    {
      section: "Money",
      key: "latest_round",
      title: "Latest equity round",
      leads: "latest",
      tell(compared) {
        const latest = latestOf(viewed(compared).filter(isEquity), ({ announced_on }) => announced_on);
        if (!latest) return unknown;
        const { stage, amount_usd, source_id } = latest.row;
        const amount = amount_usd === null ? "amount not disclosed" : sayUsd(amount_usd);
        return told(latest.on, [source_id], { text: sayDate(latest.on), detail: `${sayStage(stage)}, ${amount}` });
      },
    },
    {
      section: "Money",
      key: "post_money",
      title: "Latest known valuation",
      unit: "USD",
      leads: "highest",
      scaled: true,
      tell(compared) {
        const valued = viewed(compared).filter(({ post_money_usd }) => post_money_usd !== null);
        const latest = latestOf(valued, ({ announced_on }) => announced_on);
        if (!latest?.row.post_money_usd) return unknown;
        const { post_money_usd: value, source_id, confidence: level } = latest.row;
        return { value, text: sayUsd(value), detail: `${sayDate(latest.on)}, ${level}`, sources: [source_id] };
      },
    },
    {
      section: "Money",
      key: "investors",
      title: "Known investors",
      leads: "highest",
      tell({ investors: { investors, rounds, unnamed } }) {
        if (investors.length === 0) return unknown;
        return {
          value: investors.length,
          text: sayNumber(investors.length),
          detail: `from ${rounds.length} of ${sayCount(rounds.length + unnamed.length, "sale of shares", "sales of shares")}`,
          sources: rounds.map(({ source_id }) => source_id),
        };
      },
    },
    ...models,
    ...(["a", "b"] as const).map(
      (side): Measure => ({
        section: "Dependence",
        key: `rests_on_${side}`,
        title: `Rest on others’ models, ${sides[side].label}`,
        tell: ({ lineage }) =>
          lineage.models === 0
            ? unknown
            : {
                value: lineage.restingOn[side],
                text: `${lineage.restingOn[side]} of ${lineage.models}`,
                ...(lineage.models >= leastModelsForShare && {
                  detail: sayPercent(lineage.restingOn[side] / lineage.models),
                }),
                sources: lineage.sources[side],
              },
      }),
    ),
    {
      section: "Dependence",
      key: "rested_on_by",
      title: "Others’ models that rest on its own",
      leads: "highest",
      scaled: true,
      tell: ({ lineage }) =>
        lineage.models === 0
          ? unknown
          : { value: lineage.restedOnBy, text: sayNumber(lineage.restedOnBy), sources: lineage.sources.by },
    },
    {
      section: "Compute",
      key: "compute_held",
      title: "Compute held",
      unit: "H100-equivalents",
      leads: "highest",
      scaled: true,
      tell({ held }) {
        if (!held) return unknown;
        const { h100: value, value: text, levels, sources } = held;
        return { value, text, ...(levels.length > 0 && { detail: levels.join("; ") }), sources };
      },
    },
    listsOf("US", "On US restriction lists"),
    listsOf("CN", "On Chinese restriction lists"),
    {
      section: "Record",
      key: "events",
      title: "Events",
      leads: "highest",
      tell({ events }) {
        const latest = latestOf(events, ({ occurred_on }) => occurred_on);
        return recorded(events, latest && `${latest.row.title}, ${sayDate(latest.on)}`);
      },
    },
    {
      section: "Record",
      key: "claims",
      title: "Claims by its people",
      leads: "highest",
      tell({ claims }) {
        const latest = latestOf(claims, ({ stated_on }) => stated_on);
        return recorded(claims, latest && `${latest.row.speaker}, ${sayDate(latest.on)}`);
      },
    },
  ];
}

function identity(sides: View["sides"]): readonly Measure[] {
  const row = (key: string, title: string, tell: Measure["tell"]): Measure => ({
    section: "Who it is",
    key,
    title,
    tell,
  });
  return [
    row("native_name", "Native name", (one) => told(one.company.native_name, own(one))),
    row("country", "Country", (one) => {
      const { country } = one.company;
      if (country === null) return unknown;
      return told(country, own(one), { text: countryLabel(country), mark: `side-${sideOf(country, sides)}` });
    }),
    row("kind", "Kind", (one) => told(one.company.kind.replaceAll("-", " "), own(one))),
    row("founded", "Founded", (one) => {
      const { founded_on: on } = one.company;
      return told(on, own(one), on === null ? {} : { text: sayDate(on) });
    }),
    row("founders", "Founders", (one) => told(one.company.founders?.replaceAll("; ", ", ") ?? null, own(one))),
    row("headquarters", "Headquarters", (one) => told(one.company.headquarters, own(one))),
    row("ticker", "Ticker", (one) => told(one.company.ticker, own(one))),
    row("owner", "Owned by", (one) =>
      told(one.company.parent_name, own(one), { path: `/companies/${one.company.parent_id}` }),
    ),
  ];
}

function knownEquity({ company, rounds }: ComparedCompany, strictest: Confidence, sides: View["sides"]): Told {
  const placed = rounds.map((round) => ({ ...round, country: company.country }));
  const totalAt = (level: Confidence) => {
    const { amountUsd, rounds: all, undisclosed } = fundingTotal(placed, sideOf(company.country, sides), sides, level);
    return all > undisclosed ? amountUsd : null;
  };
  const say = (amount: number | null) => (amount === null ? "not known" : sayUsd(amount));
  const value = totalAt(strictest);
  const { confirmed, reported, all } = band(totalAt);
  const levels = [
    confirmed !== value && `confirmed: ${say(confirmed)}`,
    reported !== value && reported !== confirmed && `reported: ${say(reported)}`,
    all !== value && `on any evidence: ${say(all)}`,
  ];
  const detail = levels.filter(Boolean).join("; ");
  if (value === null) return detail && all !== null ? { ...unknown, detail } : unknown;
  const counted = rounds.filter(
    (round) => isEquity(round) && round.amount_usd !== null && counts(round.confidence, strictest),
  );
  return {
    value,
    text: sayUsd(value),
    ...(detail && { detail }),
    sources: counted.map(({ source_id }) => source_id),
  };
}

const models: readonly Measure[] = [
  {
    section: "Models",
    key: "models",
    title: "Models",
    leads: "highest",
    scaled: true,
    tell: ({ models }) => recorded(models),
  },
  {
    section: "Models",
    key: "open_models",
    title: "With open weights",
    leads: "highest",
    tell({ models }) {
      if (models.length === 0) return unknown;
      const open = models.filter(({ openness }) => openness === "open-weights" || openness === "open-source");
      return {
        value: open.length,
        text: `${open.length} of ${models.length}`,
        sources: open.map(({ source_id }) => source_id),
      };
    },
  },
  {
    section: "Models",
    key: "latest_release",
    title: "Latest release",
    leads: "latest",
    tell({ models }) {
      const latest = latestOf(models, ({ released_on }) => released_on);
      if (!latest) return unknown;
      const { id, name, source_id } = latest.row;
      return told(latest.on, [source_id], { text: sayDate(latest.on), detail: name, path: `/models/${id}` });
    },
  },
  {
    section: "Models",
    key: "training_compute",
    title: "Largest known training compute",
    unit: "FLOP",
    leads: "highest",
    tell({ models }) {
      const [largest] = models
        .flatMap((model) =>
          model.training_compute_flop === null ? [] : [{ model, flop: model.training_compute_flop }],
        )
        .sort((one, other) => other.flop - one.flop || (one.model.id < other.model.id ? -1 : 1));
      if (!largest) return unknown;
      const { model, flop } = largest;
      return {
        value: flop,
        text: sayFlop(flop),
        detail: `${model.name}, ${model.confidence}`,
        path: `/models/${model.id}`,
        sources: [model.source_id],
      };
    },
  },
  {
    section: "Models",
    key: "capabilities_index",
    title: "Best Epoch Capabilities Index",
    unit: "index points",
    leads: "highest",
    tell: ({ bestScore: best }) =>
      best
        ? {
            value: best.score,
            text: sayNumber(Math.round(best.score * 10) / 10),
            detail: best.model_name,
            path: `/models/${best.model_id}`,
            sources: [best.source_id],
          }
        : unknown,
  },
];

/** Lists of one keeper on which a company stands at the end of the view's day. */
function listsOf(keeper: string, title: string): Measure {
  return {
    section: "Lists",
    key: `lists_${keeper.toLowerCase()}`,
    title,
    tell({ listings }) {
      // A removal that is still to come in this view is not among them.
      const held = listings.filter(({ list, removed_on }) => keeperOf(list) === keeper && removed_on === null);
      const names = [...new Set(held.map(({ list }) => sayList(list)))].sort().join(", ");
      return names === ""
        ? { value: "", text: "none recorded", mark: "unknown", sources: [] }
        : told(
            names,
            held.map(({ source_id }) => source_id),
          );
    },
  };
}
