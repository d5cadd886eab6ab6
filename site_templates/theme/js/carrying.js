// @ts-check
// Marks as a file and as a link; content/pages/marks.md describes both. No page, no storage.

import { clean, isObject, LONGEST_TITLE } from "./marking.js";

/** @typedef {import("./marking.js").Marks} Marks */

export const MOST_IN_LINK = 300;
const MOST_IN_FILE = 50_000;
const FORMAT = "reading-list-marks";
const VERSION = 1;

/** @param {Marks} marks @param {string} list @param {string} address @param {number} now */
export function toFile(marks, list, address, now) {
  const saved = new Date(now).toISOString();
  const file = { format: FORMAT, version: VERSION, list, address, saved, papers: marks };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * The marks of a file.
 * @param {string} text @param {number} now
 * @returns {{marks: Marks, skipped: number, list: string}}
 * @throws {Error} with a message for readers
 */
export function fromFile(text, now) {
  /** @type {any} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    file = null;
  }
  if (!isObject(file) || file.format !== FORMAT || !isObject(file.papers)) {
    throw new Error("This is not a file of marks. Choose one that “Save as a file” has written.");
  }
  if (!(file.version <= VERSION)) {
    throw new Error("This file was written by a newer edition of this site. Reload this page first.");
  }
  const given = Object.keys(file.papers).length;
  if (given > MOST_IN_FILE) {
    throw new Error(`This file names ${given} papers; ${MOST_IN_FILE} is the most that is taken.`);
  }
  const marks = clean(file.papers, now);
  const list = typeof file.list === "string" ? file.list.slice(0, LONGEST_TITLE) : "";
  return { marks, skipped: given - Object.keys(marks).length, list };
}

/** The part of a link behind its "#". @param {number[]} sums checksums of slugs */
export function toLink(sums) {
  const bytes = new Uint8Array(sums.length * 4);
  const view = new DataView(bytes.buffer);
  sums.forEach((sum, i) => view.setUint32(i * 4, sum));
  const text = btoa(String.fromCharCode(...bytes));
  return `stars=${VERSION}.${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** @param {string} fragment @returns {number[] | null} null: it is no such link */
export function fromLink(fragment) {
  const match = /^#?stars=1\.([\w-]+)$/.exec(fragment);
  if (!match) return null;
  const text = match[1].replaceAll("-", "+").replaceAll("_", "/");
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const count = Math.min(Math.floor(bytes.length / 4), MOST_IN_LINK);
    return [...new Set(Array.from({ length: count }, (_, i) => view.getUint32(i * 4)))];
  } catch {
    return null; // cut short on its way
  }
}
