import MarkdownIt, { type StateInline, type Token } from "markdown-it";
import sanitizeHtml from "sanitize-html";
import { xmlText } from "../values/xml.js";
import type { Notes } from "../web/notes.js";
import { type LiveFigure, type LiveFigures, UnknownReference } from "./live-figures.js";

/** What is wrong in a commentary, and where. */
export interface CommentaryFault {
  /** Line of the Markdown, from 1. */
  readonly line: number;
  readonly detail: string;
}

export interface Commentary {
  /** Safe to stand in a page as it is. */
  readonly html: string;
  readonly faults: readonly CommentaryFault[];
  /** Figures quoted, each once, first quoted first. */
  readonly used: readonly LiveFigure[];
}

/** Nobody reads of more faults at once, and looking for what was meant costs. */
const mostFaults = 30;
/** So many ranges of notes stand beside a figure; of more than can be shown a few are named. */
const ranges = { most: 4, named: 2 } as const;

/**
 * Commentary in Markdown as HTML: headings below those of the report, links to the web, to addresses of mail and inside
 * the house; no pictures, no HTML of the author's own, no style. `{{funding.cn.total}}` becomes the figure's words with
 * the numbers of its sources. What is refused is a fault, and only its text reaches the page.
 */
export async function renderCommentary(text: string, figures: LiveFigures, notes: Notes): Promise<Commentary> {
  const writer = new Writer(figures, notes);
  const html = await writer.write(markdown.parse(text, {}));
  return { html: sanitizeHtml(html, allowed), faults: writer.faults, used: [...writer.used.values()] };
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: 20 });
markdown.inline.ruler.before("escape", "references", readBraces);
markdown.validateLink = isSafeLink;
// What the writer has put into these is HTML already.
markdown.renderer.rules["live"] = (tokens, at) => tokens[at]?.content ?? "";
markdown.renderer.rules["table_open"] = () =>
  '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>';
markdown.renderer.rules["table_close"] = () => "</table></div>";
markdown.renderer.rules["th_open"] = (tokens, at) => `<th scope="col"${alignment(tokens[at])}>`;
markdown.renderer.rules["td_open"] = (tokens, at) => `<td${alignment(tokens[at])}>`;

/** Columns set to the right hold numbers; no style reaches the page. */
function alignment(token: Token | undefined): string {
  return token?.attrGet("style") === "text-align:right" ? ' class="number"' : "";
}

/** To the web, to an address of mail, to a page of the house or to a place of the report. */
function isSafeLink(address: string): boolean {
  return /^(https?:\/\/[^/\\]|mailto:[^/\\]|\/(?![/\\])|#)/i.test(address);
}

/** The second guard: were the first to let anything through, it ends here. */
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...["h3", "h4", "p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a", "sup"],
    ...["div", "table", "thead", "tbody", "tr", "th", "td", "span", "mark"],
  ],
  allowedAttributes: {
    a: ["href", "rel"],
    ol: ["start"],
    div: ["class", "tabindex", "role", "aria-label"],
    th: ["scope", "class"],
    td: ["class"],
    span: ["class"],
  },
  allowedClasses: { div: ["scroll"], th: ["number"], td: ["number"], span: ["live-figure"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
};

/** What a token of braces carries. */
interface Braces {
  /** The reference between two pairs of braces; absent where they do not pair. */
  readonly reference?: string;
  readonly written: string;
  /** Where in the text of its paragraph it stands. */
  readonly at: number;
}

/**
 * Reads `{{…}}` where Markdown reads text: code keeps its braces, and so do those with a backslash before them.
 */
function readBraces(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  const at = (pattern: RegExp) => {
    pattern.lastIndex = pos;
    return pattern.exec(src);
  };
  const escaped = at(/\\\{\{([^{}\n]*\}\})?/y);
  if (escaped) {
    if (!silent) state.pending += escaped[0].slice(1);
    state.pos += escaped[0].length;
    return true;
  }
  const [written, reference] = at(/\{\{([^{}\n]*)\}\}(?!\})/y) ?? at(/\{{2,}[^{}\n]*\}{2,}|\{{2,}|\}{2,}/y) ?? [];
  if (written === undefined || pos + written.length > state.posMax) return false;
  if (!silent) {
    const braces: Braces = { written, at: pos, ...(reference !== undefined && { reference: reference.trim() }) };
    state.push("braces", "", 0).meta = { ...braces };
  }
  state.pos += written.length;
  return true;
}

/** Fills the figures in, lowers the headings and lists what is wrong, in the order of the text. */
class Writer {
  readonly faults: CommentaryFault[] = [];
  readonly used = new Map<string, LiveFigure>();
  /** Level that the latest heading of the upper rank had in the Markdown. */
  #upper: number | undefined;
  #tag = "h3";

  constructor(
    readonly figures: LiveFigures,
    readonly notes: Notes,
  ) {}

  async write(tokens: Token[]): Promise<string> {
    let line = 1;
    for (const token of tokens) {
      if (token.map) line = token.map[0] + 1;
      if (token.type === "heading_open") token.tag = this.#rank(Number(token.tag.slice(1)));
      else if (token.type === "heading_close") token.tag = this.#tag;
      else if (token.type === "inline") token.children = await this.#inline(token, line);
    }
    return markdown.renderer.render(tokens, markdown.options, {});
  }

  /** The report's own headings end at h2; no rank below it is skipped, whatever the author began with. */
  #rank(level: number): string {
    const isUpper = this.#upper === undefined || level <= this.#upper;
    if (isUpper) this.#upper = level;
    this.#tag = isUpper ? "h3" : "h4";
    return this.#tag;
  }

  async #inline({ children, content }: Token, line: number): Promise<Token[]> {
    const written: Token[] = [];
    let [here, read] = [line, 0];
    /** Notes of figures inside a link, where no other link may stand: they follow it. */
    let waiting: string[] | undefined;
    for (const token of children ?? []) {
      if (token.type === "link_open") {
        waiting = [];
        this.#link(token, here);
      }
      if (token.type === "image") {
        this.#fault(here, "Commentary takes no pictures; the report draws its own.");
        written.push(html(xmlText(token.content)));
      } else if (token.type === "braces") {
        const braces = token.meta as unknown as Braces;
        here += content.slice(read, braces.at).split("\n").length - 1;
        read = braces.at;
        const { html: figure, notes } = await this.#braces(braces, here);
        written.push(html(waiting ? figure : figure + notes));
        waiting?.push(notes);
      } else written.push(token);
      if (token.type === "link_close") {
        written.push(html((waiting ?? []).join("")));
        waiting = undefined;
      }
    }
    return written;
  }

  #link(token: Token, line: number): void {
    const href = String(token.attrGet("href") ?? "");
    if (/%7B%7B/i.test(href))
      this.#fault(line, "An address takes no figure; write it out, or leave the braces to the text.");
    if (!/^[/#]/.test(href)) token.attrSet("rel", "noreferrer");
  }

  async #braces({ reference, written }: Braces, line: number): Promise<{ html: string; notes: string }> {
    const refused = { html: `<mark>${xmlText(written)}</mark>`, notes: "" };
    if (reference === undefined) {
      this.#fault(line, sayBraces(written));
      return refused;
    }
    if (this.faults.length > mostFaults) return refused;
    try {
      const figure = this.used.get(reference) ?? (await this.figures.figure(reference));
      this.used.set(reference, figure);
      return { html: `<span class="live-figure">${xmlText(figure.text)}</span>`, notes: this.#notes(figure) };
    } catch (error) {
      if (!(error instanceof UnknownReference)) throw error;
      this.#fault(line, error.message);
      return refused;
    }
  }

  /** The numbers of a figure's sources, each range a link to its first. */
  #notes({ sources }: LiveFigure): string {
    if (sources.length === 0) return "";
    const cited = this.notes.citeAll(sources).split(", ");
    const isLong = cited.length > ranges.most;
    const shown = (isLong ? cited.slice(0, ranges.named) : cited).map((range) =>
      range.replace(/^(\d+)(–\d+)?$/, '<a href="#note-$1">$&</a>').replace(/^(and .+ more) source.*$/, "$1"),
    );
    return `<sup>${shown.join(", ")}${isLong ? " and others" : ""}</sup>`;
  }

  #fault(line: number, detail: string): void {
    if (this.faults.length < mostFaults) this.faults.push({ line, detail });
    else if (this.faults.length === mostFaults)
      this.faults.push({ line, detail: "Here and below more is wrong; mend what is listed first." });
  }
}

const { Token: TokenOf } = new markdown.core.State("", markdown, {});

/** A piece of finished HTML. */
function html(content: string): Token {
  return Object.assign(new TokenOf("live", "", 0), { content });
}

function sayBraces(written: string): string {
  const shown = written.length > 60 ? `${written.slice(0, 59)}…` : written;
  const example = "a figure stands between two pairs, as in {{funding.cn.total}}";
  if (!written.includes("}")) return `“${shown}” is not closed on its line; ${example}, and \\{{ is two plain braces.`;
  if (!written.includes("{")) return `“${shown}” closes nothing; ${example}.`;
  return `“${shown}” has too many braces; ${example}.`;
}
