/** Long work on the event loop goes on for so many milliseconds before others get their turn. */
const spell = 8;

/**
 * Lets a long computation give way to others: `await breath.take()` between two steps ends the turn of the event loop
 * if the work has gone on for long enough, and costs next to nothing if not.
 */
export class Breath {
  #since = performance.now();

  /** Whether it is time: for loops of so many steps that to wait for nothing would be most of the work. */
  get due(): boolean {
    return performance.now() - this.#since >= spell;
  }

  async take(): Promise<void> {
    if (!this.due) return;
    await new Promise<void>((taken) => setImmediate(taken));
    this.#since = performance.now();
  }
}
