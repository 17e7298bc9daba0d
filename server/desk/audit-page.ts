import type { Router } from "express";
import { searchOf } from "../web/asked.js";
import { BadParameters } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { type AuditEvent, auditEvents, listAudit } from "./audit.js";
import type { Desk } from "./desk.js";
import { sayMinute, sendDeskPage } from "./frame.js";
import { needs } from "./people.js";

const path = "/desk/audit";
const perPage = 100;

/** The audit log, for administrators: read, never changed. */
export function auditPage(router: Router, house: House, desk: Desk): void {
  router.get(path, needs("admin"), async (req, res) => {
    const given = searchOf(req).get("before");
    if (given !== null && !/^[1-9]\d{0,14}$/.test(given))
      throw new BadParameters([
        {
          parameter: "before",
          detail: `before "${given.slice(0, 60)}" is no number of an entry; write one such as 100.`,
        },
      ]);
    const entries = await listAudit(desk.store.db, {
      ...(given !== null && { before: Number(given) }),
      most: perPage + 1,
    });
    const shown = entries.slice(0, perPage);
    const last = shown.at(-1);
    await sendDeskPage(req, res, house, {
      path,
      title: "Audit log",
      headline: "Who came in, and who let them",
      lede: "Sign-ins, invitations, roles, sessions and tokens, the latest first. The log is only added to.",
      template: "audit",
      parts: {
        entries: shown.map((entry) => ({
          number: entry.id,
          at: sayMinute(entry.at),
          actor: entry.actor,
          event: auditEvents[entry.event as AuditEvent] ?? entry.event,
          subject: entry.subject_id === entry.actor_id ? "" : (entry.subject ?? ""),
          detail: entry.detail ?? "",
          address: entry.address ?? "",
        })),
        earlier: entries.length > perPage && last ? `${path}?before=${last.id}` : "",
      },
    });
  });
}
