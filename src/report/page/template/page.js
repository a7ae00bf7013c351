"use strict";
(() => {
  const texts = document.body.dataset;
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const plain = new Intl.NumberFormat(language);

  const value = (cell) => cell.dataset.v ?? cell.textContent.trim();
  const isNumber = (text) => text !== "" && !Number.isNaN(Number(text));
  const compare = (a, b) => {
    if (a === b) return 0;
    // What is not known comes last in either direction.
    if (a === "" || a === "–") return 1;
    if (b === "" || b === "–") return -1;
    return isNumber(a) && isNumber(b) ? Number(a) - Number(b) : collator.compare(a, b);
  };

  const sort = (table, column, header) => {
    const isDescending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, key: value(row.cells[column]) }));
    rows.sort((a, b) => {
      const order = compare(a.key, b.key);
      const isKnown = ![a.key, b.key].some((key) => key === "" || key === "–");
      return (isDescending && isKnown ? -order : order) || a.place - b.place;
    });
    body.append(...rows.map(({ row }) => row));
  };

  const makeSortable = (table) => {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = texts.sort;
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, column, header));
      header.append(button);
    });
  };

  const makeFilterable = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 6) return;
    const label = document.createElement("label");
    const input = document.createElement("input");
    const found = document.createElement("output");
    input.type = "search";
    label.className = "filter";
    label.append(`${texts.filter} `, input);
    const line = document.createElement("p");
    line.className = "screen";
    line.append(label, " ", found);
    table.parentElement.before(line);
    const folded = (text) => text.toLocaleLowerCase(language).normalize("NFKD").replace(/\p{M}/gu, "");
    let haystacks;
    input.addEventListener("input", () => {
      haystacks ??= rows.map((row) => folded(row.textContent));
      const words = folded(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, place) => {
        const isShown = words.every((word) => haystacks[place].includes(word));
        row.hidden = !isShown;
        shown += isShown;
      });
      const told = texts.found.replace("{shown}", plain.format(shown)).replace("{all}", plain.format(rows.length));
      found.textContent = words.length ? told : "";
    });
  };

  for (const table of document.querySelectorAll("table.data")) {
    makeSortable(table);
    makeFilterable(table);
  }

  // A link to a customer opens the section it leads to, also where the browser does not do so by itself.
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target?.closest("details");
    if (!section) return;
    section.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", open);
  open();
})();
