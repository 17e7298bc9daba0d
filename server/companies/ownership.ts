/** A company with its owner, as far as one is recorded. */
export interface Owned {
  readonly id: string;
  readonly name: string;
  readonly country: string | null;
  readonly parent_id: string | null;
  readonly source_id: string;
}

/** A company over those that it owns, by name. */
export interface OwnershipNode<C extends Owned = Owned> {
  readonly company: C;
  readonly owns: readonly OwnershipNode<C>[];
}

/**
 * The tree in which a company stands, from its topmost recorded owner down; `undefined` where it neither owns nor is
 * owned. An owner that is not among `companies`, such as one that does not count yet, ends the way up; a circle of
 * owners is walked once.
 */
export function ownershipOf<C extends Owned>(companies: readonly C[], id: string): OwnershipNode<C> | undefined {
  const byId = new Map(companies.map((company) => [company.id, company]));
  let top = byId.get(id);
  const above = new Set<string>();
  while (top && !above.has(top.id)) {
    above.add(top.id);
    const owner: C | undefined = top.parent_id === null ? undefined : byId.get(top.parent_id);
    if (!owner || above.has(owner.id)) break;
    top = owner;
  }
  if (!top) return undefined;
  const tree = nodeOf(companies, top, new Set());
  return tree.owns.length > 0 ? tree : undefined;
}

function nodeOf<C extends Owned>(companies: readonly C[], company: C, over: ReadonlySet<string>): OwnershipNode<C> {
  const seen = new Set([...over, company.id]);
  return {
    company,
    owns: companies
      .filter(({ id, parent_id }) => parent_id === company.id && !seen.has(id))
      .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : one.id < other.id ? -1 : 1))
      .map((owned) => nodeOf(companies, owned, seen)),
  };
}
