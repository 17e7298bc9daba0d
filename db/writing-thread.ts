import { Worker } from "node:worker_threads";
import type { CompiledQuery } from "kysely";
import type { Form, Piece, WrittenColumn } from "./pieces.js";
import { type Compilable, type KeyedQuery, readingOf, statementOf } from "./reading.js";
import type { Answered, Asked, RowSlice, Task } from "./writing-worker.js";

/** Pieces asked for before the last one has been taken, so that the thread works while the network does. */
const ahead = 4;

/** Room for young objects, in megabytes: rows and text live no longer than a piece, and with less they are moved about. */
const youngMegabytes = 64;

/**
 * The thread that writes downloads beside the event loop, started by the first one. Sorting or counting a million rows
 * takes SQLite a second in one step: here it holds up other downloads, and nobody else.
 */
export class WritingThread {
  readonly #script: string;
  readonly #database: string;
  readonly #waiting = new Map<number, { done(value: Answered["value"]): void; failed(error: Error): void }>();
  #worker: Worker | undefined;
  #last = 0;

  /** `script` is the built `writing-worker.js`. */
  constructor(script: string, database: string) {
    this.#script = script;
    this.#database = database;
  }

  /** The one figure that a query gives. */
  async figure(query: Compilable): Promise<number> {
    return (await this.#ask({ do: "figure", statement: statementOf(query) })) as number;
  }

  /** The rows of a query. They come some at a time: to unpack fifty thousand at once would hold up others. */
  async rows<R>(query: { compile(): CompiledQuery<R> }): Promise<readonly R[]> {
    const file = ++this.#last;
    const all: R[] = [];
    let task: Task = { do: "rows", file, statement: statementOf(query) };
    for (;;) {
      const { rows, left } = (await this.#ask(task)) as RowSlice;
      for (const row of rows) all.push(row as R);
      if (!left) return all;
      task = { do: "more", file };
    }
  }

  /** The rows of a query as text, from one snapshot, as fast as they are taken and no faster. */
  async *pieces(
    query: Compilable | KeyedQuery,
    columns: readonly WrittenColumn[],
    form: Form,
  ): AsyncGenerator<Piece, void> {
    const file = ++this.#last;
    const described = columns.map(({ name, type }) => ({ name, type }));
    await this.#ask({ do: "open", file, reading: readingOf(query), columns: described, form });
    const next = () => {
      const piece = this.#ask({ do: "next", file }) as Promise<Piece | undefined>;
      // It fails for whoever takes it; until then nobody listens.
      piece.catch(() => undefined);
      return piece;
    };
    try {
      const coming = Array.from({ length: ahead }, next);
      for (;;) {
        const piece = await coming.shift();
        if (!piece) return;
        coming.push(next());
        yield piece;
      }
    } finally {
      await this.#ask({ do: "close", file });
    }
  }

  /** Ends the thread; what is still being written fails. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(task: Task): Promise<Answered["value"]> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#last;
    worker.ref();
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      worker.postMessage({ id, task } satisfies Asked);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      workerData: { database: this.#database },
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    });
    worker.on("message", ({ id, value, error }: Answered) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      // A thread at rest keeps no program from ending.
      if (this.#waiting.size === 0) worker.unref();
      if (error !== undefined) waiting?.failed(new Error(error));
      else waiting?.done(value);
    });
    const gone = (error: Error) => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { failed } of this.#waiting.values()) failed(error);
      this.#waiting.clear();
    };
    worker.on("error", gone);
    worker.on("exit", (code) => gone(new Error(`The thread that writes downloads has ended (${code}).`)));
    return worker;
  }
}
