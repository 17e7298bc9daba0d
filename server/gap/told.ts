/**
 * What a note says without the clauses that name a date after `asOf`; `null` where nothing is left.
 * @example toldBy("Run once; repeated on 2025-10-22.", "2024-02-21") // "Run once"
 */
export function toldBy(note: string | null, asOf: string): string | null {
  const clauses = (note ?? "").split(/(?<=[.;])\s+/);
  const told = clauses.filter((clause) =>
    (clause.match(/\b20\d{2}(?:-\d{2}){0,2}\b/g) ?? []).every((date) => date <= asOf),
  );
  if (told.length === clauses.length) return note;
  return told.join(" ").replace(/;$/, "") || null;
}
