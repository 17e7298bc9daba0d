import type { Router } from "express";
import { sayMoment } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { House } from "../web/pages.js";
import { deskContext, sendPage } from "./answers.js";
import { countChangeSets } from "./change-sets.js";
import { listRevisions } from "./history.js";
import { mayAct, personOf, type Role, signInHref } from "./people.js";

const path = "/desk";
const revisionsShown = 5;

/** What can be done at the desk, and from which role on; none for what everybody may who reads. */
const tasks: readonly {
  readonly path: string;
  readonly label: string;
  readonly about: string;
  readonly role?: Role;
}[] = [
  {
    path: "/desk/changes",
    label: "Changes",
    about: "What is proposed, row by row, with its effect on the headline figures.",
    role: "editor",
  },
  {
    path: "/desk/edit",
    label: "Edit",
    about: "Any row of any table, through a form made from the data dictionary.",
    role: "editor",
  },
  {
    path: "/desk/import",
    label: "Import",
    about: "A CSV file of one table, tried dry before anything is proposed.",
    role: "editor",
  },
  {
    path: "/desk/quality",
    label: "Quality",
    about: "What wants a second source, a newer figure, a die area, a lineage.",
  },
  { path: "/desk/history", label: "History", about: "Every revision and every row’s past, and the way back." },
  { path: "/desk/people", label: "People", about: "Who may come in, and what they may do.", role: "admin" },
  { path: "/desk/audit", label: "Audit log", about: "Sign-ins, invitations, roles and tokens.", role: "admin" },
  { path: "/desk/me", label: "You", about: "Your sessions, password and API tokens.", role: "reader" },
];

/** The door to the desk: what there is to do, for whom, and what waits. */
export function deskPage(router: Router, house: House): void {
  router.get(path, async (req, res) => {
    const ctx = await deskContext(req, house);
    const person = personOf(req);
    const waiting = (await countChangeSets(ctx.db)).proposed;
    const revisions = await listRevisions(ctx.db, { limit: revisionsShown, offset: 0 });
    const mine = (role: Role | undefined) => role === undefined || (person !== undefined && mayAct(person, role));
    await sendPage(res, house, ctx, {
      title: "Desk",
      headline: "The desk: where the facts are kept",
      lede: "An editor proposes, a reviewer approves, and what was is never lost. Reading needs none of this.",
      path,
      template: "desk/desk",
      parts: {
        who: person ? `${person.name}, ${person.role}` : "",
        signIn: signInHref(path),
        tasks: tasks.map(({ role, ...task }) => ({
          ...task,
          href: mine(role) ? ctx.href(task.path) : "",
          needs: mine(role) ? "" : role === "reader" ? "needs sign-in" : `needs the role ${role}`,
        })),
        waiting: waiting === 0 ? "Nothing waits for review." : `${sayCount(waiting, "change set")} waiting for review.`,
        revisions: revisions.map(({ id, recorded_at, author, summary }) => ({
          href: ctx.href(`/desk/history/${id}`),
          text: `Revision ${id}`,
          when: sayMoment(recorded_at),
          why: `${author}: ${summary}`,
        })),
      },
    });
  });
}
