import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { type Material, type MlBom, mlBom } from "../../../../server/dependencies/exports/ml-bom.js";
import { hostileGraph } from "./hostile.js";

const require = createRequire(import.meta.url);
/** The official schemas, as the CycloneDX library ships them. */
const schemas = join(dirname(require.resolve("@cyclonedx/cyclonedx-library/package.json")), "res", "schema");
const schema = (name: string) => JSON.parse(readFileSync(join(schemas, name), "utf8")) as object;
// Formats are checked below, by what they promise; the schema's own words beside them are for editors.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"])
  ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}`);
const valid = ajv.compile(schema("bom-1.6.SNAPSHOT.schema.json"));

const material = (id: string, more: Partial<Material> = {}): Material => {
  const node = hostileGraph.nodes.find((one) => one.id === id);
  if (!node) throw new Error(`No node is called ${id}.`);
  return { ...node, license: null, softwareKind: null, sourceUrl: "https://example.org/", ...more };
};

const bom: MlBom = {
  subject: material("yi", { license: "Apache-2.0" }),
  measures: [
    ["parameters_billion", 34],
    ["training_compute_flop", null],
  ],
  modality: "text",
  scores: [{ benchmark: "MMLU", unit: "percent", score: 76.3, on: "2023-11-02" }],
  materials: [
    material("llama", { license: "LLaMA research licence (non-commercial)" }),
    material("lib", { license: "MIT", softwareKind: "dataset" }),
  ],
  edges: hostileGraph.edges,
  recordedAt: "2026-11-24T09:00:00.000Z",
  about: hostileGraph.about,
};

interface Written {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly type: string;
  readonly "bom-ref": string;
  readonly licenses?: readonly object[];
  readonly pedigree?: object;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly modelCard?: Readonly<Record<string, unknown>>;
}

const written = (of: MlBom) => JSON.parse(mlBom(of)) as Written;

it.each<[string, MlBom]>([
  ["a model with licences, scores and data", bom],
  [
    "a model of which nothing else is known",
    { ...bom, measures: [], modality: null, scores: [], materials: [], edges: [] },
  ],
  [
    "a model that took weights",
    { ...bom, edges: hostileGraph.edges.map((edge) => ({ ...edge, kind: "weights" as const })) },
  ],
])("%s makes a valid CycloneDX 1.6 document", (_name, each) => {
  valid(written(each));
  expect(valid.errors).toBeNull();
});

it("names each component once, and every dependency between those it names", () => {
  const { metadata, components, dependencies } = written(bom);
  const refs = [metadata.component, ...components].map((component) => component["bom-ref"]);
  expect(refs).toEqual(["yi", "lib", "llama"]);
  expect(dependencies).toEqual([
    { ref: "yi", dependsOn: ["lib", "llama"] },
    { ref: "lib", dependsOn: [] },
    { ref: "llama", dependsOn: [] },
  ]);
});

it("tells the evidence of each dependency, and calls only weights an ancestor", () => {
  const { component } = written(bom).metadata;
  expect(component.properties).toContainEqual({
    name: "parallax:rests-on:architecture:llama",
    value: "Says so. (confirmed; https://example.org/)",
  });
  expect(component.pedigree).toBeUndefined();
  const edges = hostileGraph.edges.map((edge) => ({ ...edge, kind: "weights" as const }));
  expect(written({ ...bom, edges: edges.slice(0, 1) }).metadata.component.pedigree).toEqual({
    ancestors: [{ type: "machine-learning-model", name: "LLaMA" }],
  });
});

it("states a licence by its SPDX id where it has one, by its words where not, and no figure that is not known", () => {
  const { metadata, components } = written(bom);
  expect(metadata.component.licenses).toEqual([{ license: { id: "Apache-2.0", acknowledgement: "declared" } }]);
  expect(components[1]?.licenses).toEqual([
    { license: { name: "LLaMA research licence (non-commercial)", acknowledgement: "declared" } },
  ]);
  expect(metadata.component.modelCard).toEqual({
    modelParameters: { datasets: [{ ref: "lib" }] },
    quantitativeAnalysis: {
      performanceMetrics: [{ type: "MMLU (percent)", value: "76.3", slice: "dated 2023-11-02" }],
    },
    properties: [
      { name: "parallax:modality", value: "text" },
      { name: "parallax:parameters_billion", value: "34" },
    ],
  });
});

it("has a serial number that changes with its contents and with nothing else", () => {
  const { serialNumber, metadata } = written(bom);
  expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(metadata.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  expect(mlBom({ ...bom, materials: [...bom.materials].reverse(), edges: [...bom.edges].reverse() })).toBe(mlBom(bom));
  expect(written({ ...bom, modality: "code" }).serialNumber).not.toBe(serialNumber);
});
