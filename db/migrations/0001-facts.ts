import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/**
 * The facts as first laid down. A migration is history: it is never changed after a release, and it does not read
 * the registry, which moves on. A test holds the two against each other.
 */

interface TableShape {
  readonly key: readonly string[];
  /** `type [not null] [-> referenced table]`. */
  readonly columns: Readonly<Record<string, string>>;
  readonly indexes: readonly string[];
}

const shapes: Readonly<Record<string, TableShape>> = {
  sources: {
    key: ["id"],
    columns: {
      id: "text not null",
      title: "text not null",
      publisher: "text not null",
      author: "text",
      published_on: "text",
      url: "text not null",
      kind: "text not null",
      language: "text not null",
      license: "text",
    },
    indexes: [],
  },
  companies: {
    key: ["id"],
    columns: {
      id: "text not null",
      name: "text not null",
      native_name: "text",
      country: "text",
      kind: "text not null",
      founded_on: "text",
      founders: "text",
      headquarters: "text",
      parent_id: "text -> companies",
      ticker: "text",
      summary: "text",
      source_id: "text not null -> sources",
    },
    indexes: ["parent_id", "source_id"],
  },
  funding_rounds: {
    key: ["id"],
    columns: {
      id: "text not null",
      company_id: "text not null -> companies",
      announced_on: "text not null",
      stage: "text not null",
      amount_usd: "integer",
      amount_original: "real",
      currency: "text",
      post_money_usd: "integer",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["company_id", "announced_on", "source_id"],
  },
  funding_participants: {
    key: ["round_id", "investor_id"],
    columns: {
      round_id: "text not null -> funding_rounds",
      investor_id: "text not null -> companies",
      is_lead: "flag",
    },
    indexes: ["investor_id"],
  },
  models: {
    key: ["id"],
    columns: {
      id: "text not null",
      name: "text not null",
      company_id: "text not null -> companies",
      released_on: "text",
      modality: "text",
      parameters_b: "real",
      active_parameters_b: "real",
      training_compute_flop: "real",
      training_tokens_b: "real",
      openness: "text",
      inclusion: "text not null",
      license: "text",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["company_id", "released_on", "source_id"],
  },
  software: {
    key: ["id"],
    columns: {
      id: "text not null",
      name: "text not null",
      kind: "text not null",
      steward_id: "text -> companies",
      country: "text",
      license: "text",
      released_on: "text",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["steward_id", "source_id"],
  },
  dependencies: {
    key: ["id"],
    columns: {
      id: "text not null",
      dependent_id: "text not null",
      dependency_id: "text not null",
      kind: "text not null",
      since_on: "text",
      confidence: "text not null",
      source_id: "text not null -> sources",
      evidence: "text not null",
    },
    indexes: ["dependent_id", "dependency_id", "source_id"],
  },
  benchmarks: {
    key: ["id"],
    columns: {
      id: "text not null",
      name: "text not null",
      domain: "text not null",
      unit: "text not null",
      higher_is_better: "flag not null",
      url: "text not null",
      note: "text",
    },
    indexes: [],
  },
  benchmark_scores: {
    key: ["id"],
    columns: {
      id: "text not null",
      benchmark_id: "text not null -> benchmarks",
      model_id: "text not null -> models",
      score: "real not null",
      published_on: "text not null",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["model_id", "source_id"],
  },
  chips: {
    key: ["id"],
    columns: {
      id: "text not null",
      name: "text not null",
      vendor_id: "text not null -> companies",
      released_on: "text",
      process_nm: "real",
      foundry_id: "text -> companies",
      die_area_mm2: "real",
      fp64_tflops: "real",
      fp32_tflops: "real",
      tf32_tflops: "real",
      fp16_tflops: "real",
      fp8_tflops: "real",
      int8_tops: "real",
      fp4_tflops: "real",
      memory_gb: "real",
      memory_type: "text",
      memory_bandwidth_gb_s: "real",
      interconnect_gb_s: "real",
      tdp_w: "real",
      market: "text not null",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["vendor_id", "foundry_id", "source_id"],
  },
  export_rules: {
    key: ["id"],
    columns: {
      id: "text not null",
      title: "text not null",
      authority: "text not null",
      citation: "text not null",
      announced_on: "text",
      effective_on: "text",
      ended_on: "text",
      conditions: "text not null",
      consequence: "text not null",
      source_id: "text not null -> sources",
      summary: "text not null",
    },
    indexes: ["source_id"],
  },
  chip_rulings: {
    key: ["id"],
    columns: {
      id: "text not null",
      chip_id: "text not null -> chips",
      rule_id: "text not null -> export_rules",
      status: "text not null",
      from_on: "text not null",
      until_on: "text",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["chip_id", "rule_id", "source_id"],
  },
  compute_holdings: {
    key: ["id"],
    columns: {
      id: "text not null",
      company_id: "text not null -> companies",
      chip_id: "text -> chips",
      quantity: "integer",
      as_of_on: "text not null",
      kind: "text not null",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["company_id", "chip_id", "source_id"],
  },
  listings: {
    key: ["id"],
    columns: {
      id: "text not null",
      company_id: "text not null -> companies",
      list: "text not null",
      listed_on: "text",
      removed_on: "text",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["company_id", "source_id"],
  },
  events: {
    key: ["id"],
    columns: {
      id: "text not null",
      occurred_on: "text not null",
      country: "text not null",
      category: "text not null",
      title: "text not null",
      description: "text not null",
      company_id: "text -> companies",
      confidence: "text not null",
      source_id: "text not null -> sources",
    },
    indexes: ["occurred_on", "company_id", "source_id"],
  },
  claims: {
    key: ["id"],
    columns: {
      id: "text not null",
      topic: "text not null",
      speaker: "text not null",
      speaker_role: "text not null",
      organization: "text",
      stated_on: "text not null",
      statement: "text not null",
      subject_country: "text not null",
      relative_to: "text",
      value_low: "real",
      value_high: "real",
      unit: "text",
      source_id: "text not null -> sources",
    },
    indexes: ["source_id"],
  },
  indicators: {
    key: ["id"],
    columns: {
      id: "text not null",
      name: "text not null",
      unit: "text not null",
      description: "text not null",
      group: "text not null",
    },
    indexes: [],
  },
  indicator_values: {
    key: ["indicator_id", "country", "period", "source_id"],
    columns: {
      indicator_id: "text not null -> indicators",
      country: "text not null",
      period: "text not null",
      value: "real not null",
      confidence: "text not null",
      source_id: "text not null -> sources",
      note: "text",
    },
    indexes: ["source_id"],
  },
  citations: {
    key: ["table", "row_id", "column", "source_id"],
    columns: {
      table: "text not null",
      row_id: "text not null",
      column: "text not null",
      source_id: "text not null -> sources",
      agrees: "text not null",
      value: "text",
      note: "text",
    },
    indexes: ["source_id"],
  },
};

const columnTypes = {
  sqlite: { text: sql`text`, real: sql`real`, integer: sql`integer`, flag: sql`integer` },
  // The C collation sorts by bytes, as SQLite does, so that both databases give the same file.
  postgres: { text: sql`text collate "C"`, real: sql`double precision`, integer: sql`bigint`, flag: sql`smallint` },
} as const;

export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, shape] of Object.entries(shapes)) {
    let create: CreateTableBuilder<string, string> = db.schema
      .createTable(name)
      .addPrimaryKeyConstraint(`${name}_pk`, shape.key as never[]);
    for (const [column, declared] of Object.entries(shape.columns)) {
      const [, type, notNull, target] = /^(\w+)( not null)?(?: -> (\w+))?$/.exec(declared) ?? [];
      if (!type) throw new Error(`Column ${name}.${column} is declared as "${declared}", which is no declaration.`);
      const sqlType = columnTypes[dialect][type as keyof (typeof columnTypes)["sqlite"]];
      create = create.addColumn(column, sqlType, (c) => (notNull ? c.notNull() : c));
      if (type === "flag")
        create = create.addCheckConstraint(`${name}_${column}_flag`, sql`${sql.ref(column)} in (0, 1)`);
      if (target) {
        // Deferred, so that rows which refer to each other can arrive in any order within one transaction.
        create = create.addForeignKeyConstraint(`${name}_${column}_fk`, [column], target, ["id"], (fk) =>
          fk.deferrable().initiallyDeferred(),
        );
      }
    }
    await (dialect === "sqlite" ? create.modifyEnd(sql`strict`) : create).execute();
    for (const column of shape.indexes) {
      await db.schema.createIndex(`${name}_${column}`).on(name).column(column).execute();
    }
  }
}
