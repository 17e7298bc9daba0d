import type { IncomingMessage, RequestListener } from "node:http";
import type { Store } from "../../db/store.js";
import type { Day } from "../values/dates.js";
import type { Answers } from "./answers.js";

/** What decides whether an answer given before still holds. */
interface Grounds {
  readonly store: Store;
  readonly today: () => Day;
}

/**
 * What of a raw request decides its page, as long as the facts do not change. It is read before anything else of the
 * request: a key with a counter read after the facts might hide an edit that landed in between.
 */
export async function warmKey(req: IncomingMessage, grounds: Grounds): Promise<string> {
  return keyOf(req, await grounds.store.changeCounter(), grounds.today());
}

function keyOf({ headers, url }: IncomingMessage, counter: number, today: Day): string {
  return `${counter} ${today} ${headers["accept-encoding"] ?? ""} ${url}`;
}

export interface WarmOptions extends Grounds {
  readonly answers: Answers;
  /** Answers what nobody has asked before. */
  readonly cold: RequestListener;
  /** Writes the request log; left out where none is kept. */
  readonly logged?: RequestListener;
}

/**
 * Sends finished pages again before Express begins: its routing and the security headers alone take several times as
 * long as the answer, whose head was kept with it.
 */
export function warmFirst({ store, today, answers, cold, logged }: WarmOptions): RequestListener {
  let counted: number | Promise<number> | undefined;
  // Requests that arrive in one turn of the event loop ask the store once. Nobody can have heard of an edit by then
  // that was made in the same turn.
  const counter = () => {
    if (counted === undefined) {
      counted = store.changeCounter();
      setImmediate(() => {
        counted = undefined;
      });
    }
    return counted;
  };
  const answer: (...asked: [...Parameters<RequestListener>, number]) => void = (req, res, now) => {
    if (answers.sendWarm(req, res, keyOf(req, now, today()))) logged?.(req, res);
    else cold(req, res);
  };
  return (req, res) => {
    if (req.method !== "GET") return cold(req, res);
    let now: number | Promise<number>;
    try {
      now = counter();
    } catch {
      // A store that cannot count says why to those who ask it for facts.
      return cold(req, res);
    }
    if (typeof now === "number") return answer(req, res, now);
    now.then(
      (known) => answer(req, res, known),
      () => cold(req, res),
    );
  };
}
