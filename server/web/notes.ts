import type { Db } from "../../db/database.js";
import type { Row } from "../../db/tables.js";
import { sayCount } from "../values/numbers.js";

/** A numbered note at the end of the page: one source. */
export interface Note {
  readonly number: number;
  readonly source: Row<"sources">;
}

/** What a figure rests on is listed up to here; a page that cites fifty thousand sources is read by nobody. */
export const mostListed = 1000;

/** The page's sources, numbered in the order in which they are first cited. */
export class Notes {
  readonly #numbers = new Map<string, number>();

  /** The note's number of a source; the same source keeps its number. */
  cite(sourceId: string): number {
    const known = this.#numbers.get(sourceId);
    if (known !== undefined) return known;
    const next = this.#numbers.size + 1;
    this.#numbers.set(sourceId, next);
    return next;
  }

  /**
   * Cites several and says their numbers as ranges, and how many more there are than the page has room for.
   * @example "1–9, 14"
   */
  citeAll(sourceIds: Iterable<string>): string {
    const cited = new Set<number>();
    let more = 0;
    for (const id of new Set(sourceIds)) {
      if (this.#numbers.has(id) || this.#numbers.size < mostListed) cited.add(this.cite(id));
      else more++;
    }
    const numbers = [...cited].sort((one, other) => one - other);
    const ranges: string[] = [];
    for (let at = 0; at < numbers.length; at++) {
      const first = numbers[at];
      while (numbers[at + 1] === (numbers[at] ?? 0) + 1) at++;
      ranges.push(first === numbers[at] ? `${first}` : `${first}–${numbers[at]}`);
    }
    if (more > 0) ranges.push(`and ${sayCount(more, "more source")}, named in the JSON form`);
    return ranges.join(", ");
  }

  /**
   * Cites several where there is little room: the first ranges, and that there are others.
   * @example "1–9, 14, 20–22 and others"
   */
  citeBriefly(sourceIds: Iterable<string>, most = 4): string {
    const ranges = this.citeAll(sourceIds).split(", ");
    return `${ranges.slice(0, most).join(", ")}${ranges.length > most ? " and others" : ""}`;
  }

  /** The notes with their sources. */
  async list(db: Db): Promise<readonly Note[]> {
    const ids = [...this.#numbers.keys()];
    if (ids.length === 0) return [];
    const sources = await db.selectFrom("sources").selectAll().where("id", "in", ids).execute();
    const byId = new Map(sources.map((source) => [source.id, source]));
    return ids.flatMap((id) => {
      const source = byId.get(id);
      return source ? [{ number: this.cite(id), source }] : [];
    });
  }
}
