// @ts-check
// Lists of several pages: brings all pages together or, where that cannot be, asks the search.

import { chosen, query } from "../facets.js";
import { all, one, say, searchAddress } from "../site.js";

const AT_ONCE = 4;

/**
 * The groups of entries of all pages, in their order.
 * @param {HTMLElement} box the listing @param {HTMLElement[]} own groups of this page
 * @returns {Promise<HTMLElement[]>}
 * @throws {Error} if a page cannot be had, or the list has changed since this page was loaded
 */
export async function allPages(box, own) {
  const { page, pages, papers, first = "", second = "" } = box.dataset;
  const found = Array.from({ length: Number(pages) }, () => own);
  const waiting = found.keys();
  const work = async () => {
    for (const i of waiting) {
      const number = String(i + 1);
      const address = i ? second.replace(/2(?=\D*$)/, number) : first;
      if (number !== page) found[i] = await groupsOf(address, number, papers);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return joined(found.flat());
}

/** @param {string} address @param {string} number @param {string | undefined} papers of the list */
async function groupsOf(address, number, papers) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} cannot be loaded`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const box = one("[data-listing]", page);
  if (box?.dataset.page !== number || box.dataset.papers !== papers) throw new Error("another list");
  for (const link of all("#list a[href]", page)) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", answer.url).href);
  }
  return all("#list > .yg", page);
}

/** A group that goes on over the end of a page is one again. @param {HTMLElement[]} groups */
function joined(groups) {
  /** @type {HTMLElement[]} */
  const found = [];
  for (const group of groups) {
    const last = found[found.length - 1];
    if (last?.id === group.id) one("ol", last)?.append(...all(".entry", group));
    else found.push(group);
  }
  return found;
}

/**
 * Puts what is asked to the search.
 * @param {import("./listing.js").List} list @param {(address: string) => void} leave
 */
export function elsewhere(list, leave) {
  const { question } = list.box.dataset;
  const words = list.find.value.trim();
  const rest = query(chosen(list.form), "", "").replace("?", "&");
  const address = searchAddress([words, question].filter(Boolean).join(" "), rest);
  list.readAddress();
  if (words || rest) leave(address);
  else say("The other pages cannot be loaded, so the list is not sorted.");
}
