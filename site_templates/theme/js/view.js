// @ts-check
// How entries and their filters are laid out: density, and the rail.

import { all, one, read, write } from "./site.js";

/** Density of entries, kept for the next page. */
export function startDensity() {
  const list = one("#list");
  if (!list || !one("[data-view]")) return;
  const show = (/** @type {string} */ view) => {
    list.classList.toggle("titles", view === "titles");
    list.classList.toggle("abstracts", view === "abstracts");
    for (const made of all("[data-view]")) {
      made.setAttribute("aria-pressed", String(made.dataset.view === view));
    }
  };
  for (const made of all("[data-view]")) {
    made.addEventListener("click", () => {
      show(made.dataset.view ?? "lines");
      write("view", made.dataset.view);
    });
  }
  show(read("view") ?? "lines");
  list.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("a, button") || getSelection()?.toString()) return;
    target.closest(".e-abs")?.closest(".entry")?.classList.toggle("open");
  });
}

/** The rail is open beside the list, folded above it. */
export function startRail() {
  const rail = one(".rail");
  if (!(rail instanceof HTMLDetailsElement)) return;
  const narrow = matchMedia("(max-width: 62em)");
  const fit = () => { rail.open = !narrow.matches; };
  narrow.addEventListener("change", fit);
  fit();
  rail.classList.add("set");
}
