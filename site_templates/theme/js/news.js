// @ts-check
// What is new since the reader's last visit: told from what the list held then, not from dates, so
// a paper that came on the very day of that visit counts, and one that another replaced does not.

import { cardBySum, listState } from "./cards.js";
import { CHANGED, marks, rename } from "./marks.js";
import { crc32 } from "./search/filters.js";
import { all, one, papers, read, write } from "./site.js";
import { difference } from "./sketch.js";

/** A reader who comes back later than this pays another visit. */
const VISIT_MS = 6 * 60 * 60 * 1000;
const KEY = "seen";

/**
 * @typedef {object} Seen
 * @property {string} sketch of the list when it was looked at last
 * @property {number} papers
 * @property {number} at
 * @property {number[]} fresh checksums of the papers that are new in this visit
 * @property {number} more papers that are new, too, but too many to be told apart
 */

/** @type {Set<number>} */
const fresh = new Set();

/** @param {string} slug */
export const isNew = (slug) => fresh.size > 0 && fresh.has(crc32(slug));

/** Checksums of the new papers, and how many there are in all. */
export async function news() {
  const seen = await look();
  return { sums: seen.fresh, total: seen.fresh.length + seen.more };
}

/** @type {Promise<Seen> | undefined} */
let looked;
const look = () => (looked ??= compare());

/** @returns {Promise<Seen>} */
async function compare() {
  const { sketch, papers: count } = await listState();
  const now = Date.now();
  /** @type {Seen | null} */
  const last = read(KEY);
  const known = typeof last?.sketch === "string" ? last : null;
  const goesOn = known !== null && now - known.at < VISIT_MS;
  let sums = new Set(goesOn ? known.fresh : []);
  let more = goesOn ? known.more : 0;
  if (known && known.sketch !== sketch) {
    const found = tell(known.sketch, sketch);
    if (found) {
      const renamed = await follow(found.went);
      for (const sum of found.came) if (!renamed.has(sum)) sums.add(sum);
      sums = new Set([...sums].filter((sum) => !found.went.includes(sum)));
    } else {
      more += Math.max(0, count - known.papers);
    }
  }
  const seen = { sketch, papers: count, at: now, fresh: [...sums], more };
  write(KEY, seen);
  return seen;
}

/** @param {string} before @param {string} after */
function tell(before, after) {
  try {
    return difference(before, after);
  } catch {
    return null; // another edition of this site has written it
  }
}

/**
 * Papers that left an address for another: marks go with them, and they are not new.
 * @param {number[]} went @returns {Promise<Set<number>>} checksums of their present addresses
 */
async function follow(went) {
  const found = new Set();
  const slugs = Object.keys(marks());
  for (const sum of went) {
    const card = await cardBySum(sum);
    if (!card) continue;
    found.add(crc32(card.slug));
    const former = slugs.find((slug) => crc32(slug) === sum);
    if (former) rename(former, card.slug, card.title);
  }
  return found;
}

/** All of it has been seen. */
export function seenAll() {
  const seen = read(KEY);
  if (seen) write(KEY, { ...seen, fresh: [], more: 0 });
  looked = undefined;
  return showNews();
}

async function showNews() {
  const { sums, total } = await news();
  fresh.clear();
  for (const sum of sums) fresh.add(sum);
  for (const count of all("[data-newcount]")) count.textContent = total ? String(total) : "";
  const line = one("[data-news]");
  if (line) line.hidden = !total;
  const words = line && one("a", line);
  if (words) words.textContent = `${papers(total)} new since your last visit`;
  dispatchEvent(new Event(CHANGED));
}

export function startNews() {
  const begin = () => showNews().catch(() => {}); // Without the file, nothing is called new.
  if ("requestIdleCallback" in window) requestIdleCallback(begin);
  else setTimeout(begin);
}
