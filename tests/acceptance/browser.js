// Uses the page as a person would and leaves what it saw, as JSON, in an element of its own.
const outcome = {};
const settled = () => new Promise((done) => setTimeout(done, 50));
const column = (table, place) =>
  [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[place].textContent.trim());

async function use() {
  const table = document.getElementById("t-customers");
  const seats = table.tHead.rows[0].cells[4];
  const numbers = () => column(table, 4).map((text) => Number(text.replace(/[.,]/g, "")));
  seats.querySelector("button").click();
  outcome.ascending = numbers();
  seats.querySelector("button").click();
  outcome.descending = numbers();
  outcome.sortState = seats.getAttribute("aria-sort");

  const filter = table.parentElement.previousElementSibling;
  const input = filter.querySelector("input");
  outcome.allRows = column(table, 0).length;
  input.value = "service gap";
  input.dispatchEvent(new Event("input"));
  outcome.filtered = column(table, 0);
  outcome.told = filter.querySelector("output").textContent;

  const link = table.tBodies[0].querySelector("tr:not([hidden]) th a");
  link.click();
  await settled();
  const section = document.getElementById(location.hash.slice(1));
  outcome.isOpen = section.closest("details").open;
  outcome.focused = document.activeElement === section;
  input.value = "";
  input.dispatchEvent(new Event("input"));
  document.querySelectorAll("details").forEach((details, place) => { details.open = place < 5; });

  outcome.widerThanWindow = document.documentElement.scrollWidth > innerWidth;
  const found = await axe.run(document, { resultTypes: ["violations"] });
  outcome.violations = found.violations.map(({ id, impact, nodes }) =>
    `${impact} ${id}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
}

use().catch((error) => { outcome.error = String(error.stack); }).finally(() => {
  const place = document.createElement("pre");
  place.id = "outcome";
  place.textContent = JSON.stringify(outcome);
  document.body.append(place);
});
