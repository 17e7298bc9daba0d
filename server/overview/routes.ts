import type { Router } from "express";
import type { House } from "../web/pages.js";

export function overviewPages(_router: Router, _house: House): void {}
