// @ts-check
// What the reader's marks put on entries and paper pages: buttons, notes, what is new.

import { LONGEST_NOTE } from "./marking.js";
import { CHANGED, flip, marks, setNote, trouble, watchOtherWindows } from "./marks.js";
import { isNew } from "./news.js";
import { all, icon, make, one } from "./site.js";

/** @typedef {import("./marking.js").Field} Field */

const BUTTONS = [["star", "Star", "star"], ["read", "Mark read", "check"], ["pick", "Choose", "plus"]];
const NOTE_WAIT_MS = 400;

/** Slugs of the papers that the reader chose to take away. @type {Set<string>} */
export const picked = new Set();

/** @param {string} slug */
const titleOf = (slug) =>
  one(`[id="p-${slug}"] .e-title a`)?.textContent ?? one(`[data-paper="${slug}"] h1`)?.textContent ?? "";

/** @param {string} slug @param {Field} field */
export const flipHere = (slug, field) => flip(slug, field, titleOf(slug));

/** @param {string} slug @param {string[]} kind @param {string} title empty: the button says its name */
function button(slug, [field, label, sign], title) {
  const name = title ? { "aria-label": `${label}: ${title}` } : {};
  const made = make("button", {
    type: "button", class: `${title ? "mk" : "btn"} ${field}`, "data-mark": field, "data-slug": slug, ...name,
  });
  made.innerHTML = icon(sign);
  if (!title) made.append(make("span", {}, label));
  return made;
}

/** Gives the entries within their buttons. @param {ParentNode} within */
export function addButtons(within) {
  for (const entry of all(".entry", within)) {
    if (one(".e-marks", entry)) continue;
    const slug = entry.id.slice(2);
    const title = one(".e-title", entry)?.textContent ?? "";
    const box = make("div", { class: "e-marks" }, ...BUTTONS.map((kind) => button(slug, kind, title)));
    entry.append(box);
  }
  paint();
}

/** Shows all marks as they are. */
export function paint() {
  const kept = marks();
  for (const made of all("[data-mark]")) {
    const { mark: field = "", slug = "" } = made.dataset;
    const on = field === "pick" ? picked.has(slug) : Boolean(kept[slug]?.[/** @type {Field} */ (field)]?.on);
    made.setAttribute("aria-pressed", String(on));
    const words = one("span", made);
    if (words && field === "star") words.textContent = on ? "Starred" : "Star";
    if (words && field === "read") words.textContent = on ? "Read" : "Mark read";
  }
  for (const entry of all(".entry")) {
    const slug = entry.id.slice(2);
    entry.classList.toggle("is-read", Boolean(kept[slug]?.read?.on));
    if (!one(".mynote", entry)) paintLine(entry, "e-own", kept[slug]?.note?.text ?? "");
    paintLine(one(".e-meta", entry) ?? one(".e-title", entry), "e-new", isNew(slug) ? "New" : "");
  }
  const starred = Object.values(kept).filter((mark) => mark.star?.on).length;
  for (const count of all("[data-starcount]")) count.textContent = starred ? String(starred) : "";
  for (const area of all("textarea[data-note]")) {
    if (area instanceof HTMLTextAreaElement && area !== document.activeElement) {
      area.value = kept[area.dataset.note ?? ""]?.note?.text ?? "";
    }
  }
}

/** A line that is there only if it says something. @param {HTMLElement | null} box @param {string} name @param {string} text */
function paintLine(box, name, text) {
  const line = box && one(`.${name}`, box);
  if (line && !text) line.remove();
  else if (line) line.textContent = text;
  else if (text && box) {
    const made = make(box.matches(".entry") ? "p" : "span", { class: name }, text);
    box.insertBefore(made, one(".e-why", box));
  }
}

/** Keeps what is written in the fields for notes, a moment after it is written. */
function startNotes() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const keep = (/** @type {EventTarget | null} */ area) => {
    if (!(area instanceof HTMLTextAreaElement) || !area.dataset.note) return;
    clearTimeout(waiting);
    const slug = area.dataset.note;
    setNote(slug, area.value.trim(), titleOf(slug));
    const said = area.parentElement && one("[data-said]", area.parentElement);
    if (said) said.textContent = trouble() || "Kept in this browser.";
  };
  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || !target.dataset.note) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(target), NOTE_WAIT_MS);
  });
  document.addEventListener("change", ({ target }) => keep(target));
  addEventListener("pagehide", () => keep(document.activeElement));
}

export function startMarks() {
  const page = one("[data-marks]");
  if (page?.dataset.marks) {
    for (const kind of BUTTONS.slice(0, 2)) page.append(button(page.dataset.marks, kind, ""));
  }
  for (const area of all("textarea[data-note]")) area.setAttribute("maxlength", String(LONGEST_NOTE));
  document.addEventListener("click", (event) => {
    const made = /** @type {HTMLElement} */ (event.target).closest("[data-mark]");
    if (!(made instanceof HTMLElement)) return;
    const { mark: field, slug = "" } = made.dataset;
    if (field !== "pick") flipHere(slug, /** @type {Field} */ (field));
    else {
      if (!picked.delete(slug)) picked.add(slug);
      dispatchEvent(new Event(CHANGED));
    }
  });
  addEventListener(CHANGED, paint);
  watchOtherWindows();
  startNotes();
  addButtons(document);
}
