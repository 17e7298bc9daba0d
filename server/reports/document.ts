import type { TableName } from "../../db/tables.js";
import { Breath } from "../values/breath.js";
import { sayDate } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { BadParameters, HttpError, type ParameterFault } from "../web/errors.js";
import type { Note } from "../web/notes.js";
import type { House, PageSpec } from "../web/pages.js";
import { canonicalQuery, parseParams, viewSentence } from "../web/view.js";
import { renderCommentary } from "./commentary.js";
import { type LiveFigure, LiveFigures } from "./live-figures.js";
import { type AskedPage, type FigurePart, makePart, Numbering, type Part, type TablePart } from "./parts.js";
import { type SectionSpec, sections } from "./sections.js";
import type { Paper, ReportSpec } from "./spec.js";

/** A numbered section with its figures and tables. */
export interface SectionPiece {
  readonly kind: "section";
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly parts: readonly Part[];
}

export type Piece = SectionPiece | { readonly kind: "commentary"; readonly html: string } | { readonly kind: "break" };

/** What stands on a report’s cover and in its running lines. */
export interface Cover {
  readonly title: string;
  readonly subtitle: string;
  readonly authors: readonly string[];
  /** As the cover prints it. */
  readonly date: string;
  readonly classification: string;
  readonly paper: Paper;
  /** "What had happened by 21 Feb 2024, on any evidence, as recorded on 23 Nov 2026" */
  readonly sentence: string;
  readonly sides: Context["view"]["sides"];
  readonly revision: number;
}

/** A report filled with the facts of one view, ready to be printed. */
export interface ReportDocument extends Cover {
  /** The findings of the leading figures, in the order of the report. */
  readonly glance: readonly { readonly finding: string; readonly number: number; readonly id: string }[];
  readonly pieces: readonly Piece[];
  readonly figures: readonly FigurePart[];
  readonly tables: readonly TablePart[];
  readonly notes: readonly (Note & { readonly href: string; readonly dated: string })[];
  /** Figures that its prose quotes. */
  readonly quoted: readonly LiveFigure[];
  /** Tables of facts that it was taken from. */
  readonly tablesUsed: readonly TableName[];
}

/**
 * Fills a report with the facts of a view.
 * @param ctx the view it is read in, without filters of a page; what is cited goes into its notes
 * @throws BadParameters naming each parameter of a section that its pages do not take, by its place: `blocks.2.stage`
 */
export async function makeDocument(house: House, ctx: Context, spec: ReportSpec): Promise<ReportDocument> {
  const numbering = new Numbering();
  const faults: ParameterFault[] = [];
  const pieces: Piece[] = [];
  const used = new Set<TableName>();
  const live = new LiveFigures(ctx);
  const quoted = new Map<string, LiveFigure>();
  let number = 0;
  for (const [at, block] of spec.blocks.entries()) {
    if (block.kind === "break") pieces.push({ kind: "break" });
    if (block.kind === "commentary") {
      const { html, faults: wrong, used } = await renderCommentary(block.markdown, live, ctx.notes);
      pieces.push({ kind: "commentary", html });
      for (const figure of used) quoted.set(figure.reference, figure);
      faults.push(
        ...wrong.map(({ line, detail }) => ({ parameter: `blocks.${at}.markdown`, detail: `Line ${line}: ${detail}` })),
      );
    }
    if (block.kind !== "section") continue;
    try {
      const section = sections[block.section];
      for (const table of section.tables) used.add(table);
      const parts = await sectionParts(house, ctx, section, block.parameters, numbering);
      pieces.push({
        kind: "section",
        number: ++number,
        id: `section-${number}`,
        title: section.title,
        method: section.method,
        parts,
      });
    } catch (error) {
      if (!(error instanceof BadParameters)) throw error;
      faults.push(
        ...error.faults.map((fault) => ({
          ...fault,
          parameter: `blocks.${at}.${"parameter" in fault ? fault.parameter : ""}`,
        })),
      );
    }
  }
  if (faults.length > 0) throw new BadParameters(faults);
  const parts = pieces.flatMap((piece) => (piece.kind === "section" ? piece.parts : []));
  const figures = parts.filter((part) => part.kind === "figure");
  const notes = await ctx.notes.list(ctx.db);
  return {
    ...coverOf(ctx, spec),
    glance: figures.filter(({ leads }) => leads).map(({ finding, number, id }) => ({ finding, number, id })),
    pieces,
    figures,
    tables: parts.filter((part) => part.kind === "table"),
    notes: notes.map((note) => ({
      ...note,
      href: ctx.href(`/sources/${note.source.id}`),
      dated: note.source.published_on ? sayDate(note.source.published_on) : "undated",
    })),
    quoted: [...quoted.values()],
    tablesUsed: [...used],
  };
}

/** The cover of a report in a view. */
export function coverOf(ctx: Context, spec: ReportSpec): Cover {
  return {
    title: spec.title,
    subtitle: spec.subtitle,
    authors: spec.authors,
    date: sayDate(spec.date || ctx.today),
    classification: spec.classification,
    paper: spec.paper,
    sentence: viewSentence(ctx.view, ctx.revision.recorded_on, ctx.today),
    sides: ctx.view.sides,
    revision: ctx.revision.id,
  };
}

async function sectionParts(
  house: House,
  ctx: Context,
  section: SectionSpec,
  parameters: Readonly<Record<string, string>>,
  numbering: Numbering,
): Promise<readonly Part[]> {
  const { ids, chosen } = subjectsOf(section, parameters);
  const known = [...section.takes, ...(section.subject ? [section.subject.parameter] : [])];
  const unknown = Object.keys(parameters).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw new BadParameters(
      unknown.map((parameter) => ({
        parameter,
        detail: `"${parameter}" is no parameter of the section “${section.title}”; ${known.length > 0 ? `it takes ${known.join(", ")}` : "it takes none"}.`,
      })),
    );
  const parts: Part[] = [];
  const breath = new Breath();
  for (const id of ids) {
    const subject = section.subject && id !== undefined ? { id, parameter: section.subject.parameter } : undefined;
    const pages = new Map<string, AskedPage>();
    for (const part of section.parts) {
      const page =
        pages.get(part.page) ??
        (await askPage(house, ctx, part.page, parameters, subject).catch((error: unknown) => {
          // Of those that nobody chose, some are not there yet on an early day.
          if (chosen || !section.subject || !(error instanceof BadParameters)) throw error;
          return undefined;
        }));
      if (!page) break;
      pages.set(part.page, page);
      const made = await makePart(part, page, numbering, house);
      if (made) parts.push(made);
      await breath.take();
    }
  }
  return parts;
}

interface Subjects {
  /** What `:id` stands for in turn; once nothing for a section of plain pages. */
  readonly ids: readonly (string | undefined)[];
  /** They were asked for, and are not those that the section usually has. */
  readonly chosen: boolean;
}

function subjectsOf({ subject, title }: SectionSpec, parameters: Readonly<Record<string, string>>): Subjects {
  if (!subject) return { ids: [undefined], chosen: false };
  const { parameter, usual } = subject;
  const given = [...new Set((parameters[parameter] ?? "").split(/[\s,]+/).filter(Boolean))];
  const fault = (detail: string) => new BadParameters([{ parameter, detail }]);
  if (given.length > mostSubjects)
    throw fault(`${parameter} names ${given.length} things; the section “${title}” takes up to ${mostSubjects}.`);
  if (given.length === 0 && usual.length === 0)
    throw fault(`The section “${title}” needs to know which: give ${parameter}, an id of the data.`);
  return given.length > 0 ? { ids: given, chosen: true } : { ids: usual, chosen: false };
}

/** Things that one section tells of in turn. */
const mostSubjects = 12;

/** A page asked in the report's view, with those of the parameters that are its own. */
async function askPage(
  house: House,
  ctx: Context,
  path: string,
  parameters: Readonly<Record<string, string>>,
  named: { readonly id: string; readonly parameter: string } | undefined,
): Promise<AskedPage> {
  const mounted = house.mounted.find((page) => page.path === path);
  if (!mounted) throw new Error(`No page is mounted at ${path}.`);
  const spec: PageSpec<unknown> = mounted.spec;
  const filters = (await spec.filters?.(house.store)) ?? [];
  const search = canonicalQuery({ view: ctx.view });
  for (const { key } of filters) {
    const value = parameters[key];
    if (value !== undefined) search.set(key, value);
  }
  const params = parseParams(
    search,
    { filters, sortable: [] },
    { today: ctx.today, countries: await house.countries() },
  );
  const asked = ctx.asking(params, filters);
  const subject = spec.find && named ? await found(spec, asked, named) : undefined;
  let parts: Promise<object> | undefined;
  return {
    spec,
    ctx: asked,
    subject,
    parts: () => (parts ??= spec.content(asked, subject).then((content) => content.parts ?? {})),
  };
}

/** What the id stands for; one that is unknown is a fault of the report, not a page that is missing. */
async function found(
  spec: PageSpec<unknown>,
  ctx: Context,
  { id, parameter }: { readonly id: string; readonly parameter: string },
): Promise<unknown> {
  try {
    return await spec.find?.(ctx, id);
  } catch (error) {
    if (error instanceof HttpError && error.status === 404)
      throw new BadParameters([{ parameter, detail: error.message }]);
    throw error;
  }
}
