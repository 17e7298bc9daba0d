import { createHash } from "node:crypto";
import { type GraphFileEdge, type GraphFileNode, inFileOrder } from "./graph.js";

/** Registered with IANA. */
export const mlBomType = "application/vnd.cyclonedx+json; version=1.6; charset=utf-8";

/** A model or a piece of software as a bill of materials lists it. */
export interface Material extends GraphFileNode {
  readonly license: string | null;
  /** What software is, in the registry's words: `framework`, `dataset` ... `null` for a model. */
  readonly softwareKind: string | null;
  readonly sourceUrl: string;
}

export interface Score {
  readonly benchmark: string;
  readonly unit: string;
  readonly score: number;
  readonly on: string;
}

/** A bill of materials of one model. */
export interface MlBom {
  readonly subject: Material;
  /** Measures of the model with their unit in the name, such as `parameters_billion`. */
  readonly measures: readonly (readonly [name: string, value: number | null])[];
  readonly modality: string | null;
  readonly scores: readonly Score[];
  /** All that the model rests on, directly or through others; without itself. */
  readonly materials: readonly Material[];
  /** Both ends of each are the subject or among `materials`. */
  readonly edges: readonly GraphFileEdge[];
  /** Moment at which the facts were recorded, ISO 8601. */
  readonly recordedAt: string;
  /** By which view it was cut, and under which terms it may be used. */
  readonly about: string;
}

/**
 * A machine-learning bill of materials in CycloneDX 1.6 (ECMA-424, https://cyclonedx.org/docs/1.6/json/): the model
 * with its card, what it rests on as components, who rests on whom as dependencies. The evidence for each dependency
 * is a property of its dependent. Only what was taken over as weights is an ancestor in the sense of a pedigree.
 */
export function mlBom(bom: MlBom): string {
  const { nodes: materials, edges } = inFileOrder({ nodes: bom.materials, edges: bom.edges });
  const all = [bom.subject, ...materials];
  const byId = new Map(all.map((material) => [material.id, material]));
  const contents = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp: bom.recordedAt,
      tools: { components: [{ type: "application", name: "Parallax" }] },
      component: {
        ...component(bom.subject, edges, byId),
        modelCard: modelCard(bom, edges, byId),
      },
      properties: [property("about", bom.about)],
    },
    components: materials.map((material) => component(material, edges, byId)),
    dependencies: all.map(({ id }) => ({
      ref: id,
      dependsOn: [
        ...new Set(edges.filter(({ dependentId }) => dependentId === id).map(({ dependencyId }) => dependencyId)),
      ],
    })),
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(contents))}`;
  const { $schema, bomFormat, specVersion, ...rest } = contents;
  return `${JSON.stringify({ $schema, bomFormat, specVersion, serialNumber, ...rest })}\n`;
}

type ById = ReadonlyMap<string, Material>;

function component(material: Material, edges: readonly GraphFileEdge[], byId: ById): object {
  const own = edges.filter(({ dependentId }) => dependentId === material.id);
  const weights = own
    .filter(({ kind }) => kind === "weights")
    .flatMap(({ dependencyId }) => byId.get(dependencyId) ?? []);
  const { license, company } = material;
  return {
    type: typeOf(material),
    "bom-ref": material.id,
    ...(company !== null && { [material.kind === "model" ? "manufacturer" : "supplier"]: { name: company } }),
    name: material.name,
    ...(license !== null && { licenses: [{ license: { ...licenseOf(license), acknowledgement: "declared" } }] }),
    ...(weights.length > 0 && {
      pedigree: { ancestors: weights.map((ancestor) => ({ type: typeOf(ancestor), name: ancestor.name })) },
    }),
    externalReferences: [{ type: "evidence", url: material.sourceUrl }],
    properties: [
      ...known("country", material.country),
      ...known("openness", material.openness),
      ...known("released_on", material.releasedOn),
      ...own.map(({ dependencyId, kind, confidence, sourceUrl, evidence }) =>
        property(`rests-on:${kind}:${dependencyId}`, `${evidence} (${confidence}; ${sourceUrl})`),
      ),
    ],
  };
}

function modelCard(
  { subject, modality, measures, scores }: MlBom,
  edges: readonly GraphFileEdge[],
  byId: ById,
): object {
  const datasets = edges
    .filter(({ dependentId }) => dependentId === subject.id)
    .flatMap(({ dependencyId }) => (byId.get(dependencyId)?.softwareKind === "dataset" ? [dependencyId] : []));
  const facts = [...known("modality", modality), ...measures.flatMap(([name, value]) => known(name, value))];
  return {
    ...(datasets.length > 0 && { modelParameters: { datasets: [...new Set(datasets)].map((ref) => ({ ref })) } }),
    ...(scores.length > 0 && {
      quantitativeAnalysis: {
        performanceMetrics: scores.map(({ benchmark, unit, score, on }) => ({
          type: `${benchmark} (${unit})`,
          value: String(score),
          slice: `dated ${on}`,
        })),
      },
    }),
    ...(facts.length > 0 && { properties: facts }),
  };
}

const softwareTypes: Readonly<Record<string, string>> = {
  framework: "framework",
  "compute-platform": "platform",
  compiler: "application",
  library: "library",
  "inference-engine": "application",
  dataset: "data",
};

function typeOf({ softwareKind }: Material): string {
  return softwareKind === null ? "machine-learning-model" : (softwareTypes[softwareKind] ?? "library");
}

/** Licences of the facts that are ids of SPDX; all else is a name, since the facts state licences in words. */
const spdxIds = [
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC-BY-NC-4.0",
  "CC-BY-SA-4.0",
  "CC0-1.0",
  "MIT",
];

function licenseOf(license: string): object {
  return spdxIds.includes(license) ? { id: license } : { name: license };
}

function property(name: string, value: string): object {
  return { name: `parallax:${name}`, value };
}

function known(name: string, value: string | number | null): readonly object[] {
  return value === null ? [] : [property(name, String(value))];
}

/** A UUID made of the contents (RFC 9562, version 8): other contents have another, the same contents the same. */
function uuidOf(contents: string): string {
  const bytes = createHash("sha256").update(contents).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
