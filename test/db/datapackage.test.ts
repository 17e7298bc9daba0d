import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { restore } from "../../db/csv.js";
import {
  type DataPackage,
  describePackage,
  type Resource,
  shippedDataset,
  versionOf,
  writeDescriptor,
} from "../../db/datapackage.js";
import { tableNames, tableOf } from "../../db/tables.js";
import { places } from "../../server/places.js";
import { openEmptyStore } from "../fixture.js";
import { dataPackageRules } from "./data-package-rules.js";

const written = readFileSync(join(places.dataset, "datapackage.json"), "utf8");
const shipped = JSON.parse(written) as DataPackage;
const store = await openEmptyStore();
const migrated = await store.db.introspection.getTables();

const keepsTheRules = new Ajv({ allErrors: true, strict: false, formats: { regex: isPattern } }).compile(
  dataPackageRules,
);

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** The cells of a shipped file by column, as any reader of CSV gives them. */
function shippedRows({ path }: Resource): readonly Readonly<Record<string, string>>[] {
  return parse(readFileSync(join(places.dataset, path)), { columns: true }) as Record<string, string>[];
}

describe("the shipped descriptor", () => {
  it("is the one that the registry gives; npm run datapackage writes it anew", () => {
    expect(written).toBe(writeDescriptor({ recordedOn: shippedDataset.recordedOn }));
  });

  it("keeps the rules of the Data Package standard", () => {
    keepsTheRules(shipped);
    expect(keepsTheRules.errors ?? []).toEqual([]);
  });

  it("describes exactly the files that lie beside it", () => {
    const files = readdirSync(places.dataset).filter((file) => file.endsWith(".csv"));
    expect(shipped.resources.map(({ path }) => path).sort()).toEqual(files.sort());
    expect(shipped.created).toBe("2026-11-25T00:00:00Z");
  });
});

describe.each(shipped.resources.map((resource) => [resource.name, resource] as const))("%s", (name, resource) => {
  const { fields, primaryKey, foreignKeys = [], missingValues } = resource.schema;
  const fieldNames = fields.map((field) => field.name);
  const rows = shippedRows(resource);

  it("has the same columns in descriptor, registry, migrations and file", () => {
    const table = tableNames.find((one) => one === name);
    if (!table) throw new Error(`${name} is not in the registry.`);
    expect(fieldNames).toEqual(Object.keys(tableOf(table).columns));
    expect(migrated.find((one) => one.name === name)?.columns.map((column) => column.name)).toEqual(fieldNames);
    expect(Object.keys(rows[0] ?? {})).toEqual(fieldNames);
    expect(primaryKey).toEqual(tableOf(table).key);
  });

  it("holds cells that keep the published types and constraints", () => {
    for (const { name: column, type, format, constraints = {}, ...field } of fields) {
      const missing = (field["missingValues"] as string[] | undefined) ?? missingValues;
      const rules = constraints as {
        required?: boolean;
        unique?: boolean;
        pattern?: string;
        enum?: string[];
        minimum?: number;
      };
      const cells = rows.map((row) => row[column] ?? "").filter((cell) => !missing.includes(cell));
      if (rules.required) expect(cells.length, column).toBe(rows.length);
      if (rules.unique) expect(new Set(cells).size, column).toBe(cells.length);
      for (const cell of cells) {
        const where = `${name}.${column} ${cell}`;
        if (type === "number" || type === "integer") {
          expect(cell, where).toMatch(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);
          if (type === "integer") expect(Number.isSafeInteger(Number(cell)), where).toBe(true);
          if (rules.minimum !== undefined) expect(Number(cell), where).toBeGreaterThanOrEqual(rules.minimum);
        }
        if (type === "boolean") expect(["true", "false"], where).toContain(cell);
        if (type === "object") expect(JSON.parse(cell), where).toBeTypeOf("object");
        if (format === "uri") expect(URL.canParse(cell) && /^[!-~]+$/.test(cell), where).toBe(true);
        if (rules.pattern) expect(cell, where).toMatch(new RegExp(rules.pattern));
        if (rules.enum) expect(rules.enum, where).toContain(restore(cell));
      }
    }
  });

  it("has a key of its own in each row, and foreign keys that lead to one", () => {
    const keys = rows.map((row) => JSON.stringify(primaryKey.map((part) => row[part])));
    expect(new Set(keys).size).toBe(rows.length);
    for (const { fields: from, reference } of foreignKeys) {
      const target = shipped.resources.find((one) => one.name === (reference.resource ?? name));
      if (!target) throw new Error(`There is no resource ${reference.resource}.`);
      const [column = "", targetColumn = ""] = [from[0], reference.fields[0]];
      const ids = new Set(shippedRows(target).map((row) => row[targetColumn]));
      for (const row of rows)
        if (row[column] !== "") expect(ids.has(row[column]), `${column} ${row[column]}`).toBe(true);
    }
  });
});

describe("references", () => {
  const keysOf = (name: string) => shipped.resources.find((one) => one.name === name)?.schema.foreignKeys ?? [];
  const describing = (name: string, column: string) =>
    shipped.resources.find((one) => one.name === name)?.schema.fields.find((field) => field.name === column)
      ?.description;

  it("to the table itself name no resource, as version 2 has it", () => {
    expect(keysOf("companies")).toContainEqual({ fields: ["parent_id"], reference: { fields: ["id"] } });
  });

  it("that a foreign key cannot express are said in words", () => {
    expect(keysOf("dependencies").map(({ fields }) => fields)).toEqual([["source_id"]]);
    expect(describing("dependencies", "dependent_id")).toMatch(/Holds the id of a row of models or of software\.$/);
    expect(describing("citations", "row_id")).toMatch(/Holds the id of a row of the table that `table` names\.$/);
  });

  it("of a whole row keep their empty column, which is part of the key", () => {
    const column = shipped.resources
      .find(({ name }) => name === "citations")
      ?.schema.fields.find(({ name }) => name === "column");
    expect(column).toMatchObject({ missingValues: [], constraints: { required: true } });
  });
});

describe("a descriptor of a store's revision", () => {
  it("says which, in a version that is semantic", () => {
    expect(versionOf({ recordedOn: "2026-02-09" })).toBe("2026.2.9");
    const descriptor = describePackage({ recordedOn: "2026-02-09", revision: 12 });
    expect(descriptor).toMatchObject({
      version: "2026.2.9+revision.12",
      created: "2026-02-09T00:00:00Z",
      revision: 12,
    });
    expect(keepsTheRules(descriptor)).toBe(true);
  });
});

describe("the rules that it is held against", () => {
  type Change = (descriptor: { [key: string]: unknown; resources: Record<string, never>[] }) => void;
  const first = (descriptor: { resources: unknown[] }) =>
    descriptor.resources[0] as {
      name: string;
      path: string;
      schema: { fields: Record<string, unknown>[]; foreignKeys?: unknown[] };
    };
  it.each([
    ["no resources", (descriptor) => Object.assign(descriptor, { resources: [] })],
    ["a date without a time", (descriptor) => Object.assign(descriptor, { created: "2026-11-23" })],
    ["a licence without name or path", (descriptor) => Object.assign(descriptor, { licenses: [{ title: "Mine" }] })],
    ["a version with zeros", (descriptor) => Object.assign(descriptor, { version: "2026.02.09" })],
    ["a path that leads up", (descriptor) => Object.assign(first(descriptor), { path: "../secret.csv" })],
    ["a resource without a name", (descriptor) => Object.assign(first(descriptor), { name: undefined })],
    ["an unknown type", (descriptor) => Object.assign(first(descriptor).schema.fields[0] ?? {}, { type: "slug" })],
    [
      "a pattern on a number",
      (descriptor) => Object.assign(first(descriptor).schema.fields[0] ?? {}, { type: "number" }),
    ],
    [
      "a self reference in the words of version 1",
      (descriptor) => {
        first(descriptor).schema.foreignKeys = [{ fields: ["id"], reference: { resource: "", fields: ["id"] } }];
      },
    ],
  ] as [string, Change][])("refuse %s", (_, change) => {
    const descriptor = JSON.parse(written) as Parameters<Change>[0];
    change(descriptor);
    expect(keepsTheRules(JSON.parse(JSON.stringify(descriptor)))).toBe(false);
  });
});
