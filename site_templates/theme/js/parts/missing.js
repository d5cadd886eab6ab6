// @ts-check
// The page for addresses that lead nowhere: topics and papers whose address is like it.

import { topicAddress } from "../hits.js";
import { search } from "../search/index.js";
import { main } from "../search/shards.js";
import { fold } from "../search/words.js";
import { escape, one, paperAddress } from "../site.js";

const MOST = 3;
const LIKE = 0.7;
/** Letters in a row; an address shorter than that is like none. */
const RUN = 3;

/** Whether most of what was asked for stands in an address. @param {string} asked @param {string} slug */
function like(asked, slug) {
  const runs = [...asked.slice(RUN - 1)].map((_, i) => asked.slice(i, i + RUN));
  return runs.length > 0 && runs.filter((run) => slug.includes(run)).length >= LIKE * runs.length;
}

async function startMissing() {
  const box = one("#near");
  const list = box && one("ul", box);
  if (!one("[data-missing]") || !box || !list) return;
  const last = decodeURIComponent(location.pathname).split("/").filter(Boolean).pop() ?? "";
  const asked = fold(last.replace(/\.html$/, ""));
  const found = await search(asked.replaceAll("-", " "), { limit: 2 * MOST });
  const { topics } = await main();
  const near = [
    ...topics.map(([id, title]) => ({ slug: id, title, url: topicAddress(id) })),
    ...found.hits.map(({ slug, title }) => ({ slug, title, url: paperAddress(slug) })),
  ].filter(({ slug }) => like(asked, slug)).slice(0, MOST);
  list.innerHTML = near.map(({ title, url }) =>
    `<li><h3><a href="${escape(url)}">${escape(title)}</a></h3></li>`).join("");
  box.hidden = !near.length;
}

// A malformed address, or no search: then nothing is offered.
startMissing().catch(() => {});
