// Highlighting, keys and scrolling. Everything is shown and every link works without it.
(() => {
  "use strict";
  const all = (selector, under = document) => Array.from(under.querySelectorAll(selector));
  const print = document.getElementById("print");
  const record = document.getElementById("record");
  const cards = all(".card");
  const card = new Map(cards.map((one) => [one.dataset.act, one]));
  const blocks = new Map();
  for (const block of all(".block[data-acts]")) {
    for (const act of block.dataset.acts.split(" ")) {
      if (!blocks.has(act)) blocks.set(act, []);
      blocks.get(act).push(block);
    }
  }
  let selected = null;
  let warning = 0;

  const paint = (act, name, on) => {
    card.get(act)?.classList.toggle(name, on);
    for (const block of blocks.get(act) ?? []) block.classList.toggle(name, on);
  };
  const clear = () => {
    if (selected) paint(selected, "on", false);
    for (const one of all("tr.on, li.on, .block.on")) one.classList.remove("on");
    selected = null;
  };
  const open = (element) => {
    for (let up = element; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  };
  let settled = false; // what the address names is there at once; later moves are smooth where that is wished
  const bring = (element, pane) => {
    if (!element) return;
    const behavior = settled ? "auto" : "instant";
    const box = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    const own = pane.scrollHeight > pane.clientHeight + 1;
    const top = own ? frame.top : 0;
    const bottom = own ? frame.bottom : window.innerHeight;
    if (box.top < top + 60 || box.top > bottom - 160) {
      if (own) pane.scrollTo({ top: pane.scrollTop + box.top - frame.top - 70, behavior });
      else element.scrollIntoView({ block: "start", behavior });
    }
  };
  const select = (act, { onPrint = true, onRecord = true } = {}) => {
    if (!card.has(act)) return;
    clear();
    selected = act;
    paint(act, "on", true);
    open(card.get(act));
    if (onPrint) bring((blocks.get(act) ?? [])[0], print);
    if (onRecord) bring(card.get(act), record);
    history.replaceState(null, "", "#" + act);
  };
  const point = (id) => {
    const target = document.getElementById(id);
    if (!target) return;
    if (card.has(id)) return select(id);
    if (target.classList.contains("block")) {
      const act = target.dataset.acts?.split(" ")[0];
      if (act) select(act, { onPrint: false });
      else {
        clear();
        target.classList.add("on");
      }
      history.replaceState(null, "", "#" + id);
      return bring(target, print);
    }
    open(target);
    if (/^(t-|w)/.test(id)) {
      clear();
      target.classList.add("on");
      bring(target, record);
      return;
    }
    target.scrollIntoView({ behavior: settled ? "auto" : "instant" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      if (link.classList.contains("skip")) return;
      event.preventDefault();
      const id = link.getAttribute("href").slice(1);
      // A click on the print leaves the print where it is; "show it on the print" leaves the record.
      if (link.classList.contains("block") && card.has(id)) return select(id, { onPrint: false });
      if (link.classList.contains("show") && link.closest(".card")) return select(link.closest(".card").dataset.act, { onRecord: false });
      return point(id);
    }
    const inside = event.target.closest(".card");
    if (inside && !event.target.closest("summary, details, table") && !String(getSelection())) select(inside.dataset.act, { onRecord: false });
  });

  let lit = null;
  const light = (act) => {
    if (act === lit) return;
    if (lit) paint(lit, "lit", false);
    lit = act;
    if (act) paint(act, "lit", true);
  };
  const hovered = (event) => {
    const on = event.target.closest?.(".block, .card");
    light(on ? on.dataset.act ?? on.dataset.acts?.split(" ")[0] ?? null : null);
  };
  document.addEventListener("mouseover", hovered);
  document.addEventListener("focusin", hovered);

  const step = (by, wanted = () => true) => {
    const from = selected ? cards.indexOf(card.get(selected)) : by > 0 ? -1 : cards.length;
    for (let i = from + by; i >= 0 && i < cards.length; i += by) {
      if (wanted(cards[i])) {
        select(cards[i].dataset.act);
        cards[i].querySelector("h4 a")?.focus({ preventScroll: true });
        return;
      }
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const warnings = all(".warnings li");
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "r") step(1, (one) => one.classList.contains("k-reservation"));
    else if (event.key === "w" && warnings.length) {
      const next = warnings[warning++ % warnings.length];
      const place = next.querySelector("a.show, a[href^='#page']");
      point(next.id);
      if (place) bring(document.getElementById(place.getAttribute("href").slice(1)), print);
    } else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });
  document.documentElement.classList.add("js");
  const keys = document.querySelector(".keys");
  if (keys) keys.hidden = false;
  addEventListener("hashchange", () => point(location.hash.slice(1)));
  if (location.hash) point(decodeURIComponent(location.hash.slice(1)));
  settled = true;
})();
