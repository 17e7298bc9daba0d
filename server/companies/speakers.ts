/** What a company goes by. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly native_name: string | null;
}

/**
 * Whether a person speaks for the company. Claims name an organization in the words of their source and not by an id,
 * so its name, native name or id must be met whole: "Meta" speaks for `meta`, "Metax" does not. An addition in
 * brackets is passed over. A former role counts, and is printed as one.
 * @example speaksFor("Zhipu AI (Z.ai)", { id: "zhipu-ai", name: "Zhipu AI", native_name: "智谱" }) // true
 */
export function speaksFor(organization: string, { id, name, native_name }: Named): boolean {
  const said = plain(organization);
  return said !== "" && (said === plain(name) || said === plain(native_name ?? "") || slug(said) === id);
}

function plain(text: string): string {
  return text
    .replace(/\s*\([^)]*\)$/, "")
    .trim()
    .toLowerCase();
}

function slug(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}

/** A claim, as far as it tells of who made it. */
export interface Spoken {
  readonly id: string;
  readonly stated_on: string;
  readonly speaker: string;
  readonly speaker_role: string;
  readonly source_id: string;
}

/** Somebody of the company: its founder, or who spoke for it. */
export interface Person {
  readonly name: string;
  /** Founder first, then the roles in which they spoke, latest first. */
  readonly roles: readonly string[];
  readonly founder: boolean;
  /** Latest first. */
  readonly claims: readonly Spoken[];
}

/**
 * Founders in the order of the record, then those who spoke for the company, who spoke last first. A founder who
 * spoke is one person.
 */
export function peopleOf(founders: string | null, claims: readonly Spoken[]): readonly Person[] {
  const latest = [...claims].sort((one, other) => compare(other.stated_on, one.stated_on) || compare(one.id, other.id));
  const founded = (founders ?? "")
    .split(";")
    .map((name) => name.trim())
    .filter(Boolean);
  const names = [...new Set([...founded, ...latest.map(({ speaker }) => speaker)])];
  return names.map((name) => {
    const own = latest.filter(({ speaker }) => speaker === name);
    const founder = founded.includes(name);
    const roles = own.map(({ speaker_role }) => speaker_role);
    return { name, founder, roles: [...new Set([...(founder ? ["founder"] : []), ...roles])], claims: own };
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
