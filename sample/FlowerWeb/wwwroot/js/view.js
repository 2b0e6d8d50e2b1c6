// What the visitor sees. For programs, data-state on <body> and data-label and data-score on the classes have the same information.

export class View {
  #document;

  constructor(document) {
    this.#document = document;
  }

  busy(text) {
    this.#say("busy", text);
  }

  ready(text) {
    this.#element("photo").disabled = false;
    this.#say("ready", text);
  }

  failed(text) {
    this.#say("failed", "");
    this.#element("result").hidden = true;
    const problem = this.#element("problem");
    problem.textContent = text;
    problem.hidden = false;
  }

  offerModels(models) {
    const choice = this.#element("model");
    choice.replaceChildren(
      ...models.map((model) => {
        const option = this.#document.createElement("option");
        option.value = model.url;
        option.textContent = `${model.name} (${Math.round(model.size / 1000)} kB)`;
        option.model = model;
        return option;
      }),
    );
    this.#element("model-choice").hidden = models.length < 2;
  }

  onModelChosen(receive) {
    this.#element("model").addEventListener("change", (event) => receive(event.target.selectedOptions[0].model));
  }

  showImage(file) {
    const image = this.#element("image");
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(file);
    image.alt = `The image ${file.name}`;
    image.hidden = false;
  }

  showClasses(name, classes) {
    this.#element("classes").replaceChildren(...classes.map((one) => this.#row(one)));
    this.#element("result").hidden = false;
    this.#say("answered", `${name}: ${classes[0].label}, ${percent(classes[0].score)}`);
  }

  #row({ label, score }) {
    const row = this.#document.createElement("li");
    row.dataset.label = label;
    row.dataset.score = score;
    const bar = this.#document.createElement("div");
    bar.className = "bar";
    bar.setAttribute("aria-hidden", "true");
    const length = this.#document.createElement("span");
    length.style.setProperty("--score", score);
    bar.append(length);
    row.append(this.#text(label), this.#text(percent(score)), bar);
    return row;
  }

  #text(content) {
    const text = this.#document.createElement("span");
    text.textContent = content;
    return text;
  }

  #say(state, text) {
    this.#element("problem").hidden = true;
    this.#element("status").textContent = text;
    this.#document.body.dataset.state = state;
  }

  #element(id) {
    return this.#document.getElementById(id);
  }
}

const percent = (score) => `${(score * 100).toFixed(1)} %`;
