// @ts-check
// Single keys: j k move, o open, e abstract, s star, r read, n p neighbours, / search, ? help.
// Never while typing, never with a dialog open; the help switches them off (WCAG 2.1.4).

import { openSearch } from "./dialog.js";
import { flipHere } from "./entries.js";
import { all, one, read, write } from "./site.js";

/** Keys that the theme answers, too; without them when keys are off. */
const THEME_KEYS = ["p", "n", ",", ".", "f", "s", "/"];
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** @type {HTMLElement | undefined} */
let current;

const rows = () => all(".entry").filter((row) => row.offsetParent);

/** @param {number} step */
function move(step) {
  const list = rows();
  if (!list.length) return;
  // The filters may have taken the current entry away: the next one is the first behind it.
  const passed = list.filter((row) => current && current.compareDocumentPosition(row) & 2).length;
  const here = current && list.includes(current);
  const place = passed + (here || step < 0 ? step : 0);
  const next = current ? Math.max(0, Math.min(list.length - 1, place)) : 0;
  mark(list[next]);
  one(".e-title a", list[next])?.focus({ preventScroll: true });
  const { top, bottom } = list[next].getBoundingClientRect();
  if (top < 90 || bottom > innerHeight - 40) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: top - innerHeight / 3, behavior: still ? "auto" : "smooth" });
  }
}

/** @param {HTMLElement} row */
function mark(row) {
  current?.classList.remove("cur");
  current = row;
  current.classList.add("cur");
}

/** @param {"star" | "read"} field */
function flipCurrent(field) {
  const slug = current?.id.slice(2) ?? one("[data-paper]")?.dataset.paper;
  if (slug) flipHere(slug, field);
}

function showHelp() {
  const help = one("#rl-keys");
  if (help instanceof HTMLDialogElement) help.showModal();
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => current && one(".e-title a", current)?.click(),
  e: () => current?.classList.toggle("open"),
  s: () => flipCurrent("star"),
  r: () => flipCurrent("read"),
  n: () => one("a[rel=next]")?.click(),
  p: () => one("a[rel=prev]")?.click(),
  "/": () => {
    const big = one("[data-bigsearch]");
    if (big && big.getBoundingClientRect().bottom > 0) big.focus();
    else openSearch();
  },
  "?": showHelp,
};

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.altKey || target.closest?.(TYPING) || one("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "k") {
      event.preventDefault();
      openSearch();
    }
    return;
  }
  if (event.shiftKey && /^\w$/.test(event.key)) return;
  const action = read("keys") === false ? undefined : ACTIONS[event.key];
  if (action || THEME_KEYS.includes(event.key)) event.stopImmediatePropagation();
  if (action) {
    event.preventDefault();
    action();
  }
}

export function startKeys() {
  addEventListener("keydown", pressed, { capture: true });
  document.addEventListener("focusin", (event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest(".entry");
    if (row instanceof HTMLElement && row !== current) {
      current?.classList.remove("cur");
      current = row;
    }
  });
  for (const button of all("[data-keys]")) button.addEventListener("click", showHelp);
  const on = one("#rl-keys-on");
  if (on instanceof HTMLInputElement) {
    on.checked = read("keys") !== false;
    on.addEventListener("change", () => write("keys", on.checked));
  }
}
