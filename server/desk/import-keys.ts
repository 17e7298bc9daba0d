import SqliteConnection from "better-sqlite3";

/** Something that a row names and that may yet come further down. */
export interface Awaited {
  readonly key: string;
  readonly line: number;
  readonly column: string;
}

/**
 * The keys of a file and the lines they stand on, kept in a scratch file of SQLite's own, so that a million of them
 * take no more memory than a few. It is gone when it is closed or the process ends.
 */
export class FileKeys {
  readonly #scratch = new SqliteConnection("");
  readonly #insert;
  readonly #find;
  readonly #await;

  constructor() {
    this.#scratch.pragma("journal_mode = off");
    this.#scratch.pragma("synchronous = off");
    this.#scratch.exec("create table keys (key text primary key, line integer not null) strict, without rowid");
    this.#scratch.exec(
      "create table awaited (key text not null, line integer not null, column_name text not null) strict",
    );
    this.#insert = this.#scratch.prepare("insert into keys values (?, ?) on conflict do nothing");
    this.#find = this.#scratch.prepare("select line from keys where key = ?").pluck();
    this.#await = this.#scratch.prepare("insert into awaited values (?, ?, ?)");
    // One transaction from first to last: nothing of it has to be safe.
    this.#scratch.exec("begin");
  }

  /** Takes a key in; gives the line it stood on before, if it did. */
  add(key: string, line: number): number | undefined {
    return this.#insert.run(key, line).changes === 0 ? this.lineOf(key) : undefined;
  }

  lineOf(key: string): number | undefined {
    return this.#find.get(key) as number | undefined;
  }

  await({ key, line, column }: Awaited): void {
    this.#await.run(key, line, column);
  }

  /** What never came, in the order of the file. */
  missing(): IterableIterator<Awaited> {
    return this.#scratch
      .prepare(
        "select key, line, column_name as column from awaited where key not in (select key from keys) order by line",
      )
      .iterate() as IterableIterator<Awaited>;
  }

  close(): void {
    this.#scratch.close();
  }
}
