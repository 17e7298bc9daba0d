import { hydrate } from "./hydrate.js";

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) hydrate(figure);
