// @ts-check
// What the theme needs set right before its own script runs; and menus that close as menus do.

import { all, one } from "./site.js";

export function startMenus() {
  const menus = /** @type {HTMLDetailsElement[]} */ (all("details.menu"));
  document.addEventListener("click", (event) => {
    for (const menu of menus) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
    }
  });
  for (const menu of menus) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      one("summary", menu)?.focus();
    });
  }
}

/**
 * Instant navigation would put another page's content in without starting our scripts for it.
 */
export function forbidInstant() {
  const config = one("#__config");
  if (!config) return;
  const settings = JSON.parse(config.textContent ?? "{}");
  settings.features = (settings.features ?? []).filter(
    (/** @type {string} */ feature) => !feature.startsWith("navigation.instant"),
  );
  config.textContent = JSON.stringify(settings);
}

/** The theme takes every alternate for a translation, and asks for its sitemap. */
export function hideFeeds() {
  for (const link of all("link[rel=alternate][type]")) link.setAttribute("rel", "alternate feed");
}

/** What the theme does with inline scripts in partials/javascripts/content. */
export function startTabs() {
  /** @type {any} */
  const theme = window;
  const kept = theme.__md_get("__tabs");
  for (const set of Array.isArray(kept) ? all(".tabbed-set") : []) {
    const labels = /** @type {HTMLLabelElement[]} */ (all(".tabbed-labels > label", set));
    const label = labels.find((one) => kept.includes(one.innerText.trim()));
    const input = label && document.getElementById(label.htmlFor);
    if (input instanceof HTMLInputElement) input.checked = true;
  }
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLInputElement) target.checked = target.name.startsWith("__tabbed_");
}
