import { conventions, dataLicence, licenceNote } from "../../db/datapackage.js";
import { countFacts } from "../../db/load.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { computedRows } from "../web/rows.js";
import { type ColumnEntry, dictionary, dictionaryColumns, dictionaryRows, type TableEntry } from "./dictionary.js";
import { metricsText } from "./package.js";
import { countInView } from "./queries.js";
import { type Block, blocks, type Piece, pieces } from "./words.js";

/** What the page shows beside its dictionary as rows. */
interface DataParts {
  readonly recordedOn: string;
  readonly revision: number;
  readonly asOf: string;
  readonly packageHref: string;
  readonly descriptorHref: string;
  readonly databaseHref: string;
  readonly tables: readonly TableSection[];
  readonly conventions: readonly { readonly title: string; readonly text: readonly Piece[] }[];
  /** METRICS.md */
  readonly metrics: readonly Block[];
  readonly licence: { readonly title: string; readonly path: string; readonly note: readonly Piece[] };
}

interface TableSection extends Omit<TableEntry, "description" | "dating" | "columns"> {
  readonly description: readonly Piece[];
  readonly dating: readonly Piece[];
  /** "289 rows, 120 of them in this view" */
  readonly counted: string;
  readonly rows: string;
  readonly inView: string;
  readonly columns: readonly (Omit<ColumnEntry, "description"> & { readonly description: readonly Piece[] })[];
  readonly csvHref: string;
  readonly jsonHref: string;
  /** The rows of this view. */
  readonly cutHref: string;
}

export const dataPage: PageSpec = {
  path: "/data",
  name: "data/index",
  title: "Data",
  charts: {},
  table: {
    noun: "column",
    columns: dictionaryColumns,
    // The registry's own order, which an order asked for leaves standing among equals.
    order: [],
    key: [],
    shown: [],
    rows: async (_ctx, order) => computedRows(dictionaryRows(), dictionaryColumns, order),
  },
  async content(ctx) {
    const { total, byTable } = await countFacts(ctx.db);
    return {
      title: "Data",
      headline: `The data: ${sayCount(total, "row")} in ${sayCount(tableNames.length, "table")}`,
      lede: "Everything the pages show, to look up and to take along: what each column means, how the files are written, and the files themselves.",
      parts: await parts(ctx, byTable),
    };
  },
};

async function parts(ctx: Context, recorded: Readonly<Record<TableName, number>>): Promise<DataParts> {
  const viewed = await countInView(ctx);
  const { asOf, confidence } = ctx.view;
  const { revision } = ctx.view;
  const at = revision === undefined ? "" : `revision=${revision}`;
  const and = at && `&${at}`;
  const whole = at && `?${at}`;
  const cut = `${new URLSearchParams({ as_of: asOf, confidence, bom: "1" })}${and}`;
  return {
    recordedOn: sayDate(ctx.revision.recorded_on),
    revision: ctx.revision.id,
    asOf: sayDate(asOf),
    packageHref: `/data/parallax.zip${whole}`,
    descriptorHref: `/data/datapackage.json${whole}`,
    databaseHref: `/data/parallax.sqlite${whole}`,
    tables: dictionary().map((entry) => {
      const rows = recorded[entry.name];
      const inView = viewed.get(entry.name) ?? 0;
      return {
        ...entry,
        description: pieces(entry.description),
        dating: pieces(entry.dating),
        columns: entry.columns.map((column) => ({ ...column, description: pieces(column.description) })),
        rows: sayNumber(rows),
        inView: sayNumber(inView),
        counted: `${sayCount(rows, "row")}${inView === rows ? "" : `, ${sayNumber(inView)} of them in this view`}`,
        csvHref: `/data/${entry.name}.csv?bom=1${and}`,
        jsonHref: `/data/${entry.name}.json${whole}`,
        cutHref: `/data/${entry.name}.csv?${cut}`,
      };
    }),
    conventions: conventions.map(({ title, text }) => ({ title, text: pieces(text) })),
    metrics: blocks(await metricsText()),
    licence: { title: dataLicence.title, path: dataLicence.path, note: pieces(licenceNote) },
  };
}
