// @ts-check
// What few readers need is loaded when they need it: scripts of parts/, and what asks for them.

import { all, bundle, kind, one, say } from "./site.js";

/** @type {Map<string, Promise<any>>} */
const loading = new Map();

/** @param {string} name of a module in parts/ @returns {Promise<any>} its exports */
export function part(name) {
  const known = loading.get(name);
  if (known) return known;
  const promise = new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`${name}.js`, bundle).href;
    script.onload = () => resolve(/** @type {any} */ (window).readingList[`parts/${name}.js`]);
    script.onerror = () => {
      loading.delete(name);
      reject(new Error(`${name}.js cannot be loaded`));
    };
    document.head.append(script);
  });
  loading.set(name, promise);
  return promise;
}

/**
 * The papers that the page shows, for the menu that takes them away; lists set it.
 * @type {{list: () => Promise<{slugs: string[], words: string}>}}
 */
export const shown = { list: async () => ({ slugs: [], words: "" }) };

export function startParts() {
  for (const name of ["my", "map"]) if (kind === name && one(`[data-${name}]`)) part(name);
  for (const name of ["results", "missing", "paper"]) if (one(`[data-${name}]`)) part(name);
  for (const box of all("[data-take]")) {
    const menu = box.closest("details");
    menu?.addEventListener("toggle", () => {
      if (menu.open) {
        part("take").then((take) => take.show(box)).catch(() => say("What this needs could not be fetched."));
      }
    });
  }
}

const PAPER = /\/papers\/([a-z0-9-]+)(?:\.html|\/index\.html|\/)$/;
const POINT_MS = 260;
const FOCUS_MS = 500;

/** A card for a link to a paper that says no more than the title; not for fingers. */
export function startCards() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const ask = (/** @type {EventTarget | null} */ target, /** @type {number} */ wait) => {
    const link = target instanceof Element ? target.closest("a[href]") : null;
    const slug = link instanceof HTMLAnchorElement && paperOf(link);
    clearTimeout(waiting);
    if (!slug) return;
    waiting = setTimeout(() => part("card").then((card) => card.show(link, slug)).catch(() => {}), wait);
  };
  const stop = () => clearTimeout(waiting);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") ask(event.target, POINT_MS);
  });
  document.addEventListener("pointerdown", stop);
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches(":focus-visible")) ask(target, FOCUS_MS);
  });
  document.addEventListener("focusout", stop);
}

/** @param {HTMLAnchorElement} link @returns {string} its paper; empty if the page shows that already */
function paperOf(link) {
  const match = PAPER.exec(link.pathname);
  const here = new URL("..", bundle).pathname;
  if (!match || link.origin !== location.origin || !link.pathname.startsWith(here)) return "";
  const entry = link.closest(".entry");
  const told = entry && link.closest(".e-title") && one(".e-abs", entry)?.checkVisibility();
  return told || link.closest("dialog") || link.pathname === location.pathname ? "" : match[1];
}
