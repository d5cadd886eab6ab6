// @ts-check
// The reader's own marks: {slug: {star?, read?}} with the time of each, kept in this browser.

import { all, icon, one, read, say, write } from "./site.js";

/** @typedef {"star" | "read"} Field */
/** @typedef {Record<string, Partial<Record<Field, number>>>} Marks */

const KEY = "marks";
const FIELDS = /** @type {const} */ (["star", "read"]);

/** @returns {Marks} */
export const marks = () => read(KEY) ?? {};

/** @param {string} slug @param {Field} field */
export function flip(slug, field) {
  const kept = marks();
  const mark = { ...kept[slug] };
  if (mark[field]) delete mark[field];
  else mark[field] = Date.now();
  if (Object.keys(mark).length) kept[slug] = mark;
  else delete kept[slug];
  write(KEY, kept);
  if (!same(marks()[slug]?.[field], mark[field])) {
    say("Your browser keeps no data for this site, so marks are not kept.");
  }
  paint();
  dispatchEvent(new Event("reading-list-marks"));
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => Boolean(a) === Boolean(b);

/** @param {string} slug @param {Field} field @param {string} title @param {boolean} words */
function button(slug, field, title, words) {
  const label = { star: "Star", read: "Mark read" }[field];
  const made = document.createElement("button");
  made.type = "button";
  made.className = `${words ? "btn" : "mk"} ${field}`;
  made.dataset.mark = field;
  made.dataset.paper = slug;
  made.innerHTML = icon(field === "star" ? "star" : "check");
  if (words) made.insertAdjacentHTML("beforeend", `<span>${label}</span>`);
  else made.setAttribute("aria-label", `${label}: ${title}`);
  return made;
}

/** Gives the entries within their buttons. @param {ParentNode} within */
export function addButtons(within) {
  for (const entry of all(".entry", within)) {
    if (one(".e-marks", entry)) continue;
    const box = document.createElement("div");
    box.className = "e-marks";
    const title = one(".e-title", entry)?.textContent ?? "";
    for (const field of FIELDS) box.append(button(entry.id.slice(2), field, title, false));
    entry.append(box);
  }
  paint();
}

/** Shows all marks as they are. */
export function paint() {
  const kept = marks();
  for (const made of all("[data-mark]")) {
    const field = /** @type {Field} */ (made.dataset.mark);
    const on = Boolean(kept[made.dataset.paper ?? ""]?.[field]);
    made.setAttribute("aria-pressed", String(on));
    const words = one("span", made);
    if (words && field === "star") words.textContent = on ? "Starred" : "Star";
    if (words && field === "read") words.textContent = on ? "Read" : "Mark read";
  }
  for (const entry of all(".entry")) {
    entry.classList.toggle("is-read", Boolean(kept[entry.id.slice(2)]?.read));
  }
  const starred = Object.values(kept).filter((mark) => mark.star).length;
  for (const count of all("[data-starcount]")) count.textContent = starred ? String(starred) : "";
}

export function startMarks() {
  const page = one("[data-marks]");
  if (page?.dataset.marks) {
    for (const field of FIELDS) page.append(button(page.dataset.marks, field, "", true));
  }
  document.addEventListener("click", (event) => {
    const made = /** @type {HTMLElement} */ (event.target).closest("[data-mark]");
    if (made instanceof HTMLElement) {
      flip(made.dataset.paper ?? "", /** @type {Field} */ (made.dataset.mark));
    }
  });
  addEventListener("storage", paint);
  addButtons(document);
}
