import { type StackData, stack } from "../../public/charts/stack.js";
import { Breath } from "../values/breath.js";
import type { SideKey } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import { graphOfView } from "./graph-in-view.js";
import { stackKinds } from "./lineage.js";
import { lensOf, taken, Walker } from "./numbered.js";
import { restingOnSoftware, restsOnCountry } from "./software.js";
import { softwareInView, stewards } from "./software-queries.js";
import { samples, sayPart } from "./software-sample.js";

/** What the template is given beside figure and table. */
interface SoftwareParts {
  readonly sides: readonly SideRow[];
  readonly heads: readonly [string, string];
}

/** Models of one side and whose software they rest on, as the page prints it. */
interface SideRow {
  readonly side: "a" | "b";
  readonly label: string;
  readonly models: string;
  readonly recorded: string;
  readonly onA: string;
  readonly onB: string;
}

type SoftwareRow = Awaited<ReturnType<typeof softwareInView>>[number];

/** Pieces of software that a picture names; the table has all. */
const mostRows = 10;
const sideKeys = ["a", "b", "other"] as const;

const groups: Readonly<Record<SoftwareRow["kind"], string>> = {
  "compute-platform": "Compute platforms",
  framework: "Frameworks",
  compiler: "Compilers",
  library: "Libraries",
  "inference-engine": "Inference engines",
  dataset: "Data sets",
};

/** Kinds that one picture shows together: what models are trained on, what is built above it, and what they learn from. */
const pictured = {
  stack: ["compute-platform", "framework", "compiler"],
  libraries: ["library", "inference-engine"],
  data: ["dataset"],
} as const satisfies Readonly<Record<string, readonly SoftwareRow["kind"][]>>;

type Picture = keyof typeof pictured;

function counted(side: SideKey, title: string): readonly OutColumn[] {
  const column = (name: string, how: string, description: string): OutColumn => ({
    name: `${name}_${side}`,
    type: "integer",
    title: `${title}, ${how}`,
    unit: "models",
    description: `${description} Of the sample of models that are notable or followed; only recorded use counts.`,
  });
  return [
    column("direct", "directly", "Models that rest on it in one step."),
    column("any", "by any chain", "Models that rest on it directly or through other software."),
    column("recorded", "with a stack", "Models of which any step of their software stack is recorded."),
  ];
}

const columns: readonly OutColumn[] = [
  ...columnsOf("software", "id", "name", "kind", "steward_id"),
  columnAs("companies", "name", "steward_name", "Steward"),
  ...columnsOf("software", "country", "license", "released_on"),
  ...counted("a", "Side A"),
  ...counted("b", "Side B"),
  ...counted("other", "Others"),
  ...sourceColumns,
  ...columnsOf("software", "note"),
];

/** "36 of 60, 60%" with how many of them directly below it. */
function part(side: SideKey, title: ShownColumn["title"]): ShownColumn {
  return {
    title,
    numeric: true,
    sort: `any_${side}`,
    cell: (row) => ({
      text: sayPart(Number(row[`any_${side}`]), Number(row[`recorded_${side}`])),
      ...(Number(row[`any_${side}`]) > 0 && { small: `${row[`direct_${side}`]} directly` }),
    }),
  };
}

export const softwarePage: PageSpec = {
  path: "/software",
  name: "dependencies/software",
  title: "Software",
  filters: async (store) => [
    enumFilter("kind", "Kind", "software", "kind"),
    await countryFilter(store, "software"),
    { key: "steward", label: "Steward", choices: await stewards(store) },
    textFilter,
  ],
  charts: {
    stack: chart("stack", stack, stackInput("stack")),
    libraries: chart("stack", stack, stackInput("libraries")),
    data: chart("stack", stack, stackInput("data")),
  },
  table: {
    noun: "piece of software and data",
    plural: "pieces of software and data",
    columns,
    order: [
      { column: "any_b", descending: true },
      { column: "any_a", descending: true },
    ],
    key: ["id"],
    shown: [
      show.link("Name", "name", (row) => `/software/${row["id"]}`),
      show.text("Kind", "kind", (kind) => kind.replaceAll("-", " ")),
      show.link("Steward", "steward_name", (row) =>
        row["known_steward_id"] === null ? undefined : `/companies/${row["known_steward_id"]}`,
      ),
      show.country("country"),
      show.text("Licence", "license"),
      show.date("Released", "released_on"),
      part("a", ({ a }) => `Models of ${a.name}`),
      part("b", ({ b }) => `Models of ${b.name}`),
      part("other", "Models of others"),
      show.source(),
    ],
    facets: { kind: "kind", country: "country", steward: "steward_id" },
    rows: async (ctx, order) => computedRows(await rowsOf(ctx), columns, order),
  },
  content: async (ctx) => ({
    title: "Software",
    headline: "Software: what the models of each side are built with and run on",
    lede: "Frameworks, runtimes, compilers, libraries and data sets with their stewards, and how many models of each side are recorded to rest on them, directly or through other software. A name leads to everything that rests on it. Only what sources say of a model counts: most say nothing of their stack, which is not the same as having none.",
    parts: await partsOf(ctx),
  }),
};

function rowsOf(ctx: Context): Promise<readonly (OutRow & Pick<SoftwareRow, "id" | "name" | "kind">)[]> {
  return ctx.once("software rows", async () => {
    const graph = await graphOfView(ctx);
    const known = await samples(ctx);
    const [walker, breath] = [new Walker(graph), new Breath()];
    const rows: (OutRow & SoftwareRow)[] = [];
    for (const row of await softwareInView(ctx)) {
      await breath.take();
      const resting = restingOnSoftware(graph, row.id, ctx.view.confidence, walker);
      const figures = sideKeys.map((side) => {
        const { recorded } = known[side];
        const counted = (nodes: readonly number[]) =>
          nodes.reduce((sum, node) => sum + (recorded.has(node) ? 1 : 0), 0);
        return {
          [`direct_${side}`]: counted(resting.direct),
          [`any_${side}`]: counted(resting.any),
          [`recorded_${side}`]: recorded.size,
        };
      });
      rows.push(Object.assign({}, row, ...figures) as OutRow & SoftwareRow);
    }
    return rows;
  });
}

function stackInput(picture: Picture) {
  return (ctx: Context) => stackData(ctx, picture);
}

async function stackData(ctx: Context, picture: Picture): Promise<{ data: StackData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const graph = await graphOfView(ctx);
  const known = await samples(ctx);
  const kinds: readonly SoftwareRow["kind"][] = pictured[picture];
  const rows = (await rowsOf(ctx)).filter(({ kind }) => kinds.includes(kind));
  const count = (row: OutRow, name: string) => Number(row[name]);
  const weight = (row: OutRow) => count(row, "any_a") + count(row, "any_b");
  const used = rows
    .filter((row) => weight(row) > 0)
    .sort((one, other) => weight(other) - weight(one) || (one.id < other.id ? -1 : 1));
  const order = Object.keys(groups);
  const drawn = used
    .slice(0, mostRows)
    .sort(
      (one, other) => order.indexOf(one.kind) - order.indexOf(other.kind) || used.indexOf(one) - used.indexOf(other),
    );
  const figures = (row: OutRow, side: "a" | "b") => ({
    direct: count(row, `direct_${side}`),
    chained: count(row, `any_${side}`) - count(row, `direct_${side}`),
  });
  const models = (side: "a" | "b") => ({ all: known[side].models.length, recorded: known[side].recorded.size });
  const lens = lensOf(stackKinds, ctx.view.confidence);
  const sources = new Set<string>();
  for (const [at, { dependentId, sourceId }] of graph.edges.entries()) {
    if (!taken(graph, at, lens)) continue;
    const dependent = graph.numbers.get(dependentId) ?? -1;
    const isSoftware = graph.nodes[dependent]?.kind === "software";
    if (isSoftware || known.a.recorded.has(dependent) || known.b.recorded.has(dependent)) sources.add(sourceId);
  }
  return {
    data: {
      sides,
      asOf,
      of: picture === "data" ? "data" : "software",
      rows: drawn.map((row) => ({
        key: row.id,
        title: row.name,
        group: groups[row.kind],
        models: { a: figures(row, "a"), b: figures(row, "b") },
        href: ctx.href(`/software/${row.id}`),
      })),
      omitted: rows.length - drawn.length,
      models: { a: models("a"), b: models("b") },
    },
    sources: drawn.length === 0 ? [] : [...sources],
  };
}

async function partsOf(ctx: Context): Promise<SoftwareParts> {
  const { sides } = ctx.view;
  const graph = await graphOfView(ctx);
  const known = await samples(ctx);
  const on = {
    a: await restsOnCountry(graph, sides.a.code, ctx.view.confidence),
    b: await restsOnCountry(graph, sides.b.code, ctx.view.confidence),
  };
  return {
    heads: [sides.a.name, sides.b.name],
    sides: (["a", "b"] as const).map((side): SideRow => {
      const { models, recorded } = known[side];
      const part = (rests: (node: number) => boolean) => sayPart([...recorded].filter(rests).length, recorded.size);
      return {
        side,
        label: sides[side].label,
        models: String(models.length),
        recorded: sayPart(recorded.size, models.length),
        onA: part(on.a),
        onB: part(on.b),
      };
    }),
  };
}
