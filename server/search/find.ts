import { type Entry, type Ground, type Kind, kinds } from "./entries.js";
import { type SearchIndex, type Take, visit } from "./search-index.js";
import { isUnspaced, joined, plainWords } from "./words.js";

/** How a thing was found: by its whole name, by the beginning of it, by words of its texts, by words misspelt. */
export type Matched = "exact" | "beginning" | "words" | "near";

export interface Hit {
  readonly entry: Entry;
  readonly matched: Matched;
  readonly score: number;
  /** What of the entry the view admits; at least one. */
  readonly grounds: readonly Ground[];
}

export interface Group {
  readonly kind: Kind;
  readonly total: number;
  /** The best ones, best first. */
  readonly hits: readonly Hit[];
}

export interface Found {
  /** Folded words of the question; none if it holds nothing to search by. */
  readonly words: readonly string[];
  /** Best group first. */
  readonly groups: readonly Group[];
  /** Things that some of the words lead to, when nothing answers them all. */
  readonly perhaps: readonly Hit[];
}

export interface Asked {
  readonly text: string;
  /** Whether the view admits an entry on this ground. */
  readonly admits: (ground: Ground) => boolean;
  /** Kinds to look among; all if left out. */
  readonly kinds?: readonly Kind[];
  /** Most hits given of each kind. */
  readonly most: number;
}

const mostPerhaps = 6;
const bonus: Readonly<Record<Matched, number>> = { exact: 2, beginning: 0.5, words: 0, near: 0 };
/** Kinds whose labels are titles and sentences: that one begins with a word makes it no better an answer. */
const titled: ReadonlySet<Kind> = new Set(["rules", "indicators", "events", "claims", "sources"]);
/** Sources are many and their titles long: of equal matches the thing itself comes before a page about it. */
const behind: Readonly<Partial<Record<Kind, number>>> = { events: 0.1, claims: 0.15, sources: 0.3 };

/** A longer text is no name written without its gaps. */
const longestJoined = 60;

/** Gives the terms that answer a word. */
type Answering = (word: string, take: Take) => void;

/**
 * What answers all words of a question in a view. Words count as written first, also without the gaps between them
 * ("deep seek", "gpt 4"); only when nothing answers them so are slips of the hand forgiven.
 */
export function find(index: SearchIndex, asked: Asked): Found {
  const given = plainWords(asked.text);
  const words = [...new Set(given)];
  if (words.length === 0) return { words, groups: [], perhaps: [] };
  const whole = joined(given);
  const written: Answering = (word, take) =>
    index.written(word, word.length === 1 && words.length > 1 && !isUnspaced(word), take);
  const close: Answering = (word, take) => {
    written(word, take);
    index.near(word, take);
  };
  const readings = words.length > 1 && whole.length <= longestJoined ? [words, [whole]] : [words];
  const answers = (answering: Answering, near: boolean) =>
    ranked(index, asked, whole, near, best(readings.map((reading) => scores(index, reading, answering, true))));

  const strict = answers(written, false);
  if (strict.length > 0) return { words, groups: strict, perhaps: [] };
  const forgiving = answers(close, true);
  if (forgiving.length > 0) return { words, groups: forgiving, perhaps: [] };
  const some = ranked(index, { ...asked, most: mostPerhaps }, whole, true, scores(index, words, close, false));
  return {
    words,
    groups: [],
    perhaps: some
      .flatMap(({ hits }) => hits)
      .sort(byScore)
      .slice(0, mostPerhaps),
  };
}

/**
 * How well each entry's texts answer the words, in the mean; zero where none does or, with `all`, where one is not
 * answered. The longest words go first, since they leave few entries to the rest.
 */
function scores(index: SearchIndex, words: readonly string[], answering: Answering, all: boolean): Float32Array {
  const count = index.entries.length;
  const sums = new Float32Array(count);
  const answered = new Uint8Array(count);
  for (const [done, word] of words.toSorted((one, other) => other.length - one.length).entries()) {
    const found = new Float32Array(count);
    answering(word, (places, quality) =>
      visit(places, (entry, weight) => {
        const score = quality * weight;
        if (score > (found[entry] ?? 0)) found[entry] = score;
      }),
    );
    let left = false;
    for (let entry = 0; entry < count; entry++) {
      const score = found[entry] ?? 0;
      if (score === 0 || (all && answered[entry] !== done)) continue;
      sums[entry] = (sums[entry] ?? 0) + score / words.length;
      answered[entry] = done + 1;
      left = true;
    }
    if (all && !left) return new Float32Array(count);
  }
  if (all) for (let entry = 0; entry < count; entry++) if (answered[entry] !== words.length) sums[entry] = 0;
  return sums;
}

function best([first = new Float32Array(), ...rest]: readonly Float32Array[]): Float32Array {
  for (const scores of rest)
    for (let entry = 0; entry < scores.length; entry++) first[entry] = Math.max(first[entry] ?? 0, scores[entry] ?? 0);
  return first;
}

/** The entries that have a score and that the view admits, by kind, those of the best hit first. */
function ranked(
  index: SearchIndex,
  { admits, most, kinds: among = kinds }: Asked,
  whole: string,
  near: boolean,
  scores: Float32Array,
): readonly Group[] {
  const byKind = new Map(among.map((kind) => [kind, new Best(most)]));
  for (let at = 0; at < scores.length; at++) {
    const likeness = scores[at] ?? 0;
    const entry = likeness > 0 ? index.entries[at] : undefined;
    const best = entry && byKind.get(entry.kind);
    if (!best || !entry.grounds.some(admits)) continue;
    const names = index.names[at] ?? [];
    const matched = near ? "near" : index.ids[at] === whole ? "exact" : howMatched(entry, names, whole);
    best.offer(entry, matched, likeness + standing(entry, names, matched, whole));
  }
  return [...byKind]
    .filter(([, { total }]) => total > 0)
    .map(([kind, { total, hits }]) => ({
      kind,
      total,
      hits: hits.map((hit) => ({ ...hit, grounds: hit.entry.grounds.filter(admits) })),
    }))
    .sort(
      (one, other) =>
        (other.hits[0]?.score ?? 0) - (one.hits[0]?.score ?? 0) || kinds.indexOf(one.kind) - kinds.indexOf(other.kind),
    );
}

type Scored = Omit<Hit, "grounds">;

/** The best few of many, in order: to sort a hundred thousand for the sake of five would take long. */
class Best {
  readonly hits: Scored[] = [];
  total = 0;

  constructor(readonly most: number) {}

  offer(entry: Entry, matched: Matched, score: number): void {
    this.total++;
    const full = this.hits.length >= this.most;
    const last = this.hits.at(-1);
    if (full && last && score < last.score) return;
    const hit = { entry, matched, score };
    if (full && last && byScore(hit, last) > 0) return;
    if (full) this.hits.pop();
    const at = this.hits.findIndex((other) => byScore(hit, other) < 0);
    this.hits.splice(at < 0 ? this.hits.length : at, 0, hit);
  }
}

function howMatched({ kind }: Entry, names: readonly string[], whole: string): Matched {
  if (names.includes(whole)) return "exact";
  return !titled.has(kind) && names.some((name) => name.startsWith(whole)) ? "beginning" : "words";
}

/** What an entry has beside the likeness of its words. Of two names that hold them the one with less besides is meant. */
function standing({ kind }: Entry, names: readonly string[], matched: Matched, whole: string): number {
  let shortest = names[0] ?? "";
  for (const name of names) if (name.length < shortest.length && name.includes(whole)) shortest = name;
  const covered = shortest === "" ? 0 : Math.min(1, whole.length / shortest.length);
  return 0.5 * covered + bonus[matched] - (behind[kind] ?? 0);
}

function byScore(one: Scored, other: Scored): number {
  return (
    other.score - one.score ||
    compare(one.entry.label, other.entry.label) ||
    compare(one.entry.id, other.entry.id) ||
    compare(one.entry.kind, other.entry.kind)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
