import { type ChildProcess, fork } from "node:child_process";

/**
 * Processes of a bench: what is measured, what it is held against and what asks for it each have their own, so that
 * none takes the other's time. They are this script again, told by an argument which part to play.
 */

/** What a role can be asked to do. Arguments and answers travel as JSON. */
export type Role = Readonly<Record<string, (argument: never) => unknown>>;

const flag = "--role";

/** The role that this process is to play; `undefined` in the one that a person started. */
export function ownRole(): string | undefined {
  const at = process.argv.indexOf(flag);
  return at < 0 ? undefined : process.argv[at + 1];
}

interface Request {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

/** Does what it is asked until the asker goes away. */
export function play(role: Role): void {
  process.on("message", async ({ id, name, argument }: Request) => {
    try {
      const act = role[name] as ((argument: unknown) => unknown) | undefined;
      if (!act) throw new Error(`This role knows no "${name}".`);
      process.send?.({ id, answer: await act(argument) } satisfies Reply);
    } catch (error) {
      process.send?.({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}

/** Another process that plays a role. */
export class Player {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { done(answer: unknown): void; failed(error: Error): void }>();
  #last = 0;

  constructor(readonly role: string) {
    this.#process = fork(process.argv[1] ?? "", [flag, role], { execArgv: ["--expose-gc", "--enable-source-maps"] });
    this.#process.on("message", ({ id, answer, failure }: Reply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) waiting?.done(answer);
      else waiting?.failed(new Error(`${role}: ${failure}`));
    });
    this.#process.on("exit", (code) => {
      for (const { failed } of this.#waiting.values()) failed(new Error(`${role} has ended (${code}).`));
      this.#waiting.clear();
    });
  }

  ask<T>(name: string, argument?: unknown): Promise<T> {
    const id = ++this.#last;
    return new Promise<T>((resolve, failed) => {
      this.#waiting.set(id, { done: (answer) => resolve(answer as T), failed });
      this.#process.send({ id, name, argument } satisfies Request);
    });
  }

  /** Ends the process and waits until it is gone. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const gone = new Promise((exited) => this.#process.once("exit", exited));
    this.#process.disconnect();
    await gone;
  }
}
