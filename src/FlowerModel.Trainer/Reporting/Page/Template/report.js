"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  /** Creates an element with attributes and children; a string becomes text, never HTML. */
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const table = (caption, columns, rows) => make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...columns.map((column) => make("th", { scope: "col", class: column.number ? "n" : "" }, column.title)))),
      make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, index) =>
        index === 0 ? make("th", { scope: "row" }, cell) : make("td", { class: columns[index].number ? "n" : "" }, cell)))))));

  const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));

  function drawMaps() {
    for (const canvas of document.querySelectorAll("canvas[data-map]")) {
      const [width, ...levels] = canvas.dataset.map.split(" ").map(Number);
      canvas.width = width;
      canvas.height = levels.length / width;
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(canvas.width, canvas.height);
      levels.forEach((level, index) => {
        // What spoke for the answer stays bright, whatever its colors are; the rest is darkened.
        pixels.data.set([0, 0, 0, 165 * (1 - level / 99)], index * 4);
      });
      context.putImageData(pixels, 0, 0);
    }
    const button = byId("maps");
    button?.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      document.body.classList.toggle("no-maps", !shown);
    });
  }

  function filterMistakes() {
    const [truth, answer, shown] = [byId("truth"), byId("answer"), byId("shown")];
    if (!truth) return;
    const items = [...byId("mistakes").children];
    const apply = () => {
      let count = 0;
      for (const item of items) {
        const fits = (truth.value === "" || item.dataset.truth === truth.value) && (answer.value === "" || item.dataset.answer === answer.value);
        item.hidden = !fits;
        if (fits) count++;
      }
      shown.textContent = `${count} of ${items.length} shown`;
    };
    truth.addEventListener("change", apply);
    answer.addEventListener("change", apply);
    for (const link of document.querySelectorAll("a[data-truth]")) {
      link.addEventListener("click", () => {
        truth.value = link.dataset.truth;
        answer.value = link.dataset.answer;
        apply();
      });
    }
    apply();
  }

  function sortTables() {
    const value = (row, column) => {
      const cell = row.cells[column].textContent.trim();
      const number = parseFloat(cell);
      return Number.isNaN(number) ? cell : number;
    };
    for (const sortable of document.querySelectorAll("table.sortable")) {
      [...sortable.tHead.rows[0].cells].forEach((head, column) => {
        const button = make("button", { type: "button" }, head.textContent);
        head.replaceChildren(button);
        button.addEventListener("click", () => {
          const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
          for (const other of sortable.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
          const rows = [...sortable.tBodies[0].rows].sort((a, b) => {
            const [x, y] = [value(a, column), value(b, column)];
            return direction * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y)));
          });
          sortable.tBodies[0].append(...rows);
        });
      });
    }
  }

  function showChanges(comparison) {
    if (!comparison) {
      document.querySelector('nav [data-for="changes"]').hidden = true;
      return;
    }
    const { compared, changes } = comparison;
    const better = changes.filter((change) => change.after === change.label).length;
    const worse = changes.filter((change) => change.before === change.label).length;
    byId("changes").hidden = false;
    byId("changes-text").textContent = changes.length === 0
      ? `All ${compared} images that both models classified have the same answer.`
      : `Of ${compared} images that both models classified, ${changes.length} have another answer: ${worse} became wrong, ${better} became right.`;
    if (changes.length === 0) return;
    const most = 200;
    const kind = (change) => (change.before === change.label ? "became wrong" : change.after === change.label ? "became right" : "still wrong");
    byId("changes-table").append(table(
      changes.length > most ? `The first ${most} images with another answer` : "Images with another answer",
      [{ title: "Image" }, { title: "Label" }, { title: "Before" }, { title: "Now" }, { title: "Change" }],
      changes.slice(0, most).map((change) => [change.path, change.label, change.before, change.after, kind(change)])));
  }

  function showStages(stages) {
    byId("stages").append(make("h3", {}, "Stages"), table(
      "What each stage did in the build that wrote this page",
      [{ title: "Stage" }, { title: "Result" }, { title: "Time", number: true }, { title: "Written", number: true }, { title: "Key" }],
      stages.map(({ name, seconds, record }) => [
        name,
        seconds == null ? "from the cache" : "made",
        seconds == null ? "–" : `${seconds.toFixed(1)} s`,
        `${(record.outputs.reduce((sum, output) => sum + output.size, 0) / 1e6).toFixed(2)} MB`,
        make("code", {}, record.key.slice(0, 12)),
      ])));
    byId("stages").append(make("details", {}, make("summary", {}, "What each result depends on"), ...stages.map(({ name, record }) =>
      table(`The key of ${name}`, [{ title: "Name" }, { title: "Value" }], record.entries.map((entry) => [entry.name, make("code", {}, entry.value)])))));
    const base = stages.flatMap(({ record }) => record.entries).find((entry) => entry.name.endsWith(".weights"));
    if (base) document.querySelector("#hashes tbody").append(make("tr", {}, make("th", { scope: "row" }, "Weights of the base"), make("td", {}, make("code", {}, base.value))));
  }

  function showSettings(settings) {
    byId("settings").append(make("h3", {}, "Settings"), make("details", {}, make("summary", {}, "All settings of the item, including defaults"),
      table("Settings", [{ title: "Name" }, { title: "Value" }], Object.entries(settings).map(([name, value]) => [name, make("code", {}, text(value))]))));
  }

  drawMaps();
  filterMistakes();
  sortTables();
  const build = JSON.parse(byId("build")?.textContent ?? "null");
  showChanges(build?.comparison);
  if (build) {
    showStages(build.stages);
    showSettings(build.settings);
  }
})();
