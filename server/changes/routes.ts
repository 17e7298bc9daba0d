import type { Router } from "express";
import { type House, mountPage } from "../web/pages.js";
import { changesPage } from "./changes-page.js";
import { thenAndNowPage } from "./then-and-now-page.js";

export function changesPages(router: Router, house: House): void {
  mountPage(router, house, changesPage);
  mountPage(router, house, thenAndNowPage);
}
