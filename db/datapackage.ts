import type { Column, ColumnType } from "./columns.js";
import { sayDating } from "./dating.js";
import { type TableName, tableNames, tableOf } from "./tables.js";

/**
 * The facts as a Frictionless Data Package, version 2 (datapackage.org): the descriptor that lies beside the CSV files,
 * written from the registry, so that it can never say anything else than what the loader checks.
 */

/** The dataset that is shipped. Its date is the day its facts were last looked through. */
export const shippedDataset = {
  name: "parallax",
  title: "Parallax: the United States and China in generative AI",
  recordedOn: "2026-11-25",
} as const;

/** Which state of the facts a package holds. */
export interface Edition {
  /** Day that the facts speak for. */
  readonly recordedOn: string;
  /** Revision of the store they were taken from; none for the dataset as shipped. */
  readonly revision?: number;
}

/** What a package holds that does not hold everything. */
export interface Part {
  /** Name of the package, a slug. */
  readonly name: string;
  readonly title: string;
  /** Which rows of the tables it holds, in a sentence. */
  readonly about: string;
  readonly tables: readonly TableName[];
  /** Whether every row that a column refers to is in the package: only then it is a foreign key of it. */
  refersInside(table: TableName, column: string): boolean;
}

export const dataLicence = {
  name: "CC-BY-4.0",
  path: "https://creativecommons.org/licenses/by/4.0/",
  title: "Creative Commons Attribution 4.0 International",
} as const;

/** What the licence covers and what it does not. */
export const licenceNote =
  "The dataset is published under CC BY 4.0: use it for any purpose and attribute it to Parallax with its date. The sources keep their own terms, which `sources.license` states where the source states them.";

/** How the files are written, one sentence or two for each convention. */
export const conventions: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: "Files",
    text: "CSV as in RFC 4180, in UTF-8 without a byte order mark, with one header row of column names.",
  },
  {
    title: "Empty cells",
    text: "An empty cell means unknown, never zero and never no, unless the column says otherwise.",
  },
  {
    title: "Dates",
    text: "ISO 8601, as precisely as known and never more: `2023`, `2023-11` or `2023-11-05`. A reduced date counts from its first day. That is why date columns are text with a pattern in the package's schema.",
  },
  {
    title: "Numbers",
    text: "Plain, with a decimal point and no grouping, in the column's unit; very large ones with an exponent. Yes and no are `true` and `false`.",
  },
  {
    title: "Formulas",
    text: "Text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) is written with one apostrophe before it, and so is text that already begins with apostrophes before such a character. To undo it, take one apostrophe away from cells that begin with apostrophes and then one of these characters. Import into Parallax does so. Number columns are never touched.",
  },
  {
    title: "Confidence",
    text: "`confirmed` by a primary document, `reported` by others, `estimated` by reckoning, or `disputed`.",
  },
  {
    title: "Sources",
    text: "`source_id` is a row's first source; `citations` holds further ones, with their own value where they differ.",
  },
  {
    title: "References",
    text: "An id is lower-case letters, digits and hyphens, stays the same, and always names a row of the table stated. Two kinds of reference a foreign key cannot express, so the package's schema tells them in words: ids that may stand in either of two tables (`dependencies`), and ids whose table is named in the row itself (`citations`).",
  },
];

const description = [
  "Dated, sourced facts on the United States, China and others in generative AI: companies, money, models, chips, export rules, and what rests on what.",
  conventions.map(({ title, text }) => `- **${title}.** ${text}`).join("\n"),
  "Metrics and operators of the rules in `export_rules` are defined in METRICS.md.",
  licenceNote,
].join("\n\n");

interface Field {
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly [property: string]: unknown;
}

interface ForeignKey {
  readonly fields: readonly string[];
  /** Without a resource it is the table itself. */
  readonly reference: { readonly resource?: string; readonly fields: readonly string[] };
}

export interface Resource {
  readonly name: string;
  readonly type: "table";
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly format: "csv";
  readonly mediatype: "text/csv";
  readonly encoding: "utf-8";
  readonly schema: {
    readonly fields: readonly Field[];
    readonly primaryKey: readonly string[];
    readonly foreignKeys?: readonly ForeignKey[];
    readonly missingValues: readonly string[];
  };
}

export interface DataPackage {
  readonly $schema: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly created: string;
  /** The store's revision, where the package was taken from one. */
  readonly revision?: number;
  readonly keywords: readonly string[];
  readonly licenses: readonly (typeof dataLicence)[];
  readonly resources: readonly Resource[];
}

/** The descriptor of the facts as recorded on a day, of all of them or of a part. */
export function describePackage({ recordedOn, revision }: Edition, part?: Part): DataPackage {
  const { name, title } = part ?? shippedDataset;
  return {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name,
    title,
    description: part ? `${part.about}\n\n${description}` : description,
    version: versionOf({ recordedOn, ...(revision !== undefined && { revision }) }),
    created: `${recordedOn}T00:00:00Z`,
    ...(revision !== undefined && { revision }),
    keywords: ["generative AI", "United States", "China", "export controls", "venture funding", "open source"],
    licenses: [dataLicence],
    resources: (part?.tables ?? tableNames).map((table) =>
      resource(table, (column) => part?.refersInside(table, column) ?? true),
    ),
  };
}

/**
 * The edition as a semantic version, which allows no zero before a number.
 * @example versionOf({ recordedOn: "2026-02-09", revision: 7 }) // "2026.2.9+revision.7"
 */
export function versionOf({ recordedOn, revision }: Edition): string {
  const date = recordedOn.split("-").map(Number).join(".");
  return revision === undefined ? date : `${date}+revision.${revision}`;
}

/** The descriptor as the text of `datapackage.json`. */
export function writeDescriptor(edition: Edition, part?: Part): string {
  return `${JSON.stringify(describePackage(edition, part), null, 2)}\n`;
}

function resource(name: TableName, refersInside: (column: string) => boolean): Resource {
  const { title, description: about, key, columns } = tableOf(name);
  const foreignKeys = Object.entries(columns).flatMap(([column, { references }]): ForeignKey[] => {
    const [target, ...more] = references ?? [];
    if (!target || more.length > 0 || !refersInside(column)) return [];
    return [{ fields: [column], reference: { ...(target !== name && { resource: target }), fields: ["id"] } }];
  });
  return {
    name,
    type: "table",
    path: `${name}.csv`,
    title,
    description: `${about} ${sayDating(name)}`,
    format: "csv",
    mediatype: "text/csv",
    encoding: "utf-8",
    schema: {
      fields: Object.entries(columns).map(([column, described]) => field(column, described)),
      primaryKey: key,
      ...(foreignKeys.length > 0 && { foreignKeys }),
      missingValues: [""],
    },
  };
}

const fieldTypes: Readonly<Record<ColumnType, Readonly<Record<string, unknown>>>> = {
  slug: { type: "string" },
  text: { type: "string" },
  url: { type: "string", format: "uri" },
  number: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean", trueValues: ["true"], falseValues: ["false"] },
  // A date field would refuse a reduced date.
  date: { type: "string" },
  json: { type: "object" },
};

const patterns: Partial<Record<ColumnType, string>> = {
  slug: "^[a-z0-9]+(--?[a-z0-9]+)*$",
  date: "^(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
};

function field(name: string, column: Column): Field {
  const { type, title, description: about, required, unit, unique, oneOf, min, max, blank } = column;
  const pattern = patterns[type];
  const constraints = {
    // A blank that is a value is there, since it is not among the missing ones.
    ...((required || blank !== undefined) && { required: true }),
    ...(unique && { unique }),
    ...(pattern && { pattern }),
    ...(oneOf && { enum: oneOf }),
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
  const reference = sayReference(column);
  return {
    name,
    type: String(fieldTypes[type]["type"]),
    ...fieldTypes[type],
    title,
    description: reference ? `${about} ${reference}` : about,
    ...(unit && { unit }),
    // Here an empty cell is a value of its own and part of the key.
    ...(blank !== undefined && { missingValues: [] }),
    ...(Object.keys(constraints).length > 0 && { constraints }),
  };
}

/** What a foreign key cannot say of a column, in words. */
function sayReference({ references = [], referencesBy, namesColumnOf }: Column): string {
  if (referencesBy) return `Holds the id of a row of the table that \`${referencesBy}\` names.`;
  if (namesColumnOf) return `Holds the name of a column of the table that \`${namesColumnOf}\` names.`;
  if (references.length > 1) return `Holds the id of a row of ${references.join(" or of ")}.`;
  return "";
}
