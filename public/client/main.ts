import { suggest } from "./goto.js";
import { hydrate } from "./hydrate.js";
import { followMonths } from "./month-keys.js";

// First, since somebody may be typing already.
const box = document.querySelector<HTMLFormElement>("form.goto");
if (box) suggest(box);
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) hydrate(figure);
const report = document.querySelector<HTMLFormElement>("form.report-form");
if (report) import("./report-builder.js").then(({ buildReport }) => buildReport(report));
const drop = document.querySelector<HTMLFormElement>("form[data-drop]");
if (drop) import("./drop-file.js").then(({ takeDrops }) => takeDrops(drop));
const dates = document.querySelector<HTMLElement>(".dates");
if (dates) followMonths(dates);
const button = dates?.querySelector<HTMLButtonElement>(".play");
const status = dates?.querySelector<HTMLElement>("[role=status]");
if (button && status) import("./play.js").then(({ play }) => play(button, status));
