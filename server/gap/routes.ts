import type { Router } from "express";
import { type House, mountPage } from "../web/pages.js";
import { crossingsPage } from "./crossings-page.js";
import { gapPage } from "./gap-page.js";
import { lagsPage } from "./lags-page.js";

export function gapPages(router: Router, house: House): void {
  mountPage(router, house, gapPage);
  mountPage(router, house, crossingsPage);
  mountPage(router, house, lagsPage);
}
