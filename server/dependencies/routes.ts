import type { Router } from "express";
import { tableOf } from "../../db/tables.js";
import { flow } from "../../public/charts/flow.js";
import { lineage } from "../../public/charts/lineage.js";
import { roots } from "../../public/charts/roots.js";
import { shares } from "../../public/charts/shares.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, type OutColumn, queriedRows, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import {
  dependenceFilters,
  dependenceParts,
  flowInput,
  heededByDependence,
  heededByRoots,
  rootsInput,
  sharesInput,
} from "./dependence-figures.js";
import { graphFileLinks, graphFiles } from "./files.js";
import { focusFilter, focusOf } from "./focus.js";
import { focusParts } from "./focus-search.js";
import { lineageInput } from "./graph.js";
import { pageOfNode } from "./path-view.js";
import { bareDependencies, dependenciesInView, onChainsOf } from "./queries.js";
import { softwarePage } from "./software-page.js";
import { softwareProfilePage } from "./software-profile.js";
import { withoutPage } from "./without-page.js";

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
    ...dependenceFilters,
    focusFilter,
    textFilter,
  ],
  charts: {
    shares: chart("shares", shares, sharesInput, { heeds: heededByDependence }),
    flow: chart("flow", flow, flowInput, { heeds: heededByDependence }),
    roots: chart("roots", roots, rootsInput, { heeds: heededByRoots }),
    lineage: chart("lineage", lineage, lineageInput, { tabledBelow: true, heeds: ["scope", "kind", "q"] }),
  },
  table: {
    noun: "dependency",
    length: 50,
    plural: "dependencies",
    columns,
    order: [{ column: "since_on", descending: true }],
    key: ["id"],
    shown: [
      show.date("Since", "since_on"),
      show.link(
        "Dependent",
        "dependent_name",
        (row) => pageOf(row["dependent_model_id"], row["dependent_software_id"]),
        "dependent_company_name",
      ),
      show.country("dependent_country"),
      show.text("Kind", "kind", (kind) => kind.replaceAll("-", " ")),
      show.link(
        "Dependency",
        "dependency_name",
        (row) => pageOf(row["dependency_model_id"], row["dependency_software_id"]),
        "dependency_company_name",
      ),
      show.country("dependency_country"),
      show.confidence(),
      show.source(),
      show.prose("Evidence", "evidence"),
    ],
    facets: { kind: "kind" },
    rows: async (ctx, order) => {
      const focus = await focusOf(ctx);
      const inView = dependenciesInView(ctx);
      const drawn = focus ? inView.where(onChainsOf(ctx, focus.id)) : inView;
      const shownToo = [
        "dependent_model_id",
        "dependent_software_id",
        "dependency_model_id",
        "dependency_software_id",
        "source_publisher",
      ];
      const bare = bareDependencies(ctx);
      const own = { columns: Object.keys(tableOf("dependencies").columns), key: "id" };
      return queriedRows(ctx.store, drawn, columns, order, shownToo, {
        beside: true,
        bare: bare && { query: focus ? bare.where(onChainsOf(ctx, focus.id)) : bare, ...own },
      });
    },
  },
  files: graphFiles,
  faultsInPlace: true,
  content: async (ctx) => ({
    title: "Dependencies",
    headline: "Dependencies: who stands on whose open source",
    lede: "Each line is one sourced way in which a model or a piece of software rests on another. Lineage runs between models; the software stack, which nearly always leads to PyTorch and CUDA, can be looked at apart.",
    parts: {
      ...(await dependenceParts(ctx)),
      ...(await focusParts(ctx)),
      files: graphFileLinks(ctx, "/dependencies"),
    },
  }),
};

function pageOf(modelId: unknown, softwareId: unknown): string | undefined {
  if (typeof modelId === "string") return pageOfNode({ id: modelId, kind: "model" });
  return typeof softwareId === "string" ? pageOfNode({ id: softwareId, kind: "software" }) : undefined;
}

export function dependenciesPages(router: Router, house: House): void {
  mountPage(router, house, page);
  mountPage(router, house, withoutPage);
  mountPage(router, house, softwarePage);
  mountPage(router, house, softwareProfilePage);
}
