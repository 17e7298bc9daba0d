import type { Router } from "express";
import { type House, mountPage } from "../web/pages.js";
import { benchmarkPage } from "./benchmark-page.js";
import { benchmarksPage } from "./benchmarks-page.js";
import { claimsPage } from "./claims-page.js";
import { crossingsPage } from "./crossings-page.js";
import { gapPage } from "./gap-page.js";
import { lagsPage } from "./lags-page.js";

export function gapPages(router: Router, house: House): void {
  mountPage(router, house, gapPage);
  mountPage(router, house, crossingsPage);
  mountPage(router, house, lagsPage);
  mountPage(router, house, claimsPage);
  mountPage(router, house, benchmarksPage);
  mountPage(router, house, benchmarkPage);
}
