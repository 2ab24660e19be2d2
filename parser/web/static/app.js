// What is more comfortable with a script; every page works without it.
"use strict";

(() => {
  const wide = () => matchMedia("(min-width: 60.01rem)").matches;

  // On a phone the facets begin folded.
  const fold = document.querySelector(".facets > details.fold");
  if (fold && matchMedia("(max-width: 48rem)").matches) fold.open = false;

  // "/" goes to the search field.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.querySelector("input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
  });

  // Empty fields need not stand in the address.
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("input, textarea, select")) if (!field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("input:disabled, textarea:disabled, select:disabled")) field.disabled = false;
  });

  // Permalinks and citations can be copied.
  const offer = () => {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  };
  offer();
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const from = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
    const said = button.textContent;
    if (said === button.dataset.done) return;
    button.textContent = button.dataset.done;
    document.getElementById("copied").textContent = button.dataset.done;
    setTimeout(() => { button.textContent = said; document.getElementById("copied").textContent = ""; }, 2000);
  });

  // From a list of results one goes to the next result without the list, and back to it as it was. This tab alone
  // remembers the list, and forgets it when it is closed.
  const results = document.getElementById("results");
  const kept = (key, value) => {
    try {
      if (value === undefined) return JSON.parse(sessionStorage.getItem(key) ?? "null");
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch { /* a browser that keeps nothing */ }
    return null;
  };
  if (results) {
    const hits = [...results.querySelectorAll(".answer h3 a")].map((one) => one.getAttribute("href"));
    // Pages are gone through one by one, so that it is known how many results stood before this one.
    const old = kept("results");
    const here = location.pathname + location.search;
    const before = !/[?&]cursor=/.test(here) ? 0 : old?.next === here ? old.before + old.hits.length : old?.at === here ? old.before : null;
    const next = document.querySelector(".pages a[rel=next]")?.getAttribute("href") ?? null;
    kept("results", { at: here, hits, next, before, total: Number(results.dataset.total) });
  }
  const bar = document.getElementById("hits");
  const list = bar && kept("results");
  const place = () => {
    const at = list.hits.indexOf(location.pathname);
    // Another act of a document that the list has: the way back stays.
    bar.hidden = at < 0 && !list.hits.some((one) => one.startsWith(bar.dataset.document + "/"));
    bar.querySelector(".back").href = list.at;
    const say = (number) => number.toLocaleString(document.documentElement.lang);
    bar.querySelector(".at").textContent = at < 0 || list.before === null ? ""
      : bar.dataset.hit.replace("{n}", say(list.before + at + 1)).replace("{total}", say(list.total));
    for (const [name, to] of [["previous", list.hits[at - 1]], ["next", at < 0 ? null : list.hits[at + 1]]]) {
      const link = bar.querySelector("." + name);
      link.hidden = !to;
      if (to) link.href = to;
    }
  };
  if (bar && list) place();

  // A document opened at an act shows the act; on a narrow screen the print comes first and stays.
  const reader = document.getElementById("reader");
  if (!reader) return;
  const chosen = reader.querySelector(".act.on");
  if (chosen && !location.hash && wide()) chosen.scrollIntoView({ block: "start" });

  // "Show on page" and the turning of pages change the print only, not the place in the text.
  const show = async (address, article) => {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const print = page.getElementById("print");
    reader.querySelector("#print").replaceWith(document.importNode(print, true));
    if (article) {
      for (const one of reader.querySelectorAll(".act.on")) one.classList.remove("on");
      for (const one of reader.querySelectorAll(".place-link[aria-current]")) one.removeAttribute("aria-current");
      article.classList.add("on");
      article.querySelector(".place-link").setAttribute("aria-current", "true");
      document.title = page.title;
      // The citation and the permalink are the act's.
      const cite = document.importNode(page.querySelector("details.cite"), true);
      cite.open = document.querySelector("details.cite").open;
      document.querySelector("details.cite").replaceWith(cite);
      offer();
      const first = page.querySelector(".first");
      if (first) document.querySelector(".first")?.replaceWith(document.importNode(first, true));
    }
    history.pushState({}, "", address);
    if (bar && list) place();
    const title = reader.querySelector("#print-title");
    title.tabIndex = -1;
    if (article && wide()) return;
    title.focus();
  };
  reader.addEventListener("click", (event) => {
    const link = event.target.closest(".place-link, .turn a[rel]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, link.closest(".act")).catch(() => { location.href = link.href; });
  });
  addEventListener("popstate", () => location.reload());
})();
