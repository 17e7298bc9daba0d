import type { Request, Response, Router } from "express";
import { sayDate } from "../values/dates.js";
import { readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { csvDownload, sendDownload } from "../web/downloads.js";
import { BadParameters, HttpError } from "../web/errors.js";
import { fileStem, type House, mountPage, type PageSpec } from "../web/pages.js";
import { readUpload } from "../web/uploads.js";
import { switchedOn } from "../web/view.js";
import { type Check, check } from "./check.js";
import { answerJson } from "./check-json.js";
import { answerColumns, exampleList, judgedList, mostBytes, mostRows, readList } from "./check-list.js";
import { type AnswerModel, answerModel, type FormGroups, formGroups } from "./check-view.js";
import { sayVerdict } from "./check-words.js";
import { explain, readRule } from "./export-rules.js";
import type { ChipSpecification } from "./performance.js";
import { rulesInView, vendors } from "./queries.js";
import {
  assumedMarket,
  type Given,
  type SpecificationName,
  saysSomething,
  specificationFilters,
  specificationNames,
  specificationOf,
  tellingNames,
  unusedOf,
} from "./specification.js";

const path = "/chips/check";
const listPath = `${path}.csv`;
const examplePath = `${path}/example.csv`;
/** The form's field that holds a list, as text or as a file. */
const listField = "csv";

/** What the template is given. */
interface CheckParts {
  readonly form: FormGroups;
  readonly answer?: AnswerModel;
  readonly example: { readonly text: string; readonly href: string };
  readonly list: {
    readonly action: string;
    readonly field: string;
    readonly example: string;
    readonly limits: string;
    readonly columns: string;
  };
}

const page: PageSpec = {
  path,
  name: "chips/check",
  title: "Check a chip",
  filters: async (store) => specificationFilters(await vendors(store)),
  charts: {},
  faultsInPlace: true,
  async answer(ctx) {
    const given = givenBy(ctx);
    if (!saysSomething(given)) {
      const detail = `Nothing of a chip is given. Give at least one of ${tellingNames.join(", ")}.`;
      throw new BadParameters([{ parameter: "fp16_tflops", detail }]);
    }
    return answerJson({ ...(await checked(ctx, given)), given });
  },
  async content(ctx) {
    const given = givenBy(ctx);
    const answers = !ctx.refusal && saysSomething(given);
    const result = answers ? await checked(ctx, given) : undefined;
    const parts: CheckParts = {
      form: formGroups(ctx, path),
      ...(result && { answer: answerModel(ctx, { ...result, path }) }),
      example: exampleLink(ctx),
      list: {
        action: `${listPath}?${new URLSearchParams({ ...view(ctx), bom: "1" })}`,
        field: listField,
        example: ctx.href(examplePath),
        limits: `At most ${mostRows.toLocaleString("en")} rows and ${mostBytes.toLocaleString("en")} bytes, in UTF-8. A list with a fault is refused whole, with every fault named.`,
        columns: specificationNames.join(", "),
      },
    };
    const name = typeof given.name === "string" ? given.name : undefined;
    return {
      title: result ? sayVerdict(result.check.status, name) : "Check a chip against the export rules",
      headline: result
        ? sayVerdict(result.check.status, name)
        : "May this chip be sold to China, on any date, and why?",
      lede: result
        ? explain(result.check.status)
        : `Type in a specification, of a chip or of a plan. The answer for ${sayDate(ctx.view.asOf)} names the rule, paragraph and figure that decide, the margin to each limit, and the smallest cut that would lead to a milder status. It is a link that can be sent and printed.`,
      parts,
    };
  },
};

/** Figures of nobody's chip: TPP 4,992 at a density of 6.04, as of the A100 class. */
function exampleLink(ctx: Context): CheckParts["example"] {
  const example = {
    name: "Example",
    market: "global",
    fp16_tflops: "312",
    die_area_mm2: "826",
    memory_bandwidth_gb_s: "1300",
    interconnect_gb_s: "400",
  };
  return { text: "a chip of 312 dense FP16 TFLOPS on 826 mm²", href: ctx.href(path, example) };
}

/** The view's own parameters, as a link keeps them. */
function view(ctx: Context): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(ctx.href("").slice(1)));
}

function givenBy({ filters, params }: Context): Given {
  const given: { -readonly [name in keyof Given]: Given[name] } = {};
  for (const { key, column } of filters) {
    const [value] = params.chosen[key] ?? [];
    if (value !== undefined) given[key as SpecificationName] = column?.type === "number" ? Number(value) : value;
  }
  return given;
}

interface Checked {
  readonly check: Check;
  readonly specification: ChipSpecification;
  readonly rows: Awaited<ReturnType<typeof rulesInView>>;
  /** What was taken for granted or left out of account. */
  readonly remarks: readonly string[];
}

async function checked(ctx: Context, given: Given): Promise<Checked> {
  const rows = await rulesInView(ctx);
  const vendor = (await vendors(ctx)).find(({ id }) => id === given.vendor_id);
  const specification = specificationOf(given, vendor?.country ?? null);
  const unused = unusedOf(given);
  const remarks = [
    "Rules that name single chips do not reach a specification, and neither do licences issued for them.",
    ...(given.market ? [] : [assumedMarket]),
    ...(unused.length > 0 ? [`No rule on a chip's status tests what was given as ${unused.join(", ")}.`] : []),
  ];
  return { check: check(specification, rows.map(readRule), ctx.view.asOf), specification, rows, remarks };
}

/** Answers a list of chips. Nothing of it is kept: a post from another site does no harm and is not guarded against. */
async function answerList(req: Request, res: Response, house: House): Promise<void> {
  const ctx = await readContext(house, searchOf(req), { filters: [], sortable: [], more: { bom: switchedOn } });
  const known = await vendors(ctx);
  const bytes = await readUpload(req, { field: listField, maxBytes: mostBytes });
  const list = readList(
    bytes,
    known.map(({ id }) => id),
  );
  const countries = new Map(known.map(({ id, country }) => [id, country]));
  const rules = (await rulesInView(ctx)).map(readRule);
  const rows = judgedList(list, rules, ctx.view.asOf, (id) => countries.get(id) ?? null);
  const fileName = `${fileStem(path, ctx.params)}.csv`;
  const download = await csvDownload(answerColumns(list), rows, {
    fileName,
    withMark: ctx.params.more["bom"] === true,
  });
  await sendDownload(req, res, undefined, download);
}

async function sendExample(req: Request, res: Response, house: House): Promise<void> {
  const ctx = await readContext(house, searchOf(req), { filters: [], sortable: [] });
  await house.answers.send(req, res, `example ${ctx.revision.id}`, async () => ({
    type: "text/csv; charset=utf-8; header=present",
    bytes: Buffer.from(exampleList()),
    fileName: "parallax-chips-check-example.csv",
  }));
}

export function checkPages(router: Router, house: House): void {
  router.post(listPath, (req, res) => answerList(req, res, house));
  router.get(listPath, (_req, res) => {
    res.set("Allow", "POST");
    throw new HttpError(405, "Method not allowed", `Post a list of chips to ${listPath}; ${path} says how.`);
  });
  router.get(examplePath, (req, res) => sendExample(req, res, house));
  mountPage(router, house, page);
}
