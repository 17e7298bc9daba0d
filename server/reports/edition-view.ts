import type { ReportEditionRow } from "../../db/database.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { sayDate } from "../values/dates.js";
import { sayEvidence } from "../values/evidence.js";
import { sayCount } from "../values/numbers.js";
import { side } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { Layout } from "../web/layout.js";
import { placeOf } from "../web/row-places.js";
import type { CellModel, PlainTable } from "../web/tables.js";
import type { Difference, NamedRow, TableDifference } from "./difference.js";
import { sayCell, sayDifference, sayTable } from "./difference-words.js";
import type { EditionHead } from "./editions.js";
import type { ReportSpec } from "./spec.js";

/** Editions and differences as the templates print them. */

/** What has changed since an edition was frozen, in the line above it. */
export interface BannerModel {
  readonly changed: boolean;
  readonly text: string;
  readonly href: string;
}

export function bannerOf({ report_id, edition }: EditionHead, sentence: string | undefined, ctx: Context): BannerModel {
  return {
    changed: sentence !== undefined,
    text: sentence
      ? `Changed since in the facts it used: ${sentence}.`
      : "Nothing has changed since in the facts it used.",
    href: ctx.href(`/reports/${report_id}/editions/${edition}/since`),
  };
}

/** A difference as the page lists it. */
export interface DifferenceModel {
  readonly sentence: string;
  readonly tables: readonly {
    readonly id: string;
    readonly title: string;
    readonly table: PlainTable;
    /** Rows that the page has no room for; 0 where all are shown. */
    readonly more: string;
  }[];
}

/** Rows of one table that a page lists; the files hold all. */
const mostListed = 200;

const head = (title: string): PlainTable["heads"][number] => ({ title, numeric: false, label: title });

/** @param labels what the two states are called, such as "Edition 1" and "Edition 2" */
export function differenceModel(
  difference: Difference,
  [before, after]: readonly [before: string, after: string],
  ctx: Context,
): DifferenceModel {
  const { figures, series, facts } = difference;
  const tables: DifferenceModel["tables"][number][] = [];
  if (figures.length > 0)
    tables.push({
      id: "figures-changed",
      title: `${sayCount(figures.length, "figure")} stated otherwise`,
      more: "",
      table: {
        heads: [head("Figure"), head(before), head(after)],
        rows: figures.map((figure) => [{ text: figure.title }, stated(figure.before), stated(figure.after)]),
      },
    });
  for (const one of facts) tables.push(factsModel(one, before, after, ctx));
  if (series.length > 0)
    tables.push({
      id: "series-changed",
      title: `${sayCount(series.length, "figure or table", "figures and tables")} with other rows`,
      more: "",
      table: {
        heads: [head("Figure or table"), head("Rows gone"), head("Rows new")].map((one, at) =>
          at === 0 ? one : { ...one, numeric: true },
        ),
        rows: series.map(({ title, gone, fresh }) => [
          { text: title, mark: "prose" },
          { text: String(gone) },
          { text: String(fresh) },
        ]),
      },
    });
  return { sentence: sayDifference(difference) ?? "Nothing differs", tables };
}

const stated = (text: string | null): CellModel =>
  text === null ? { text: "not stated", mark: "unknown" } : { text, mark: "prose" };

function factsModel(
  one: TableDifference,
  before: string,
  after: string,
  ctx: Context,
): DifferenceModel["tables"][number] {
  const { table, added, changed, removed } = one;
  const named = (row: NamedRow, there: boolean): CellModel => {
    const href = there ? pageOf(table, row, ctx) : undefined;
    const small = tableOf(table).label ? undefined : row.key;
    return { text: row.name, mark: "prose", ...(small && { small }), ...(href && { href }) };
  };
  const rows: (readonly CellModel[])[] = [
    ...changed.flatMap((row) =>
      row.cells.map((cell): readonly CellModel[] => {
        const said = sayCell(table, cell);
        return [
          named(row, true),
          { text: said.title },
          { text: said.before, mark: "prose" },
          { text: said.after, mark: "prose" },
        ];
      }),
    ),
    ...added.map((row) => [
      named(row, true),
      { text: "whole row" },
      { text: "not there", mark: "unknown" },
      { text: "added" },
    ]),
    ...removed.map((row) => [
      named(row, false),
      { text: "whole row" },
      { text: "removed" },
      { text: "–", mark: "unknown" },
    ]),
  ];
  const more = rows.length - mostListed;
  return {
    id: `changed-${table}`,
    title: sayTable(one),
    table: { heads: [head("Row"), head("Column"), head(before), head(after)], rows: rows.slice(0, mostListed) },
    more: more > 0 ? `${sayCount(more, "more line")}, all of them in the files.` : "",
  };
}

function pageOf(table: TableName, { key, name }: NamedRow, ctx: Context): string | undefined {
  if (table === "sources") return ctx.href(`/sources/${key}`);
  const place = placeOf({ table, row_id: key, label: name, company_id: null });
  return place.path === "/data" ? undefined : ctx.hrefTo(place);
}

/** Of a page that says the same in every view: there is nothing to change. */
export const withoutView: Pick<Layout, "form"> = { form: { action: "", fields: [], hidden: [] } };

/** What the frame of the site says around an edition, whose view nobody can change. */
export function frameOf(edition: EditionHead): Partial<Layout> {
  const { a, b, confidence } = JSON.parse(edition.spec) as ReportSpec;
  return {
    sentence: `Edition ${edition.edition}, frozen on ${sayDate(edition.frozen_at.slice(0, 10))}: what had happened by ${sayDate(edition.as_of)}, ${sayEvidence(confidence)}, as recorded on ${sayDate(edition.revision_recorded_on)} (revision ${edition.revision_id})`,
    filtered: "",
    sides: { a: side(a), b: side(b) },
    ...withoutView,
    recordedOn: sayDate(edition.revision_recorded_on),
    revision: edition.revision_id,
  };
}

/** Addresses of an edition's forms. */
export function filesOf({ report_id, edition, pdf_sha256 }: EditionHead) {
  const at = `/reports/${report_id}/editions/${edition}`;
  return { html: `${at}.html`, pdf: pdf_sha256 === null ? "" : `${at}.pdf`, zip: `${at}.zip`, json: `${at}.json` };
}

/** What programs are told of an edition. */
export function editionJson(edition: EditionHead): object {
  const { a, b, confidence, authors, classification } = JSON.parse(edition.spec) as ReportSpec;
  const hashes = ({
    html_sha256,
    pdf_sha256,
    zip_sha256,
  }: Pick<ReportEditionRow, `${"html" | "pdf" | "zip"}_sha256`>) => ({
    html: html_sha256,
    ...(pdf_sha256 !== null && { pdf: pdf_sha256 }),
    zip: zip_sha256,
  });
  return {
    report: edition.report_id,
    edition: edition.edition,
    title: edition.title,
    authors,
    classification,
    frozen_at: edition.frozen_at,
    view: { as_of: edition.as_of, a, b, confidence },
    dataset: {
      revision: edition.revision_id,
      recorded_on: edition.revision_recorded_on,
      recorded_at: edition.revision_recorded_at,
    },
    since_the_edition_before: edition.summary,
    sha256: hashes(edition),
  };
}
