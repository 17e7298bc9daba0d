import type { Router } from "express";
import { type House, mountPage } from "../web/pages.js";
import { listPage } from "./list.js";
import { modelPage } from "./model.js";

export function modelsPages(router: Router, house: House): void {
  mountPage(router, house, listPage);
  mountPage(router, house, modelPage);
}
