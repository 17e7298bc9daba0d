import { LRUCache } from "lru-cache";
import { datedOn } from "../../db/dated.js";
import type { KeyedQuery, LastRow } from "../../db/reading.js";
import type { Store } from "../../db/store.js";
import type { Row } from "../../db/tables.js";
import { Breath } from "../values/breath.js";
import type { Day } from "../values/dates.js";
import type { Context } from "./context.js";
import type { AnyQuery } from "./rows.js";

/** A model or a piece of software, with the names that pages print. */
export interface DependencyNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "model" | "software";
  readonly country: string | null;
  readonly openness: Row<"models">["openness"];
  readonly inclusion: Row<"models">["inclusion"] | null;
  readonly releasedOn: string | null;
  /** A model's developer, a piece of software's steward. */
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly sourceId: string;
}

/** `dependentId` rests on `dependencyId`, as `sourceId` says. */
export interface DependencyEdge {
  readonly id: string;
  readonly dependentId: string;
  readonly dependencyId: string;
  readonly kind: Row<"dependencies">["kind"];
  readonly sinceOn: string | null;
  readonly confidence: Row<"dependencies">["confidence"];
  readonly sourceId: string;
  /** Day from which it counts. */
  readonly datedOn: string;
}

/** What a graph of dependence is made from, models first, each kind of row in the order of its ids. */
export interface DependencyRows {
  readonly nodes: readonly DependencyNode[];
  readonly edges: readonly DependencyEdge[];
}

interface Dated<T> {
  readonly row: T;
  readonly on: string;
}

/** A node with the day from which it counts, and that from which its developer or steward does. */
interface DatedNode extends Dated<DependencyNode> {
  readonly companyOn: string;
}

/** All rows at any date, read once for as long as nobody has written. */
interface Everything {
  readonly counter: number;
  readonly nodes: readonly DatedNode[];
  readonly edges: readonly DependencyEdge[];
  readonly days: LRUCache<Day, Promise<DependencyRows>>;
}

/** Days of which the rows are kept: a page asks for one, and the page before it for another. */
const daysKept = 3;
/** Rows between two breaths. */
const slice = 5000;

const read = new WeakMap<Store, { readonly counter: number; readonly everything: Promise<Everything> }>();

/**
 * What stood by the view's date, on any evidence: that of a model is about its figures and not about what it rests on,
 * and bands ask for several levels of that of edges. The page's filters do not narrow it. A developer or steward that
 * does not count yet is not named; the country is known all the same. The same rows are given again until somebody
 * writes, so that what is made of them can be kept with them.
 */
export async function dependencyRows({ store, view: { asOf } }: Context): Promise<DependencyRows> {
  const { days, ...everything } = await everythingIn(store);
  const known = days.get(asOf);
  if (known) return known;
  const fresh = standingBy(everything, asOf);
  days.set(asOf, fresh);
  return fresh;
}

async function everythingIn(store: Store): Promise<Everything> {
  const counter = await store.changeCounter();
  const known = read.get(store);
  if (known?.counter === counter) return known.everything;
  const everything = readAll(store, counter);
  read.set(store, { counter, everything });
  everything.catch(() => read.delete(store));
  return everything;
}

async function standingBy({ nodes, edges }: Pick<Everything, "nodes" | "edges">, asOf: Day): Promise<DependencyRows> {
  const breath = new Breath();
  const standing: DependencyNode[] = [];
  for (const [at, { row, on, companyOn }] of nodes.entries()) {
    if (at % slice === 0) await breath.take();
    if (on > asOf) continue;
    standing.push(companyOn <= asOf ? row : { ...row, companyId: null, companyName: null });
  }
  const held: DependencyEdge[] = [];
  for (const [at, edge] of edges.entries()) {
    if (at % slice === 0) await breath.take();
    if (edge.datedOn <= asOf) held.push(edge);
  }
  return { nodes: standing, edges: held };
}

async function readAll(store: Store, counter: number): Promise<Everything> {
  const { db } = store;
  const companies = new Map<string, { readonly name: string; readonly country: string | null; readonly on: string }>();
  await eachRow(
    store,
    db.selectFrom("companies").select(["id", "name", "country"]).select(dated("companies")),
    ([id, name, country, on]) => companies.set(id as string, { name, country, on } as never),
  );
  const same = shared();
  const nodes: DatedNode[] = [];
  const node = (row: Omit<DependencyNode, "companyName">, on: unknown) => {
    const company = row.companyId === null ? undefined : companies.get(row.companyId);
    nodes.push({
      row: { ...row, companyName: company?.name ?? null },
      on: String(on),
      companyOn: company?.on ?? "",
    });
  };
  await eachRow(
    store,
    db
      .selectFrom("models")
      .select(["id", "name", "openness", "inclusion", "released_on", "company_id", "source_id"])
      .select(dated("models")),
    ([id, name, openness, inclusion, releasedOn, company, source, on]) => {
      const companyId = same(company as string);
      node(
        {
          id,
          name,
          kind: "model",
          country: companies.get(companyId)?.country ?? null,
          openness: same(openness),
          inclusion: same(inclusion),
          releasedOn,
          companyId,
          sourceId: same(source),
        } as DependencyNode,
        on,
      );
    },
  );
  await eachRow(
    store,
    db
      .selectFrom("software")
      .select(["id", "name", "country", "released_on", "steward_id", "source_id"])
      .select(dated("software")),
    ([id, name, country, releasedOn, companyId, sourceId, on]) =>
      node(
        {
          id,
          name,
          kind: "software",
          country,
          openness: null,
          inclusion: null,
          releasedOn,
          companyId,
          sourceId,
        } as DependencyNode,
        on,
      ),
  );
  for (const { row } of nodes) same(row.id);
  const edges: DependencyEdge[] = [];
  await eachRow(
    store,
    db
      .selectFrom("dependencies")
      .select(["id", "dependent_id", "dependency_id", "kind", "since_on", "confidence", "source_id"])
      .select(dated("dependencies")),
    ([id, dependent, dependency, kind, sinceOn, confidence, source, on]) =>
      edges.push({
        id,
        dependentId: same(dependent),
        dependencyId: same(dependency),
        kind: same(kind),
        sinceOn,
        confidence: same(confidence),
        sourceId: same(source),
        datedOn: same(on),
      } as DependencyEdge),
  );
  return { counter, nodes, edges, days: new LRUCache({ max: daysKept }) };
}

/** Rows in the order of their ids, which stand first in them. They come in batches, with a breath between. */
async function eachRow(store: Store, query: AnyQuery, take: (row: readonly unknown[]) => void): Promise<void> {
  const byId = query.orderBy("id");
  const lastId: LastRow = { lastRow: 0 };
  const keyed: KeyedQuery = {
    whole: byId,
    first: (limit) => byId.limit(limit),
    next: (limit) => byId.where("id", ">", lastId).limit(limit),
  };
  for await (const batch of store.stream(keyed)) for (const row of batch) take(row);
}

/** Keeps one of each text: rows name the same few sources, kinds and nodes again and again. */
function shared(): <T>(value: T) => T {
  const known = new Map<unknown, unknown>();
  return <T>(value: T): T => {
    if (typeof value !== "string") return value;
    const one = known.get(value);
    if (one !== undefined) return one as T;
    known.set(value, value);
    return value;
  };
}

function dated(table: Parameters<typeof datedOn>[0]) {
  const day = datedOn(table);
  if (!day) throw new Error(`${table} is not dated.`);
  return day.as("dated_on");
}
