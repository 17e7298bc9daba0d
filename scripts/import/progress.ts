import type { WriteStream } from "node:tty";

/** How far a long piece of work has come: a bar that moves on a terminal, a line for each tenth elsewhere. */
export class Progress {
  #shown = -1;

  constructor(
    readonly what: string,
    readonly total: number,
    readonly out: Pick<WriteStream, "write" | "isTTY"> = process.stderr,
  ) {}

  reach(done: number): void {
    const percent = this.total > 0 ? Math.min(100, Math.floor((done / this.total) * 100)) : 100;
    const step = this.out.isTTY ? percent : percent - (percent % 10);
    if (step === this.#shown) return;
    this.#shown = step;
    const bar = "█".repeat(Math.floor(percent / 4)).padEnd(25, "░");
    this.out.write(
      this.out.isTTY ? `\r${this.what} ${bar} ${String(percent).padStart(3)} %` : `${this.what}: ${step} %\n`,
    );
  }

  end(): void {
    if (this.out.isTTY) this.out.write("\n");
  }
}
