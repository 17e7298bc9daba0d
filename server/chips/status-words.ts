import type { ChinaStatus, UsStatus } from "./export-rules.js";

const words: Readonly<Record<UsStatus | ChinaStatus, string>> = {
  "prohibited-without-license": "licence needed",
  notification: "notice needed",
  licensed: "licensed",
  allowed: "allowed",
  undetermined: "undetermined",
  "banned-by-china": "barred by China",
  "conditional-approval": "approved on conditions",
  "no-measure": "no measure known",
};

/** A status as tables and sentences say it: computed or recorded, of either side's answer. */
export function sayStatus(status: string): string {
  return words[status as keyof typeof words] ?? status;
}
