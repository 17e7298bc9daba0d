import type { TableName } from "../../db/tables.js";

/** Where on the pages a row is shown: a path and the parameters that find it there. */
export interface Place {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Id of the row on that page. */
  readonly part?: string;
}

/** What finding the place needs to know of a row. */
export interface Placeable {
  readonly table: TableName;
  readonly row_id: string;
  readonly label: string;
  /** Company that the row belongs to. */
  readonly company_id: string | null;
}

const longestSearch = 120;

/** A claim on the page of claims: asked for by its id, so that its row stands on the page however many there are. */
export function placeOfClaim(id: string): Place {
  return { path: "/claims", query: { q: id.slice(0, longestSearch) }, part: id };
}

/** The page that shows a row; rows that none shows lead to the data dictionary with its files. */
export function placeOf({ table, row_id, label, company_id }: Placeable): Place {
  switch (table) {
    case "companies":
      return { path: `/companies/${row_id}` };
    case "models":
      return { path: `/models/${row_id}` };
    case "events":
      return { path: "/timeline", query: { q: label.slice(0, longestSearch) } };
    case "chips":
      return { path: `/chips/${row_id}` };
    case "export_rules":
      return { path: `/rules/${row_id}` };
    case "indicators":
      return { path: `/indicators/${row_id}` };
    case "indicator_values":
      return { path: `/indicators/${row_id.split(" / ")[0]}` };
    case "chip_rulings":
      return { path: "/rulings", query: { q: row_id.slice(0, longestSearch) } };
    case "funding_rounds":
    case "software":
    case "dependencies":
    case "compute_holdings":
    case "listings":
      return company_id === null ? { path: "/data" } : { path: `/companies/${company_id}` };
    case "claims":
      return placeOfClaim(row_id);
    case "benchmarks":
      return { path: `/benchmarks/${row_id}` };
    case "sources":
    case "funding_participants":
    case "benchmark_scores":
    case "citations":
      return { path: "/data" };
  }
}
