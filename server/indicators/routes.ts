import type { Router } from "express";
import { type House, mountPage } from "../web/pages.js";
import { indicatorPage } from "./indicator-page.js";
import { listPage } from "./list-page.js";

export function indicatorsPages(router: Router, house: House): void {
  mountPage(router, house, listPage);
  mountPage(router, house, indicatorPage);
}
