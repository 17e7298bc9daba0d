import type { Router } from "express";
import type { House } from "../web/pages.js";
import { auditPage } from "./audit-page.js";
import { changeSetPages } from "./change-set-routes.js";
import type { Desk } from "./desk.js";
import { deskPage } from "./desk-page.js";
import { historyPages } from "./history-routes.js";
import { importPages } from "./import-routes.js";
import { mePage } from "./me-page.js";
import { peoplePage } from "./people-page.js";
import { signInRoutes } from "./sign-in-routes.js";

/** Puts the desk on the router: changes that wait for review, and the history of all that were made. */
export function deskPages(router: Router, house: House): void {
  deskPage(router, house);
  changeSetPages(router, house);
  historyPages(router, house);
  importPages(router, house);
}

/** Sign-in, and the pages on people and access. */
export function peoplePages(router: Router, house: House, desk: Desk): void {
  signInRoutes(router, house, desk);
  mePage(router, house, desk);
  peoplePage(router, house, desk);
  auditPage(router, house, desk);
}
