// @ts-check
// A paper's page: evidence that lights up, formulas that scroll, citations to copy.

import { all, copy, one } from "../site.js";

/** Pointing at a reason lights its words in the abstract; the others go out. */
function startEvidence() {
  const abstract = one(".abs");
  if (!abstract) return;
  for (const reason of all("[data-lights]")) {
    const light = () => {
      const lit = all("mark.ev", abstract).filter((m) => m.dataset.k === reason.dataset.lights);
      if (!lit.length) return;
      for (const mark of all("mark.ev", abstract)) mark.classList.toggle("on", lit.includes(mark));
      abstract.classList.add("lit");
    };
    const out = () => abstract.classList.remove("lit");
    reason.addEventListener("pointerenter", light);
    reason.addEventListener("pointerleave", out);
    reason.addEventListener("focusin", light);
    reason.addEventListener("focusout", out);
  }
}

/** A formula that is too wide for the screen scrolls, by the keys too. */
function startFormulas() {
  const fit = () => {
    for (const formula of document.querySelectorAll(".abs math")) {
      if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0");
      else formula.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", fit);
  fit();
}

function startCitations() {
  for (const box of all(".cite")) {
    const tabs = all("[role=tab]", box);
    const panels = all("[role=tabpanel]", box);
    const pick = (/** @type {number} */ picked) => {
      tabs.forEach((tab, i) => {
        tab.setAttribute("aria-selected", String(i === picked));
        tab.tabIndex = i === picked ? 0 : -1;
        panels[i].classList.toggle("on", i === picked);
      });
    };
    tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => pick(i));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = (i + step + tabs.length) % tabs.length;
        pick(next);
        tabs[next].focus();
      });
    });
    one(".copy", box)?.addEventListener("click", () => {
      const shown = one("pre.on", box);
      if (shown) copy(shown.textContent ?? "", shown);
    });
  }
}

startEvidence();
startFormulas();
startCitations();
