import { Worker } from "node:worker_threads";
import { places } from "../places.js";
import type { Printed, ReadingAnswer, ReadingTask } from "./reading-worker.js";

/** Reads PDFs beside the event loop. One print has one, and ends it. */
export class PrintReader {
  readonly #worker = new Worker(places.reader);
  readonly #waiting = new Map<number, { done(printed: Printed): void; failed(error: Error): void }>();
  #last = 0;
  #gone: Error | undefined;

  constructor() {
    this.#worker.on("message", ({ id, printed, error }: ReadingAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (printed) waiting?.done(printed);
      else waiting?.failed(new Error(`The PDF cannot be read: ${error}`));
    });
    const gone = (error: Error) => {
      this.#gone ??= error;
      for (const { failed } of this.#waiting.values()) failed(error);
      this.#waiting.clear();
    };
    this.#worker.on("error", gone);
    this.#worker.on("exit", () => gone(new Error("The thread that reads PDFs has ended.")));
    this.#worker.unref();
  }

  read(bytes: Uint8Array, { ink }: { readonly ink: boolean }): Promise<Printed> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = ++this.#last;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#worker.postMessage({ id, bytes, ink } satisfies ReadingTask);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
