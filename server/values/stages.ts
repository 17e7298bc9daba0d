/** Stages that are no equity raised by the firm: shown beside the funding measure, never in it. */
export const besideFunding = ["debt", "secondary", "ipo"] as const;

/** Whether a round is equity raised by the firm, which alone makes up "funding". */
export function isEquity({ stage }: { readonly stage: string }): boolean {
  return !besideFunding.some((beside) => beside === stage);
}
