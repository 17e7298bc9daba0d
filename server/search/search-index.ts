import { Breath } from "../values/breath.js";
import type { Entry } from "./entries.js";
import { goesOnInDigits, likeness, nearness, slipsForgiven } from "./likeness.js";
import { isUnspaced, joined, plainWords } from "./words.js";

/** Weight of a match by the part of an entry that it stands in: its names, further texts of its own, its owner's. */
const weights = [1, 0.8, 0.4] as const;
type Field = 0 | 1 | 2;
const fieldBits = 2;
const fieldMask = (1 << fieldBits) - 1;

/** Where a term stands: the number of an entry and the field, in one number. Most terms stand in one place. */
type Places = number | number[];

/** Called with the places of a term and how well the term answers. */
export type Take = (places: Places, quality: number) => void;

/**
 * The terms of all entries with the places they stand in. Beside its words a name gives itself without gaps, and
 * neighbours of which one holds a digit: "characterai" finds Character.AI, "gpt4" finds GPT-4 Turbo.
 */
export class SearchIndex {
  readonly entries: Entry[] = [];
  /** What each entry is called in full, without gaps. */
  readonly names: (readonly string[])[] = [];
  /** Its id, likewise. */
  readonly ids: string[] = [];
  readonly #words = new Shelves();
  readonly #joins = new Shelves();
  /** Joined ids are found whole or not at all, since their parts are no words. */
  readonly #ids = new Shelves();
  readonly #unspaced = new Map<string, Places>();
  /** Words of letters alone by length: what a misspelt word is compared with. */
  readonly #lettered = new Map<number, Lettered>();
  /** Owners own many things. */
  readonly #owners = new Map<string, Name>();

  /** Takes in all entries, giving way to other work in between. */
  static async of(entries: AsyncIterable<Entry> | Iterable<Entry>): Promise<SearchIndex> {
    const index = new SearchIndex();
    const breath = new Breath();
    for await (const entry of entries) {
      index.#add(entry);
      await breath.take();
    }
    return index;
  }

  #add(entry: Entry): void {
    const at = this.entries.push(entry) - 1;
    const place = (field: Field) => (at << fieldBits) | field;
    const names = (entry.native === null ? [entry.label] : [entry.label, entry.native]).map(nameOf);
    const owners = entry.of.map((owner) => listed(this.#owners, owner, () => nameOf(owner)));
    const id = joined(plainWords(entry.id));
    this.names.push([...names.map(({ words }) => joined(words)), ...names.flatMap((name) => unowned(name, owners))]);
    this.ids.push(id);
    this.#ids.put(id, place(0));
    const known = new Set<string>();
    ([names, entry.also.map(nameOf), owners] as const).forEach((texts, field) => {
      for (const { words, joins } of texts) {
        for (const word of words) this.#putWord(known, word, place(field as Field));
        for (const join of joins) putOnce(known, this.#joins, join, place(field as Field));
      }
    });
  }

  #putWord(known: Set<string>, word: string, place: number): void {
    if (known.has(word)) return;
    known.add(word);
    if (isUnspaced(word)) {
      putInto(this.#unspaced, word, place);
      this.#putLettered(word);
    } else if (this.#words.put(word, place)) this.#putLettered(word);
  }

  #putLettered(word: string): void {
    if (/\p{N}/u.test(word)) return;
    const { words, letters } = listed(this.#lettered, word.length, () => ({ words: [], letters: [] }));
    words.push(word);
    letters.push(lettersOf(word));
  }

  /** Terms that answer a word as written; `whole` takes the word for complete. */
  written(word: string, whole: boolean, take: Take): void {
    const places = this.#ids.get(word);
    if (places !== undefined) take(places, 1);
    if (isUnspaced(word)) {
      for (const [term, places] of this.#unspaced) {
        const quality = likeness(word, term);
        if (quality > 0) take(places, quality);
      }
      return;
    }
    const answering = (shelves: Shelves) => {
      let found = false;
      for (const [term, places] of shelves.beginning(word, whole)) {
        const quality = likeness(word, term);
        if (quality === 0) continue;
        found = true;
        take(places, quality);
      }
      return found;
    };
    const found = answering(this.#words);
    // A word that is written somewhere as it stands is seldom two run together, unless a digit says so.
    if (!found || (/\p{N}/u.test(word) && /\p{L}/u.test(word))) answering(this.#joins);
    else {
      const places = this.#joins.get(word);
      if (places !== undefined) take(places, 1);
    }
  }

  /** Words that answer one which may be misspelt, or a number that is still being written. */
  near(word: string, take: Take): void {
    if (/\p{N}$/u.test(word))
      for (const shelves of [this.#words, this.#joins])
        for (const [term, places] of shelves.beginning(word, false))
          if (goesOnInDigits(word, term)) take(places, nearness(word, term));
    const forgiven = slipsForgiven(word);
    if (forgiven === 0) return;
    const wanted = lettersOf(word);
    for (const [length, { words, letters }] of this.#lettered) {
      if (length < word.length - forgiven) continue;
      const whole = length <= word.length + forgiven;
      for (let at = 0; at < words.length; at++) {
        // A letter that one of the two lacks costs a slip: most words are out before they are compared.
        const held = letters[at] ?? 0;
        if (bits(wanted & ~held) > forgiven) continue;
        const term = words[at] ?? "";
        const maybe = (whole && bits(held & ~wanted) <= forgiven) || term.charCodeAt(0) === word.charCodeAt(0);
        const quality = maybe ? nearness(word, term) : 0;
        const places = quality > 0 ? (this.#words.get(term) ?? this.#unspaced.get(term)) : undefined;
        if (places !== undefined) take(places, quality);
      }
    }
  }
}

/** Calls back for each place of a term: the entry's number and the weight of the text it stands in. */
export function visit(places: Places, each: (entry: number, weight: number) => void): void {
  if (typeof places === "number") each(places >> fieldBits, weights[(places & fieldMask) as Field]);
  else for (const place of places) each(place >> fieldBits, weights[(place & fieldMask) as Field]);
}

interface Lettered {
  readonly words: string[];
  readonly letters: number[];
}

/** Terms by their first two characters: a beginning is looked for on few shelves, and no map grows in one great step. */
class Shelves {
  readonly #shelves = new Map<string, Map<string, Places>>();

  /** Whether the term is new. */
  put(term: string, place: number): boolean {
    return putInto(
      listed(this.#shelves, term.slice(0, 2), () => new Map<string, Places>()),
      term,
      place,
    );
  }

  get(term: string): Places | undefined {
    return this.#shelves.get(term.slice(0, 2))?.get(term);
  }

  /** Terms that begin with a word; `whole` asks for the word itself alone. */
  *beginning(word: string, whole: boolean): Iterable<readonly [string, Places]> {
    if (whole) {
      const places = this.get(word);
      if (places !== undefined) yield [word, places];
      return;
    }
    for (const [first, shelf] of this.#shelves) {
      if (!first.startsWith(word.slice(0, 2))) continue;
      for (const entry of shelf) if (entry[0].startsWith(word)) yield entry;
    }
  }
}

function putInto(terms: Map<string, Places>, term: string, place: number): boolean {
  const places = terms.get(term);
  if (typeof places === "object") places.push(place);
  else terms.set(term, places === undefined ? place : [places, place]);
  return places === undefined;
}

function putOnce(known: Set<string>, shelves: Shelves, term: string, place: number): void {
  if (known.has(term)) return;
  known.add(term);
  shelves.put(term, place);
}

/** Names longer than this are titles and sentences, which nobody writes in one word. */
const longestName = 8;

interface Name {
  readonly words: readonly string[];
  /** The whole name without gaps, and each two neighbours of which one holds a digit. */
  readonly joins: readonly string[];
}

function nameOf(text: string): Name {
  const words = plainWords(text);
  if (words.length < 2) return { words, joins: [] };
  const pairs = words
    .slice(1)
    .map((word, at) => `${words[at]}${word}`)
    .filter((pair) => /\p{N}/u.test(pair));
  return { words, joins: words.length > longestName ? pairs : [joined(words), ...pairs] };
}

/** A product's name without that of its maker before it: "NVIDIA H20" is called H20. */
function unowned({ words: name }: Name, owners: readonly Name[]): readonly string[] {
  return owners
    .map(({ words }) => words)
    .filter((owner) => owner.length > 0 && owner.length < name.length && owner.every((word, at) => word === name[at]))
    .map((owner) => joined(name.slice(owner.length)));
}

function listed<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = fresh();
  map.set(key, value);
  return value;
}

/** The letters of a text as bits; those of all scripts share 32. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

function bits(set: number): number {
  let count = 0;
  for (let left = set; left !== 0; left &= left - 1) count++;
  return count;
}
