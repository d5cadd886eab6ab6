// @ts-check
// What marks are: made sure of, and merged. No page, no storage.

/** @typedef {"star" | "read"} Field */
/** @typedef {{on: boolean, at: number}} Flag `at` in milliseconds since 1970 */
/** @typedef {{text: string, at: number}} Note */
/** @typedef {{title?: string, star?: Flag, read?: Flag, note?: Note}} Mark */
/** @typedef {Record<string, Mark>} Marks by slug; what was taken back stays, with its time */

export const FIELDS = /** @type {const} */ (["star", "read"]);
export const LONGEST_NOTE = 10_000;
export const LONGEST_TITLE = 500;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST_SLUG = 200;

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns {Marks} without what every object has: "constructor" may be a paper */
export const noMarks = () => Object.create(null);

/**
 * What of some data are marks.
 * @param {unknown} data @param {number} now no mark is from a later time
 * @returns {Marks}
 */
export function clean(data, now) {
  const found = noMarks();
  if (!isObject(data)) return found;
  const stamped = (/** @type {any} */ mark) =>
    isObject(mark) && Number.isFinite(mark.at) && mark.at > 0 && { at: Math.min(mark.at, now) };
  for (const [slug, given] of Object.entries(data)) {
    if (!isObject(given) || slug.length > LONGEST_SLUG || !SLUG.test(slug)) continue;
    /** @type {Mark} */
    const mark = {};
    for (const field of FIELDS) {
      const at = stamped(given[field]);
      if (at) mark[field] = { on: given[field].on === true, ...at };
    }
    const at = stamped(given.note);
    if (at && typeof given.note.text === "string") {
      mark.note = { text: given.note.text.slice(0, LONGEST_NOTE), ...at };
    }
    if (!Object.keys(mark).length) continue;
    if (typeof given.title === "string") mark.title = given.title.slice(0, LONGEST_TITLE);
    found[slug] = mark;
  }
  return found;
}

/** @param {Mark | undefined} mark */
export const isMarked = (mark) => Boolean(mark?.star?.on || mark?.read?.on || mark?.note?.text);

/**
 * Of two marks of one paper the newer of each kind; in whatever order they are given.
 * @param {Mark} one @param {Mark} other @returns {Mark}
 */
export function newest(one, other) {
  /** @type {any} */
  const found = {};
  for (const field of /** @type {const} */ ([...FIELDS, "note"])) {
    const [a, b] = [one[field], other[field]];
    if (a || b) found[field] = !b || (a && isNewer(a, b)) ? a : b;
  }
  const title = one.title || other.title;
  return title ? { title, ...found } : found;
}

/** @param {Flag | Note} a @param {Flag | Note} b what was set wins over what was taken back */
function isNewer(a, b) {
  if (a.at !== b.at) return a.at > b.at;
  const rank = (/** @type {any} */ mark) => `${Number(mark.on ?? 0)}${mark.text ?? ""}`;
  return rank(a) > rank(b);
}

/** @param {Marks} some @param {Marks} others @returns {Marks} */
export function merge(some, others) {
  const found = Object.assign(noMarks(), some);
  for (const [slug, mark] of Object.entries(others)) found[slug] = newest(found[slug] ?? {}, mark);
  return found;
}
