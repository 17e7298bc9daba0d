import type { Row } from "../../db/tables.js";

/** What an act of regulation is about, in the order in which a reader of the comparison asks for it. */
export const subjects = {
  "training-data": "Training data",
  registration: "Registration",
  labelling: "Labelling",
  export: "Export",
  investment: "Investment",
  "foreign-technology": "Foreign technology",
  safety: "Content and safety",
  antitrust: "Antitrust",
  policy: "Plans and programmes",
  international: "Talks between states",
  other: "Other",
} as const;

export type Subject = keyof typeof subjects;

export const subjectKeys = Object.keys(subjects) as readonly Subject[];

/** These stand on the time line even where no row names them: that none does is an answer. */
export const alwaysTold: readonly Subject[] = ["training-data", "registration", "labelling", "export", "investment"];

/** Two categories name their subject; within the third the row itself does, or none. */
export function subjectOfEvent({ category, subject }: Pick<Row<"events">, "category" | "subject">): Subject {
  if (category === "export-control") return "export";
  if (category === "investment-control") return "investment";
  return subject ?? "other";
}

/** A rule version by what follows from it. */
export function subjectOfVersion({ consequence }: Pick<Row<"export_rules">, "consequence">): Subject {
  switch (consequence) {
    case "prohibited-without-license":
    case "notification":
    case "licensed":
    case "license-case-by-case":
    case "item-license-requirement":
    case "entity-license-requirement":
    case "export-ban":
    case "due-diligence-presumption":
    case "announcement":
    case "clarification":
    case "suspension":
      return "export";
    case "investment-prohibited-or-notifiable":
      return "investment";
    case "banned-by-china":
    case "conditional-approval":
      return "foreign-technology";
    case "antitrust-finding":
      return "antitrust";
    case "funding-clawback":
    case "tariff":
      return "other";
  }
}
