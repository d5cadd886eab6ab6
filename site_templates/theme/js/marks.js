// @ts-check
// The reader's own marks: kept in this browser, for this list (two lists may share a host).

import { clean, isMarked, merge, newest, noMarks } from "./marking.js";
import { say, scope } from "./site.js";

/** @typedef {import("./marking.js").Field} Field */
/** @typedef {import("./marking.js").Mark} Mark */
/** @typedef {import("./marking.js").Marks} Marks */

const KEY = `${scope}.reading-list.marks`;
/** Says that marks have changed, here or in another window. */
export const CHANGED = "reading-list-marks";

const TROUBLE = {
  blocked: "This browser keeps no data for this site, so marks last only until you leave the page.",
  full: "This browser has no room left for this site, so new marks last only until you leave the page.",
};

/** What the browser does not keep, for as long as the page is open. @type {Marks | null} */
let unkept = null;
let told = false;

/** @returns {Marks} */
export function marks() {
  if (unkept) return unkept;
  try {
    return clean(JSON.parse(localStorage.getItem(KEY) ?? "{}"), Date.now());
  } catch {
    return noMarks();
  }
}

/** Why marks are not kept, in words; empty if they are. */
export function trouble() {
  try {
    localStorage.getItem(KEY);
  } catch {
    return TROUBLE.blocked;
  }
  return unkept ? TROUBLE.full : "";
}

/** @param {Marks} kept */
function save(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    unkept = null;
  } catch {
    unkept = kept;
    if (!told) say(trouble());
    told = true;
  }
  dispatchEvent(new Event(CHANGED));
}

/** Later than now if the mark itself is from later, or a clock that was wrong would win for good. */
const after = (/** @type {{at: number} | undefined} */ mark) =>
  Math.max(Date.now(), (mark?.at ?? 0) + 1);

/** @param {string} slug @param {(mark: Mark) => Mark} changed @param {string} [title] */
function change(slug, changed, title) {
  const kept = marks();
  const mark = kept[slug] ?? {};
  kept[slug] = { ...mark, ...(title ? { title } : {}), ...changed(mark) };
  save(kept);
}

/** @param {string} slug @param {Field} field @param {string} [title] */
export const flip = (slug, field, title) =>
  change(slug, (mark) => ({ [field]: { on: !mark[field]?.on, at: after(mark[field]) } }), title);

/** @param {string} slug @param {string} text empty: no note @param {string} [title] */
export function setNote(slug, text, title) {
  if (text === (marks()[slug]?.note?.text ?? "")) return;
  change(slug, (mark) => ({ note: { text, at: after(mark.note) } }), title);
}

/** Takes marks in; of each the newer stays. @param {Marks} others */
export const takeIn = (others) => save(merge(marks(), others));

/** A paper has another address now. @param {string} former @param {string} slug @param {string} title */
export function rename(former, slug, title) {
  const kept = marks();
  if (!kept[former] || former === slug) return;
  kept[slug] = { ...newest(kept[slug] ?? {}, kept[former]), title };
  delete kept[former];
  save(kept);
}

/** Forgets everything, for good. */
export function forget() {
  unkept = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  dispatchEvent(new Event(CHANGED));
}

/** Papers with a mark, by slug. @returns {[string, Mark][]} */
export const marked = () => Object.entries(marks()).filter(([, mark]) => isMarked(mark));

export function watchOtherWindows() {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) dispatchEvent(new Event(CHANGED));
  });
}
