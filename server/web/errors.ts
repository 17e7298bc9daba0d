/** A failure that has a status and a sentence for the person who caused it. Everything else is a 500. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    /** What kind of problem it is, the same words each time. */
    readonly title: string,
    /** What is wrong this time and what would do. */
    detail: string,
    /** Each fault where there are several. */
    readonly faults: readonly (ParameterFault | CellProblem)[] = [],
    /** Where a person may want to go instead; a program finds the addresses in `detail`. */
    readonly links: readonly { readonly text: string; readonly href: string }[] = [],
  ) {
    super(detail);
  }
}

export interface ParameterFault {
  readonly parameter: string;
  readonly detail: string;
}

/** One cell, or line, of a file that was sent. */
export interface CellProblem {
  /** 1 is the header. */
  readonly line: number;
  /** Empty where the whole line is meant. */
  readonly column: string;
  readonly value: string;
  readonly expected: string;
  /** The same as a sentence. */
  readonly detail: string;
}

/** A problem with the value as it was written, cut short, and the whole as a sentence. */
export function cellProblem(line: number, column: string, written: string, expected: string): CellProblem {
  const value = written.length > 80 ? `${written.slice(0, 79)}…` : written;
  const where = `line ${line}${column ? `, ${column}` : ""}`;
  return { line, column, value, expected, detail: `${where}: ${JSON.stringify(value)}: expected ${expected}.` };
}

export class NotFound extends HttpError {
  constructor(detail: string, links: HttpError["links"] = []) {
    super(404, "Not found", detail, [], links);
  }
}

export class BadParameters extends HttpError {
  constructor(override readonly faults: readonly ParameterFault[]) {
    super(400, "Parameters not understood", faults.map(({ detail }) => detail).join(" "), faults);
  }
}

/** What cannot be done now may be done later. */
export class TryLater extends HttpError {
  constructor(
    title: string,
    detail: string,
    /** After so many seconds, for the header that tells it. */
    readonly seconds: number,
    links: HttpError["links"] = [],
  ) {
    super(503, title, detail, [], links);
  }
}

/** The problem as RFC 9457 has it. */
export function problemJson(error: HttpError): string {
  return JSON.stringify({
    type: "about:blank",
    title: error.title,
    status: error.status,
    detail: error.message,
    ...(error.faults.length > 0 && { errors: error.faults }),
  });
}
