import type { Router } from "express";
import { type House, mountPage } from "../web/pages.js";
import { changesPage } from "./changes-page.js";

export function changesPages(router: Router, house: House): void {
  mountPage(router, house, changesPage);
}
