// @ts-check
// First script of a page, blocking and tiny, so that no page flashes in the wrong colours.
// The four functions are those that the theme's own bundle expects (partials/javascripts/base).
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const scope = new URL(script.dataset.scope || ".", location.href);
  /** @param {string} key @param {Storage} [storage] @param {URL} [base] */
  const get = (key, storage, base = scope) => {
    try {
      return JSON.parse((storage ?? localStorage).getItem(`${base.pathname}.${key}`) ?? "null");
    } catch {
      return null;
    }
  };
  Object.assign(window, {
    __md_scope: scope,
    /** @param {string} text */
    __md_hash: (text) => [...text].reduce((hash, c) => (hash << 5) - hash + c.charCodeAt(0), 0),
    __md_get: get,
    /** @param {string} key @param {unknown} value @param {Storage} [storage] @param {URL} [base] */
    __md_set: (key, value, storage, base = scope) => {
      try {
        (storage ?? localStorage).setItem(`${base.pathname}.${key}`, JSON.stringify(value));
      } catch {
        // Storage is blocked: the choice holds for this page.
      }
    },
  });
  document.documentElement.classList.replace("no-js", "js");

  const chosen = get("__palette")?.color;
  if (!chosen) return;
  const color = { ...chosen };
  if (color.media === "(prefers-color-scheme)") {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    color.scheme = dark ? "slate" : "default";
  }
  const apply = () => {
    for (const [key, value] of Object.entries(color)) {
      document.body.setAttribute(`data-md-color-${key}`, String(value));
    }
  };
  if (document.body) apply();
  else {
    const observer = new MutationObserver(() => {
      if (document.body) {
        observer.disconnect();
        apply();
      }
    });
    observer.observe(document.documentElement, { childList: true });
  }
})();
