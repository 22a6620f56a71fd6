// Sorting, filtering and unfolding of the row table. The page is complete without it: it only adds controls. ASCII only; the page
// holds its hash. It reads figures from data attributes and never writes markup, only text and attributes.
"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector("table.rows");
  if (!table) return;
  const find = (selector, from = document) => from.querySelector(selector);
  const box = find(".tools input");
  const status = find(".tools [role=status]");
  const pills = [...document.querySelectorAll(".tools [data-f]")];
  const unfold = find(".tools .end");
  const nothing = find("#no-rows");
  const rows = [...table.tBodies].map((body, place) => ({
    body,
    place,
    link: find(".id a", body),
    name: find(".id", body).textContent.toLowerCase(),
    verdict: body.dataset.v,
    word: find(".v", body).textContent.toLowerCase(),
    // "" is no figure: it sorts last, whichever way
    figures: body.dataset.k.split(",").map((text) => (text === "" ? null : Number(text))),
  }));
  let wanted = "all";

  const open = (row, yes) => {
    if (!row.link) return;
    const details = find("details", row.body);
    row.body.classList.toggle("open", yes);
    details.open = yes;
    row.link.setAttribute("aria-expanded", String(yes));
  };
  const shown = () => rows.filter((row) => !row.body.hidden);

  const filter = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const right = wanted === "all" || row.verdict === wanted;
      row.body.hidden = !right || !words.every((word) => row.name.includes(word) || row.word.includes(word));
    }
    const left = shown().length;
    status.textContent = `${left} of ${rows.length} rows`;
    nothing.hidden = left > 0;
    for (const pill of pills) pill.setAttribute("aria-pressed", String(pill.dataset.f === wanted));
  };

  const names = new Intl.Collator("en", { numeric: true });
  const compare = (column, sign) => (a, b) => {
    if (column === "name") return sign * names.compare(a.name, b.name) || a.place - b.place;
    const x = a.figures[column];
    const y = b.figures[column];
    if (x === null || y === null) return (x === null) - (y === null) || a.place - b.place;
    return sign * (x - y) || a.place - b.place;
  };
  const heads = [...table.tHead.rows[0].cells].filter((head) => head.dataset.c);
  const sort = (head) => {
    const first = head.dataset.d || "ascending"; // worst first, where a column has a bad end
    const other = first === "ascending" ? "descending" : "ascending";
    const way = head.getAttribute("aria-sort") === first ? other : first;
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    const column = head.dataset.c === "name" ? "name" : Number(head.dataset.c);
    const order = [...rows].sort(compare(column, way === "ascending" ? 1 : -1));
    table.append(...order.map((row) => row.body));
  };
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }

  // One listener for all rows: a page has thousands of them.
  const byLink = new Map();
  for (const row of rows) {
    if (!row.link) continue;
    row.link.setAttribute("role", "button");
    row.link.setAttribute("aria-expanded", "false");
    byLink.set(row.link, row);
  }
  const flip = (event) => {
    const row = byLink.get(event.target.closest("a"));
    if (!row) return;
    event.preventDefault();
    open(row, !row.body.classList.contains("open"));
  };
  table.addEventListener("click", flip);
  table.addEventListener("keydown", (event) => {
    if (event.key === " ") flip(event);
  });
  unfold.addEventListener("click", () => {
    const visible = shown();
    const yes = visible.some((row) => !row.body.classList.contains("open"));
    for (const row of visible) open(row, yes);
  });

  box.addEventListener("input", filter);
  for (const pill of pills) {
    pill.addEventListener("click", () => {
      wanted = pill.dataset.f;
      filter();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && event.target === box) {
      box.value = "";
      wanted = "all";
      filter();
    }
  });

  const follow = () => {
    const row = location.hash && rows.find((each) => each.link && each.link.hash === location.hash);
    if (!row) return;
    if (row.body.hidden) {
      box.value = "";
      wanted = "all";
      filter();
    }
    open(row, true);
    row.body.scrollIntoView({ block: "start" });
    row.link.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    // A link to a row that is the hash already changes nothing, and would not be followed.
    const link = event.target.closest && event.target.closest("a[href^='#r']");
    if (link && !table.contains(link) && link.hash === location.hash) follow();
  });
  filter();
  follow();
});
