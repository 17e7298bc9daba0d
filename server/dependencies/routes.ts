import type { Router } from "express";
import { lineage } from "../../public/charts/lineage.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, type OutColumn, queriedRows, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import { focusOf } from "./focus.js";
import { lineageInput } from "./graph.js";
import { dependenciesInView, onChainsOf } from "./queries.js";

const end = (role: "dependent" | "dependency", Role: string): readonly OutColumn[] => [
  { name: `${role}_name`, type: "text", title: Role, description: `Name of the ${role}.` },
  { name: `${role}_is`, type: "text", title: `${Role} is`, description: "model or software." },
  columnAs("companies", "country", `${role}_country`, `${Role} country`),
  {
    name: `${role}_company_name`,
    type: "text",
    title: `${Role} company`,
    description: `Developer or steward of the ${role}.`,
  },
];

const columns: readonly OutColumn[] = [
  ...columnsOf("dependencies", "id", "dependent_id"),
  ...end("dependent", "Dependent"),
  ...columnsOf("dependencies", "kind", "dependency_id"),
  ...end("dependency", "Dependency"),
  ...columnsOf("dependencies", "since_on", "confidence"),
  ...sourceColumns,
  ...columnsOf("dependencies", "evidence"),
];

const page: PageSpec = {
  path: "/dependencies",
  name: "dependencies/index",
  title: "Dependencies",
  filters: async () => [
    {
      key: "scope",
      label: "Scope",
      choices: [
        { value: "lineage", label: "lineage between models" },
        { value: "stack", label: "software and data" },
      ],
    },
    enumFilter("kind", "Kind", "dependencies", "kind"),
    { key: "focus", label: "Focus on a model or software" },
    textFilter,
  ],
  charts: { lineage: chart("lineage", lineage, lineageInput, { tabledBelow: true }) },
  table: {
    noun: "dependency",
    plural: "dependencies",
    columns,
    order: [{ column: "since_on", descending: true }],
    key: ["id"],
    shown: [
      show.date("Since", "since_on"),
      show.link(
        "Dependent",
        "dependent_name",
        (row) => companyOf(row["dependent_company_id"]),
        "dependent_company_name",
      ),
      show.country("dependent_country"),
      show.text("Kind", "kind", (kind) => kind.replaceAll("-", " ")),
      show.link(
        "Dependency",
        "dependency_name",
        (row) => companyOf(row["dependency_company_id"]),
        "dependency_company_name",
      ),
      show.country("dependency_country"),
      show.confidence(),
      show.source(),
      show.prose("Evidence", "evidence"),
    ],
    rows: async (ctx, order) => {
      const focus = await focusOf(ctx);
      const inView = dependenciesInView(ctx);
      const drawn = focus ? inView.where(onChainsOf(ctx, focus.id)) : inView;
      const shownToo = ["dependent_company_id", "dependency_company_id", "source_publisher"];
      return queriedRows(ctx.store, drawn, columns, order, shownToo, { beside: true });
    },
  },
  content: async () => ({
    title: "Dependencies",
    headline: "Dependencies: who stands on whose open source",
    lede: "Each line is one sourced way in which a model or a piece of software rests on another. Lineage runs between models; the software stack, which nearly always leads to PyTorch and CUDA, can be looked at apart.",
  }),
};

function companyOf(id: unknown): string | undefined {
  return typeof id === "string" ? `/companies/${id}` : undefined;
}

export function dependenciesPages(router: Router, house: House): void {
  mountPage(router, house, page);
}
