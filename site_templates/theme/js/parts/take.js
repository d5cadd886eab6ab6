// @ts-check
// The menu that takes papers away: chosen ones, or those that the page shows, in four formats.
// The texts are the site's own (generator/cards.py), so they are what an export would write.

import { citationsOf, listState } from "../cards.js";
import { picked } from "../entries.js";
import { CHANGED } from "../marks.js";
import { shown } from "../parts.js";
import { copied, make, one, papers, say } from "../site.js";

const MOST = 1000;
/** Of so few, the records are fetched before they are asked for. */
const FEW = 50;
const AT_ONCE = 24;

/** @param {HTMLElement} box the place in the menu */
export async function show(box) {
  const { formats } = await listState();
  const { slugs, words, cut } = await wanted();
  const rows = formats.map(([name], i) => {
    const act = (/** @type {string} */ word, /** @type {() => Promise<void>} */ does) => {
      const made = make("button", { type: "button", "aria-label": `${word} ${papers(slugs.length)} as ${name}` }, word);
      made.disabled = !slugs.length;
      made.addEventListener("click", () => does().catch(() => say("The records could not be fetched.")));
      return made;
    };
    return make("p", {}, make("span", {}, name),
      act("Copy", () => copyAll(i, slugs)), act("Save", () => saveAll(i, slugs)));
  });
  const list = one("#list");
  const choosing = list?.classList.contains("picking") ?? false;
  const toggle = make("button", { type: "button", class: "choose" },
    choosing ? "Stop choosing" : "Choose single papers");
  toggle.addEventListener("click", () => {
    const off = choosing;
    list?.classList.toggle("picking", !off);
    if (off) picked.clear();
    dispatchEvent(new Event(CHANGED));
    const menu = box.closest("details");
    if (off) show(box);
    else if (menu) {
      menu.open = false;
      one(".pick", list ?? document)?.focus();
    }
  });
  box.replaceChildren(make("p", { class: "what" }, words), ...rows, toggle);
  if (cut) box.append(make("p", { class: "what" }, `Only the first ${MOST} are taken.`));
  if (slugs.length && slugs.length <= FEW) records(slugs).catch(() => {});
}

async function wanted() {
  const { slugs, words } = picked.size
    ? { slugs: [...picked], words: `${papers(picked.size)} you chose` }
    : await shown.list();
  return { slugs: slugs.slice(0, MOST), words, cut: slugs.length > MOST };
}

/** The records of papers in their order; those that left the list are left out. @param {string[]} slugs */
async function records(slugs) {
  const found = [];
  for (let at = 0; at < slugs.length; at += AT_ONCE) {
    found.push(...(await Promise.all(slugs.slice(at, at + AT_ONCE).map(citationsOf))));
  }
  return found.filter((record) => record !== null);
}

/** @param {number} format @param {string[]} slugs */
async function textOf(format, slugs) {
  const { formats } = await listState();
  const [, , , before, between, behind] = formats[format];
  const found = await records(slugs);
  const text = before + found.map((record) => record[format]).join(between) + behind;
  const lost = slugs.length - found.length;
  const left = lost ? `; ${papers(lost)} left the list` : "";
  return { text, words: `${papers(found.length)}${left}` };
}

/** @param {number} format @param {string[]} slugs */
async function copyAll(format, slugs) {
  const { text, words } = await textOf(format, slugs);
  say((await copied(text)) ? `Copied ${words}` : "This browser allows no copying here. Save the file instead.");
}

/** @param {number} format @param {string[]} slugs */
async function saveAll(format, slugs) {
  const { formats } = await listState();
  const [, ending, type] = formats[format];
  const { text, words } = await textOf(format, slugs);
  save(`papers.${ending}`, text, type);
  say(`Saved ${words}`);
}

/** @param {string} name @param {string} text @param {string} type */
export function save(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
