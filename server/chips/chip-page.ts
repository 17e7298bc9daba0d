import { statusCalendar } from "../../public/charts/status-calendar.js";
import { firstDay, sayDate } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { type CellModel, show } from "../web/tables.js";
import { calendarData } from "./calendar.js";
import { type ChipSubject, chipParts, type StoredPeriod } from "./chip-view.js";
import { chipStatus, explain } from "./export-rules.js";
import { citationsOfChip, findChip, holdingsOfChip, rulingsInView } from "./queries.js";
import { chinaHistory, type StatusPeriod, statusHistory } from "./status-history.js";
import { sayStatus } from "./status-words.js";
import { comparedIn, world } from "./world.js";

const columns: readonly OutColumn[] = [
  {
    name: "answer_of",
    type: "text",
    title: "Answer of",
    description:
      "US: whether the chip could be shipped from the United States to mainland China; CN: the Chinese side's own answer, told where a measure is known.",
  },
  {
    name: "from_on",
    type: "date",
    title: "From",
    description:
      "First day of the period; the first one begins with the chip's release, as precisely as that is known.",
  },
  {
    name: "until_on",
    type: "date",
    title: "Until",
    description: "First day on which the status no longer held; empty while it holds.",
  },
  { name: "status", type: "text", title: "Status", description: "Computed status in the period." },
  { name: "rule_id", type: "slug", title: "Rule id", description: "The rule that decides; empty where none does." },
  columnAs("export_rules", "title", "rule_title", "Rule"),
  {
    name: "status_reason",
    type: "text",
    title: "Reason",
    description: "The comparisons that decide, by the rules as they stood on the period's last day.",
  },
  {
    name: "rulings",
    type: "text",
    title: "Rulings",
    description:
      "Recorded rulings compared on a day of the period, as ruled status and agreement, separated by semicolons.",
  },
];

export const chipPage: PageSpec<ChipSubject> = {
  path: "/chips/:id",
  name: "chips/chip",
  title: "Chip",
  find: findSubject,
  charts: { calendar: chart("status-calendar", statusCalendar, calendarInput, { tabledBelow: true }) },
  table: {
    noun: "status period",
    columns,
    order: [{ column: "answer_of", descending: true }, { column: "from_on" }],
    key: ["answer_of", "from_on"],
    shown: [
      show.text("Answer of", "answer_of", (side) => (side === "US" ? "United States" : "China")),
      show.date("From", "from_on"),
      show.date("Until", "until_on"),
      {
        title: "Status",
        sort: "status",
        cell: (row): CellModel => ({ text: sayStatus(String(row["status"])), mark: `status-${row["status"]}` }),
      },
      show.link("Deciding rule", "rule_title", (row) => `/rules/${row["rule_id"]}`),
      show.prose("Why", "status_reason"),
      show.text("Practice as recorded", "rulings"),
    ],
    rows: async (_ctx, order, { periods }) => computedRows(periods.map(rowOf), columns, order),
  },
  content: async (ctx, subject) => {
    const { chip, rules } = subject;
    return {
      title: chip.name,
      headline: chip.name,
      lede: explain(chipStatus(chip, rules, ctx.view.asOf)),
      parts: chipParts(ctx, subject),
    };
  },
};

async function findSubject(ctx: Context, id: string): Promise<ChipSubject> {
  const chip = await findChip(ctx, id);
  if (!chip) {
    throw new NotFound(
      `No chip with the id "${id}" is in this view: it may be unknown, or count only after ${sayDate(ctx.view.asOf)}.`,
    );
  }
  const { rows, rules, chips } = await world(ctx);
  const rulings = await comparedIn(ctx, await rulingsInView(ctx).where("chip_rulings.chip_id", "=", id).execute());
  const { asOf } = ctx.view;
  const ruleRows = new Map(rows.map((row) => [row.id, row]));
  const told = (answerOf: StoredPeriod["answerOf"], period: StatusPeriod<string>): StoredPeriod => ({
    ...period,
    answerOf,
    ruleTitle: ruleRows.get(period.ruleId ?? "")?.title ?? null,
    rulings: rulings.filter(
      ({ on, chinese }) =>
        chinese === (answerOf === "CN") && on >= firstDay(period.from) && (period.to === null || on < period.to),
    ),
  });
  return {
    chip,
    chips,
    rules: rules.map((rule) => ({ ...rule, announced_on: ruleRows.get(rule.id)?.announced_on ?? null })),
    periods: [
      ...statusHistory(chip, rules, asOf).map((period) => told("US", period)),
      ...chinaHistory(chip, rules, asOf)
        .filter(({ status }) => status !== "no-measure")
        .map((period) => told("CN", period)),
    ],
    rulings,
    holdings: await holdingsOfChip(ctx, id),
    citations: await citationsOfChip(ctx, id),
  };
}

/** The US answer as the one row of a calendar; evidence that the view leaves out does not hide a chip from its page. */
async function calendarInput(ctx: Context, { chip, chips, rules, periods }: ChipSubject) {
  const { rows } = await world(ctx);
  const known = chips.find(({ id }) => id === chip.id) ?? { ...chip, known_on: null };
  const deciding = new Set(periods.map(({ ruleId }) => ruleId));
  return {
    data: calendarData([known], rules, ctx.view),
    sources: [chip.source_id, ...rows.filter(({ id }) => deciding.has(id)).map(({ source_id }) => source_id)],
  };
}

function rowOf({ answerOf, from, to, status, ruleId, ruleTitle, explanation, rulings }: StoredPeriod): OutRow {
  return {
    answer_of: answerOf,
    from_on: from,
    until_on: to,
    status,
    rule_id: ruleId,
    rule_title: ruleTitle,
    status_reason: explanation,
    rulings:
      rulings.length === 0
        ? null
        : rulings.map(({ ruling, agreement }) => `${sayStatus(ruling.status)} (${agreement})`).join("; "),
  };
}
