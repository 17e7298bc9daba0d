import { suggest } from "./goto.js";
import { hydrate } from "./hydrate.js";

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) hydrate(figure);

const box = document.querySelector<HTMLFormElement>("form.goto");
if (box) suggest(box);
