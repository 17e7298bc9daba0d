import type { Db } from "../../db/database.js";
import type { Row } from "../../db/tables.js";

/** A numbered note at the end of the page: one source. */
export interface Note {
  readonly number: number;
  readonly source: Row<"sources">;
}

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
   * Cites several and says their numbers as ranges.
   * @example "1–9, 14"
   */
  citeAll(sourceIds: Iterable<string>): string {
    const numbers = [...new Set([...sourceIds].map((id) => this.cite(id)))].sort((one, other) => one - other);
    const ranges: string[] = [];
    for (let at = 0; at < numbers.length; at++) {
      const first = numbers[at];
      while (numbers[at + 1] === (numbers[at] ?? 0) + 1) at++;
      ranges.push(first === numbers[at] ? `${first}` : `${first}–${numbers[at]}`);
    }
    return ranges.join(", ");
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
