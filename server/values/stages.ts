/** Stages that are no equity raised by the firm: shown beside the funding measure, never in it. */
export const besideFunding = ["debt", "secondary", "ipo"] as const;

const beside: ReadonlySet<string> = new Set(besideFunding);

/** Whether a round is equity raised by the firm, which alone makes up "funding". */
export function isEquity({ stage }: { readonly stage: string }): boolean {
  return !beside.has(stage);
}

const named: Readonly<Record<string, string>> = {
  unspecified: "Round, stage not stated",
  ipo: "Stock-market listing",
  secondary: "Secondary sale",
};

/**
 * A stage as a cell or a choice.
 * @example stageLabel("unspecified") // "not stated"
 */
export function stageLabel(stage: string): string {
  return stage === "unspecified" ? "not stated" : sayStage(stage);
}

/**
 * A stage as a sentence begins with it.
 * @example sayStage("series-a") // "Series A"
 */
export function sayStage(stage: string): string {
  const series = /^series-([a-z])$/.exec(stage)?.[1];
  if (series) return `Series ${series.toUpperCase()}`;
  return named[stage] ?? `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
}
