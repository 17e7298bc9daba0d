/**
 * The rules of the Data Package standard, version 2, that our descriptor must keep, as a JSON Schema in our own words
 * after its text: datapackage.org/standard/data-package, data-resource and table-schema. Where the standard says
 * SHOULD, these rules say must.
 */

const name = { type: "string", pattern: "^[a-z0-9._-]+$" };
const words = { type: "string", minLength: 1 };
/** Relative and below the descriptor: no absolute path, no way up, no home, no hidden file. */
const path = { type: "string", pattern: "^(?![./~])(?!.*\\.\\./)(?!.*\\\\)(?!.*:)[^\\s]+$" };
const names = { type: "array", minItems: 1, uniqueItems: true, items: { type: "string" } };

const shared = { required: { type: "boolean" }, unique: { type: "boolean" } };
const number = { type: "number" };

/** A field of one type with the formats and constraints that this type knows; constraints of other types are wrong. */
const field = (type: string, format: object, constraints: object, more: object = {}) => ({
  type: "object",
  required: ["name", "type", "title", "description"],
  additionalProperties: false,
  properties: {
    name: { type: "string", minLength: 1 },
    type: { const: type },
    title: words,
    description: words,
    format,
    // An extension of ours, which the standard allows.
    unit: words,
    missingValues: { type: "array", uniqueItems: true, items: { type: "string" } },
    constraints: {
      type: "object",
      minProperties: 1,
      additionalProperties: false,
      properties: { ...shared, ...constraints },
    },
    ...more,
  },
});

const defaultOnly = { const: "default" };
const texts = { type: "array", minItems: 1, uniqueItems: true, items: { type: "string" } };

const fields = [
  field(
    "string",
    { enum: ["default", "email", "uri", "binary", "uuid"] },
    {
      pattern: { type: "string", format: "regex" },
      enum: texts,
      minLength: { type: "integer" },
      maxLength: { type: "integer" },
    },
  ),
  field("number", defaultOnly, { minimum: number, maximum: number }),
  field("integer", defaultOnly, { minimum: { type: "integer" }, maximum: { type: "integer" } }),
  field("boolean", defaultOnly, {}, { trueValues: texts, falseValues: texts }),
  field("object", defaultOnly, {}),
];

const foreignKey = {
  type: "object",
  required: ["fields", "reference"],
  additionalProperties: false,
  properties: {
    fields: names,
    reference: {
      type: "object",
      required: ["fields"],
      additionalProperties: false,
      // Left out where a table refers to itself; an empty text is how version 1 said it.
      properties: { resource: { type: "string", minLength: 1 }, fields: names },
    },
  },
};

const resource = {
  type: "object",
  required: ["name", "type", "path", "schema"],
  not: { required: ["data"] },
  properties: {
    name,
    type: { const: "table" },
    path,
    title: words,
    description: words,
    format: { const: "csv" },
    mediatype: { const: "text/csv" },
    encoding: { const: "utf-8" },
    schema: {
      type: "object",
      required: ["fields"],
      additionalProperties: false,
      properties: {
        fields: {
          type: "array",
          minItems: 1,
          // By type, so that a mistake is told where it is.
          items: { type: "object", required: ["type"], oneOf: fields },
        },
        primaryKey: names,
        foreignKeys: { type: "array", minItems: 1, items: foreignKey },
        missingValues: { type: "array", uniqueItems: true, items: { type: "string" } },
      },
    },
  },
};

export const dataPackageRules = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  required: ["$schema", "name", "title", "version", "created", "licenses", "resources"],
  properties: {
    $schema: { const: "https://datapackage.org/profiles/2.0/datapackage.json" },
    name,
    title: words,
    description: words,
    // Semantic versioning: no number begins with a zero.
    version: {
      type: "string",
      pattern: "^(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)){2}(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$",
    },
    // RFC 3339
    created: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$" },
    keywords: { type: "array", minItems: 1, items: { type: "string" } },
    licenses: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        anyOf: [{ required: ["name"] }, { required: ["path"] }],
        properties: {
          name: { type: "string", pattern: "^[-a-zA-Z0-9._]+$" },
          path: { type: "string", pattern: "^https?://" },
          title: words,
        },
      },
    },
    resources: { type: "array", minItems: 1, items: resource },
  },
} as const;
