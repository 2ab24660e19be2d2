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

  // A document opened at an act shows the act.
  const chosen = document.querySelector(".act.on");
  if (chosen && !location.hash) chosen.scrollIntoView({ block: "start" });
})();
