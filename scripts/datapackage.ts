import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { shippedDataset, writeDescriptor } from "../db/datapackage.js";
import { places } from "../server/places.js";

// Writes db/dataset/datapackage.json from the registry, after a change of a table, a column or the dataset's date.
const path = join(places.dataset, "datapackage.json");
writeFileSync(path, writeDescriptor({ recordedOn: shippedDataset.recordedOn }));
console.log(`Wrote ${path}.`);
