import type { Router } from "express";
import type { House } from "../web/pages.js";
import { changeSetPages } from "./change-set-routes.js";
import { historyPages } from "./history-routes.js";
import { importPages } from "./import-routes.js";

/** Puts the desk on the router: changes that wait for review, and the history of all that were made. */
export function deskPages(router: Router, house: House): void {
  changeSetPages(router, house);
  historyPages(router, house);
  importPages(router, house);
}
