import {
  boolean,
  columnName,
  confidence,
  date,
  id,
  json,
  maybeBoolean,
  maybeDate,
  maybeInteger,
  maybeNumber,
  maybeOneOf,
  maybeRef,
  maybeText,
  number,
  oneOf,
  type RowOf,
  ref,
  refBy,
  source,
  type Table,
  table,
  text,
  url,
} from "./columns.js";

/**
 * The registry of the facts: every table and column, described once. Validation, migrations' check, data dictionary,
 * CSV headers, import and the published data package all follow it. Tables stand in an order in which each one
 * refers only to tables before it or to itself.
 */

const flop = { unit: "FLOP", min: 0 };
const usd = { unit: "USD", min: 0 };

export const sources = table({
  title: "Sources",
  description: "Where facts were read: one row for each page, document or data set.",
  key: ["id"],
  label: "title",
  columns: {
    id: id("Slug of the source."),
    title: text("Title", "Title of the page or document."),
    publisher: text("Publisher", "Who published it."),
    author: maybeText("Author", "Author as signed; empty where none is named."),
    published_on: maybeDate("Published", "Day of publication; empty for living data sets and undated pages."),
    url: url("URL", "Address at which it was read."),
    kind: oneOf(
      "Kind",
      ["news", "report", "paper", "regulation", "statement", "datasheet", "dataset", "filing", "reference"],
      "Sort of source.",
    ),
    language: text("Language", "Language of the source, ISO 639-1."),
    license: maybeText(
      "Licence",
      "Terms of the source itself, as an SPDX id where one fits; empty means that none is stated.",
    ),
  },
});

export const companies = table({
  title: "Companies",
  description: "Developers, chipmakers, clouds, investors and public bodies that the facts speak of.",
  key: ["id"],
  label: "name",
  datedBy: {
    from: [
      "founded_on",
      {
        earliest: [
          { table: "funding_rounds", by: "company_id", date: "announced_on" },
          {
            table: "funding_participants",
            by: "investor_id",
            date: "funding_rounds.announced_on",
            through: "round_id",
          },
          { table: "models", by: "company_id", date: "released_on" },
          { table: "chips", by: "vendor_id", date: "released_on" },
          { table: "chips", by: "foundry_id", date: "released_on" },
          { table: "compute_holdings", by: "company_id", date: "as_of_on" },
          { table: "listings", by: "company_id", date: "listed_on" },
          { table: "events", by: "company_id", date: "occurred_on" },
          { table: "software", by: "steward_id", date: "released_on" },
        ],
      },
      { of: "sources", by: "source_id", date: "published_on" },
    ],
  },
  columns: {
    id: id("Slug of the company."),
    name: text("Name", "Name in Latin letters."),
    native_name: maybeText("Native name", "Name in its own script, where that is not Latin."),
    country: maybeText(
      "Country",
      "Seat, ISO 3166-1 alpha-2. Empty where the row stands for several countries or the seat is unknown.",
    ),
    kind: oneOf(
      "Kind",
      [
        "startup",
        "incumbent",
        "research-lab",
        "chipmaker",
        "foundry",
        "cloud",
        "investor",
        "government",
        "university",
        "other",
      ],
      "What it mainly is.",
    ),
    founded_on: maybeDate("Founded", "Date of foundation."),
    founders: maybeText("Founders", "Founders, separated by commas."),
    headquarters: maybeText("Headquarters", "City of its head office."),
    parent_id: maybeRef("companies", "Parent", "Company that owns it; empty means independent or unknown."),
    ticker: maybeText("Ticker", "Stock symbol; empty means not listed on an exchange or unknown."),
    summary: maybeText("Summary", "One sentence on what it is. Today's wording, not cut by the as-of date."),
    source_id: source(),
  },
});

export const funding_rounds = table({
  title: "Funding rounds",
  description:
    "Money raised by companies. Equity rounds make up the funding measure; debt, secondary sales and listings (ipo) are stages shown beside it.",
  key: ["id"],
  datedBy: { from: ["announced_on"] },
  columns: {
    id: id("Slug of the round: company, year, stage."),
    company_id: ref("companies", "Company", "Company that raised the money."),
    announced_on: date("Announced", "Day on which the round became public."),
    stage: oneOf(
      "Stage",
      [
        "angel",
        "seed",
        "series-a",
        "series-b",
        "series-c",
        "series-d",
        "series-e",
        "series-f",
        "series-g",
        "series-h",
        "series-i",
        "series-j",
        "series-k",
        "series-l",
        "strategic",
        "corporate",
        "unspecified",
        "debt",
        "secondary",
        "ipo",
      ],
      "Stage as named by the source; unspecified where it names none.",
    ),
    amount_usd: maybeInteger(
      "Amount",
      "Amount raised in US dollars at the time. Empty means undisclosed, or announced but not closed.",
      usd,
    ),
    amount_original: maybeNumber("Original amount", "Amount in the currency in which it was announced.", { min: 0 }),
    currency: maybeText("Currency", "ISO 4217 code of the original amount."),
    post_money_usd: maybeInteger("Post-money valuation", "Valuation after the round in US dollars.", usd),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "What a reader of the figure should know."),
  },
});

export const funding_participants = table({
  title: "Funding participants",
  description: "Who took part in which round. Round amounts are not divisible among them. The round's sources apply.",
  key: ["round_id", "investor_id"],
  datedBy: { from: [{ of: "funding_rounds", by: "round_id", date: "announced_on" }] },
  columns: {
    round_id: ref("funding_rounds", "Round", "The round."),
    investor_id: ref("companies", "Investor", "The investor."),
    is_lead: maybeBoolean("Lead", "Whether it led the round; empty means that the source does not say."),
  },
});

export const models = table({
  title: "Models",
  description: "AI models with their developer, release, size, training compute and openness.",
  key: ["id"],
  label: "name",
  datedBy: {
    from: [
      "released_on",
      {
        earliest: [
          { table: "dependencies", by: "dependent_id", date: "since_on" },
          { table: "dependencies", by: "dependency_id", date: "since_on" },
        ],
      },
      { of: "sources", by: "source_id", date: "published_on" },
    ],
  },
  columns: {
    id: id("Slug of the model."),
    name: text("Name", "Name of the model or release."),
    company_id: ref("companies", "Developer", "Company that developed it."),
    released_on: maybeDate("Released", "Day of release or, for models never released, of publication."),
    modality: maybeOneOf(
      "Modality",
      ["text", "multimodal", "image", "video", "audio", "code"],
      "What it takes and gives.",
    ),
    parameters_b: maybeNumber("Parameters", "Number of parameters.", { unit: "billion", min: 0 }),
    active_parameters_b: maybeNumber(
      "Active parameters",
      "Parameters active for one token of a mixture of experts; empty for dense models.",
      { unit: "billion", min: 0 },
    ),
    training_compute_flop: maybeNumber("Training compute", "Floating point operations spent on training.", flop),
    training_tokens_b: maybeNumber("Training tokens", "Tokens trained on.", { unit: "billion", min: 0 }),
    openness: maybeOneOf(
      "Openness",
      ["closed", "api", "open-weights", "open-source"],
      "closed: not offered; api: offered as a service; open-weights: weights published; open-source: weights, code and data terms open.",
    ),
    inclusion: oneOf(
      "Inclusion",
      ["notable", "followed", "lineage"],
      "Why it is here: notable (on Epoch AI's list), followed (a release of a developer with a model on that list), lineage (recorded because of what it rests on).",
    ),
    license: maybeText("Licence", "Licence of the weights."),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "What a reader of the figures should know."),
  },
});

export const software = table({
  title: "Software",
  description: "Frameworks, runtimes, compilers, libraries and data sets that models stand on.",
  key: ["id"],
  label: "name",
  datedBy: {
    from: [
      "released_on",
      { earliest: [{ table: "dependencies", by: "dependency_id", date: "since_on" }] },
      { of: "sources", by: "source_id", date: "published_on" },
    ],
  },
  columns: {
    id: id("Slug of the software or data set."),
    name: text("Name", "Its name."),
    kind: oneOf(
      "Kind",
      ["framework", "compute-platform", "compiler", "library", "inference-engine", "dataset"],
      "What it is.",
    ),
    steward_id: maybeRef("companies", "Steward", "Who keeps it."),
    country: maybeText("Country", "Country of the steward, ISO 3166-1 alpha-2; empty where it belongs to no country."),
    license: maybeText("Licence", "Licence as stated."),
    released_on: maybeDate("Released", "First release."),
    source_id: source(),
    note: maybeText("Note", "What a reader should know."),
  },
});

export const dependencies = table({
  title: "Dependencies",
  description: "One edge for each way in which a model or piece of software rests on another.",
  key: ["id"],
  datedBy: {
    from: [
      "since_on",
      { of: "models", by: "dependent_id", date: "released_on" },
      { of: "software", by: "dependent_id", date: "released_on" },
      { of: "sources", by: "source_id", date: "published_on" },
    ],
  },
  columns: {
    id: id("Slug: dependent, dependency, kind."),
    dependent_id: ref(["models", "software"], "Dependent", "Model or software that rests on the other."),
    dependency_id: ref(["models", "software"], "Dependency", "Model or software that it rests on."),
    kind: oneOf(
      "Kind",
      [
        "weights",
        "architecture",
        "distillation",
        "synthetic-data",
        "tokenizer",
        "code",
        "framework",
        "runtime",
        "dataset",
      ],
      "In what way it rests on it.",
    ),
    since_on: maybeDate("Since", "First day of the dependence; empty means since the dependent's release."),
    confidence: confidence(),
    source_id: source(),
    evidence: text("Evidence", "What the source says, in a sentence."),
  },
});

export const benchmarks = table({
  title: "Benchmarks",
  description: "Tests on which models are compared.",
  key: ["id"],
  label: "name",
  columns: {
    id: id("Slug of the benchmark."),
    name: text("Name", "Its name and version."),
    domain: text("Domain", "What it tests."),
    unit: text("Unit", "Unit of its scores."),
    higher_is_better: boolean("Higher is better", "Whether a higher score is a better one."),
    url: url("URL", "Where the scores come from."),
    note: maybeText("Note", "How it was run and dated."),
  },
});

export const benchmark_scores = table({
  title: "Benchmark scores",
  description: "Scores of models. Dated by the model's release, except where the benchmark dates its own votes.",
  key: ["id"],
  datedBy: { from: ["published_on"] },
  columns: {
    id: id("Slug: benchmark, model, date."),
    benchmark_id: ref("benchmarks", "Benchmark", "The benchmark."),
    model_id: ref("models", "Model", "The model."),
    score: number("Score", "The score in the benchmark's unit."),
    published_on: date("Dated", "Day from which the score counts."),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "Version and setting."),
  },
});

export const chips = table({
  title: "Chips",
  description: "AI accelerators with the specifications that export rules test. Dense figures, without sparsity.",
  key: ["id"],
  label: "name",
  datedBy: {
    from: [
      "released_on",
      {
        earliest: [
          { table: "chip_rulings", by: "chip_id", date: "from_on" },
          { table: "compute_holdings", by: "chip_id", date: "as_of_on" },
        ],
      },
      { of: "sources", by: "source_id", date: "published_on" },
    ],
  },
  columns: {
    id: id("Slug of the chip."),
    name: text("Name", "Name with memory size or form factor."),
    vendor_id: ref("companies", "Vendor", "Company that sells it."),
    released_on: maybeDate("Released", "First day on the market or of announcement."),
    process_nm: maybeNumber("Process", "Node of the compute die as marketed.", { unit: "nm", min: 0 }),
    foundry_id: maybeRef("companies", "Foundry", "Who makes the die."),
    die_area_mm2: maybeNumber(
      "Die area",
      "Area of all logic dies made on a non-planar node; where only the compute die is known the note says so.",
      { unit: "mm²", min: 0 },
    ),
    fp64_tflops: maybeNumber("FP64", "Dense FP64 throughput.", { unit: "TFLOPS", min: 0 }),
    fp32_tflops: maybeNumber("FP32", "Dense FP32 vector throughput; not used for total processing performance.", {
      unit: "TFLOPS",
      min: 0,
    }),
    tf32_tflops: maybeNumber("TF32", "Dense TF32 throughput.", { unit: "TFLOPS", min: 0 }),
    fp16_tflops: maybeNumber("FP16", "Dense FP16 or BF16 throughput.", { unit: "TFLOPS", min: 0 }),
    fp8_tflops: maybeNumber("FP8", "Dense FP8 throughput.", { unit: "TFLOPS", min: 0 }),
    int8_tops: maybeNumber("INT8", "Dense INT8 throughput.", { unit: "TOPS", min: 0 }),
    fp4_tflops: maybeNumber("FP4", "Dense FP4 throughput.", { unit: "TFLOPS", min: 0 }),
    memory_gb: maybeNumber("Memory", "Memory of the package or card.", { unit: "GB", min: 0 }),
    memory_type: maybeText("Memory type", "Kind of memory."),
    memory_bandwidth_gb_s: maybeNumber("Memory bandwidth", "DRAM bandwidth of the package.", { unit: "GB/s", min: 0 }),
    interconnect_gb_s: maybeNumber(
      "Interconnect",
      "Aggregate two-way link bandwidth to other chips, without PCIe where there is a link.",
      { unit: "GB/s", min: 0 },
    ),
    tdp_w: maybeNumber("Power", "Thermal design power.", { unit: "W", min: 0 }),
    market: oneOf(
      "Market",
      ["global", "china-variant", "consumer", "china-domestic"],
      "Who it is made for: sold worldwide, cut for China, made for consumers, or of a Chinese vendor for China.",
    ),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "What a reader of the figures should know."),
  },
});

export const events = table({
  title: "Events",
  description: "What happened, dated, in one or two sentences.",
  key: ["id"],
  label: "title",
  datedBy: { from: ["occurred_on"] },
  columns: {
    id: id("Slug of the event."),
    occurred_on: date("Date", "When it happened."),
    country: text("Country", "Country it belongs to, ISO 3166-1 alpha-2."),
    category: oneOf(
      "Category",
      [
        "export-control",
        "investment-control",
        "regulation",
        "market",
        "funding",
        "model-release",
        "open-source",
        "research",
        "incident",
      ],
      "What it is about.",
    ),
    title: text("Title", "What happened, as a headline."),
    description: text("Description", "What happened, in a sentence."),
    company_id: maybeRef(
      "companies",
      "Company",
      "The company it mainly concerns; empty where it concerns none in particular.",
    ),
    confidence: confidence(),
    source_id: source(),
    subject: maybeOneOf(
      "Subject",
      [
        "training-data",
        "registration",
        "labelling",
        "safety",
        "export",
        "investment",
        "foreign-technology",
        "antitrust",
        "policy",
        "international",
      ],
      "Of regulation: the subject that the title or description names, or those of the rule’s other steps; of several the first. Registration is the filing, assessment or approval of services, models and algorithms; safety what a model may say or is tested for; foreign technology the buying or use of foreign chips and models; policy plans and programmes; international talks between states. Empty where none is named, and in other categories, which name it themselves.",
    ),
    rule_step: maybeOneOf(
      "Step of a rule",
      ["ordered", "proposed", "issued", "took-effect", "ended"],
      "What it was to a rule, that is a law, order, measure or published guidance that requires, permits or forbids something: ordered, proposed, issued, took effect, or ended, which a suspension counts as. An order or law that needs nothing further takes effect on its day. Empty for all else, such as entries on lists, cases, plans and talks.",
    ),
    rule_event_id: maybeRef(
      "events",
      "First step",
      "First recorded event of the same rule; empty for that event itself and where it is no step of a rule.",
    ),
  },
});

export const export_rules = table({
  title: "Export rules",
  description: "Each version of a rule on chips, equipment, models, materials and money, with its conditions as data.",
  key: ["id"],
  label: "title",
  datedBy: { from: ["announced_on", "effective_on"] },
  columns: {
    id: id("Slug of the rule version."),
    title: text("Title", "Short title."),
    authority: text("Authority", "Who issued it."),
    citation: text("Citation", "Where it is published, with the paragraph."),
    announced_on: maybeDate("Announced", "Day on which it became public."),
    effective_on: maybeDate("Effective", "First day of effect; empty where it never had legal effect of its own."),
    ended_on: maybeDate("Ended", "First day without effect; empty while in force."),
    conditions: json(
      "Conditions",
      "Conditions over metrics, as JSON; metrics and operators are defined in METRICS.md.",
    ),
    consequence: oneOf(
      "Consequence",
      [
        "prohibited-without-license",
        "notification",
        "licensed",
        "license-case-by-case",
        "item-license-requirement",
        "entity-license-requirement",
        "export-ban",
        "banned-by-china",
        "conditional-approval",
        "investment-prohibited-or-notifiable",
        "funding-clawback",
        "due-diligence-presumption",
        "tariff",
        "antitrust-finding",
        "announcement",
        "clarification",
        "suspension",
      ],
      "What follows when the conditions are met.",
    ),
    source_id: source(),
    summary: text("Summary", "What it says. Today's wording, not cut by the as-of date."),
    event_id: maybeRef(
      "events",
      "Event",
      "The event that tells of its issue, so that a time line tells it once; empty where none does.",
    ),
  },
});

export const chip_rulings = table({
  title: "Chip rulings",
  description: "Recorded decisions and readings on single chips, to hold the computed status against practice.",
  key: ["id"],
  datedBy: { from: ["from_on"], until: "until_on" },
  columns: {
    id: id("Slug: chip and rule."),
    chip_id: ref("chips", "Chip", "The chip."),
    rule_id: ref("export_rules", "Rule", "The rule under which it was ruled."),
    status: oneOf(
      "Status",
      ["prohibited-without-license", "notification", "licensed", "allowed", "banned-by-china"],
      "What the ruling says.",
    ),
    from_on: date("From", "First day of the ruling."),
    until_on: maybeDate("Until", "First day on which it no longer holds; empty while it holds."),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "What a reader should know."),
  },
});

export const compute_holdings = table({
  title: "Compute holdings",
  description:
    "Chips that companies were said to hold, order, receive or run. Stocks and flows are never added up together.",
  key: ["id"],
  datedBy: { from: ["as_of_on"] },
  columns: {
    id: id("Slug: company, chip, kind, date."),
    company_id: ref(
      "companies",
      "Company",
      "Who holds them; some rows stand for several firms and are never added to firm rows.",
    ),
    chip_id: maybeRef("chips", "Chip", "Which chip; empty means mixed or not named."),
    quantity: maybeInteger("Quantity", "Number of chips.", { unit: "chips", min: 0 }),
    as_of_on: date("As of", "Day for which the figure is given."),
    kind: oneOf("Kind", ["stockpile", "order", "shipment", "cluster", "purchase-plan"], "What is counted."),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "What a reader of the figure should know."),
  },
});

export const listings = table({
  title: "Listings",
  description: "Companies on restriction lists of either government.",
  key: ["id"],
  datedBy: { from: ["listed_on", { of: "sources", by: "source_id", date: "published_on" }], until: "removed_on" },
  columns: {
    id: id("Slug: company and list."),
    company_id: ref("companies", "Company", "The company listed."),
    list: oneOf(
      "List",
      ["bis-entity-list", "dod-1260h", "ofac-ns-cmic", "cn-unreliable-entity"],
      "BIS Entity List, Pentagon list under section 1260H, Treasury NS-CMIC list, or China's unreliable entity list.",
    ),
    listed_on: maybeDate("Listed", "First day on the list."),
    removed_on: maybeDate("Removed", "First day off the list; empty while listed."),
    source_id: source(),
    note: maybeText("Note", "What a reader should know."),
  },
});

export const claims = table({
  title: "Claims",
  description:
    "Dated statements of named persons about lag, dependence, compute and money. Reported as said, not as true.",
  key: ["id"],
  datedBy: { from: ["stated_on"] },
  columns: {
    id: id("Slug of the claim."),
    topic: oneOf(
      "Topic",
      ["lag", "capability", "compute", "open-source-dependence", "investment-mix", "market", "regulation"],
      "What it is about.",
    ),
    speaker: text("Speaker", "Who said it."),
    speaker_role: text("Role", "In what capacity."),
    organization: maybeText("Organization", "For whom."),
    stated_on: date("Stated", "When it was said."),
    statement: text("Statement", "What was said, in our words."),
    subject_country: text("About", "Country the claim is about, ISO 3166-1 alpha-2."),
    relative_to: maybeText("Relative to", "Country it is compared with; empty where it compares with none."),
    value_low: maybeNumber("Low", "Lower end of the figure claimed."),
    value_high: maybeNumber("High", "Upper end of the figure claimed."),
    unit: maybeText("Unit", "Unit of the figure claimed."),
    source_id: source(),
  },
});

export const indicators = table({
  title: "Indicators",
  description: "Published series that set the facts in context.",
  key: ["id"],
  label: "name",
  columns: {
    id: id("Slug of the indicator."),
    name: text("Name", "Its name."),
    unit: text("Unit", "Unit of its values."),
    description: text("Description", "What it measures and how."),
    group: text("Group", "Subject it belongs to."),
  },
});

export const indicator_values = table({
  title: "Indicator values",
  description: "Values of the indicators by country and period.",
  key: ["indicator_id", "country", "period", "source_id"],
  datedBy: { from: ["period"] },
  columns: {
    indicator_id: ref("indicators", "Indicator", "The indicator."),
    country: text("Country", "ISO 3166-1 alpha-2, EU or world."),
    period: date("Period", "Year, month or day it holds for; counts from its first day."),
    value: number("Value", "The value in the indicator's unit."),
    confidence: confidence(),
    source_id: source(),
    note: maybeText("Note", "What a reader of the figure should know."),
  },
});

export const citations = table({
  title: "Citations",
  description:
    "Further sources of a row or of one of its columns, agreeing or with their own value, so that agreement and conflict can be counted.",
  key: ["table", "row_id", "column", "source_id"],
  columns: {
    table: text("Table", "Table of the row cited for."),
    row_id: refBy("table", "Row", "Id of the row cited for."),
    column: columnName("table", "Column", "Column cited for; empty means the whole row."),
    source_id: source(),
    agrees: oneOf("Agrees", ["yes", "no"], "Whether this source gives the same value."),
    value: maybeText("Own value", "The value this source gives instead."),
    note: maybeText("Note", "What a reader should know."),
  },
});

/** All tables of facts, in an order in which they can be filled. */
export const tables = {
  sources,
  companies,
  funding_rounds,
  funding_participants,
  models,
  software,
  dependencies,
  benchmarks,
  benchmark_scores,
  chips,
  events,
  export_rules,
  chip_rulings,
  compute_holdings,
  listings,
  claims,
  indicators,
  indicator_values,
  citations,
} as const;

export type TableName = keyof typeof tables;
export type Row<T extends TableName> = RowOf<(typeof tables)[T]>;

export const tableNames = Object.keys(tables) as readonly TableName[];

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(tables, name);
}

/** A table by name as the general shape, for code that walks all of them. */
export function tableOf(name: TableName): Table {
  return tables[name] as unknown as Table;
}
