// @ts-check
// The page for addresses that lead nowhere: papers whose title is like the address.

import { search } from "../search/index.js";
import { escape, one, paperAddress } from "../site.js";

const MOST = 3;

async function startMissing() {
  const box = one("#near");
  const list = box && one("ul", box);
  if (!one("[data-missing]") || !box || !list) return;
  const last = decodeURIComponent(location.pathname).split("/").filter(Boolean).pop() ?? "";
  const words = last.replace(/\.html$/, "").replaceAll("-", " ").trim();
  if (!words || words === "404") return;
  const found = await search(words, { limit: MOST });
  list.innerHTML = found.hits.map((hit) =>
    `<li><h3><a href="${escape(paperAddress(hit.slug))}">${escape(hit.title)}</a></h3></li>`).join("");
  box.hidden = !found.hits.length;
}

startMissing();
