// References of a list of CSL-JSON items, each for itself, as citeproc-js makes them.
// Arguments: style, locale, items. Answer: a list of texts.
const { readFileSync } = require("fs");
const CSL = require("citeproc");

const [style, locale, given] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const items = new Map(JSON.parse(given).map((item) => [item.id, item]));
const engine = new CSL.Engine(
  { retrieveLocale: () => locale, retrieveItem: (id) => items.get(id) },
  style,
);
engine.setOutputFormat("text");
const texts = [...items.keys()].map((id) => {
  engine.updateItems([id]);
  return engine.makeBibliography()[1].join("").trim();
});
process.stdout.write(JSON.stringify(texts));
