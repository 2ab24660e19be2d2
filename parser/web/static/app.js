// What is more comfortable with a script; every page works without it.
"use strict";

(() => {
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
    for (const field of event.target.querySelectorAll("input, textarea")) if (!field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("input:disabled, textarea:disabled")) field.disabled = false;
  });

  // A document opened at an act shows the act; on a narrow screen the print comes first and stays.
  const reader = document.getElementById("reader");
  if (!reader) return;
  const chosen = reader.querySelector(".act.on");
  if (chosen && !location.hash && matchMedia("(min-width: 60.01rem)").matches) chosen.scrollIntoView({ block: "start" });

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
    }
    history.pushState({}, "", address);
    const title = reader.querySelector("#print-title");
    title.tabIndex = -1;
    if (article && matchMedia("(min-width: 60.01rem)").matches) return;
    title.focus();
  };
  reader.addEventListener("click", (event) => {
    const link = event.target.closest(".place-link, .turn a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, link.closest(".act")).catch(() => { location.href = link.href; });
  });
  addEventListener("popstate", () => location.reload());
})();
