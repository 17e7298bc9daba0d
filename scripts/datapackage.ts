import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { shippedDataset } from "../db/datapackage.js";
import { packageTexts } from "../server/data/package.js";
import { places } from "../server/places.js";

// Writes the files of db/dataset that are no tables, after a change of a table, a column or the dataset's date.
const texts = await packageTexts({ recordedOn: shippedDataset.recordedOn });
for (const name of ["datapackage.json", "LICENSE.txt"]) {
  const path = join(places.dataset, name);
  writeFileSync(path, texts[name] ?? "");
  console.log(`Wrote ${path}.`);
}
