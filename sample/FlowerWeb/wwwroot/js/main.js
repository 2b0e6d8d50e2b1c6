// Connects the parts of the page: the loaded model, the current image and the view.
import { listModels, loadClassifier } from "./classifier.js";
import { decode, onImage } from "./images.js";
import { View } from "./view.js";

const view = new View(document);
let classifier = null;
let image = null;

async function useModel(model) {
  view.busy(`Loading the model ${model.name} …`);
  try {
    classifier?.close();
    classifier = null;
    classifier = await loadClassifier(model);
    view.ready(`The model ${model.name} is loaded.`);
  } catch (error) {
    view.failed(`The model ${model.name} cannot be loaded: ${error.message}`);
    return;
  }
  if (image) classify();
}

async function useImage(file) {
  view.busy(`Reading ${file.name} …`);
  try {
    const decoded = await decode(file);
    image?.pixels.close();
    image = { name: file.name, pixels: decoded };
  } catch (error) {
    view.failed(error.message);
    return;
  }
  view.showImage(file);
  classify();
}

function classify() {
  if (!classifier) return;
  try {
    view.showClasses(image.name, classifier.classify(image.pixels));
  } catch (error) {
    view.failed(`${image.name} cannot be classified: ${error.message}`);
  }
}

// Actions run one after the other: an image received while a model loads waits for it, and the last image wins.
let queue = Promise.resolve();
const inTurn = (action) => (argument) => (queue = queue.then(() => action(argument)));

view.onModelChosen(inTurn(useModel));
onImage(document, inTurn(useImage));

try {
  const models = await listModels();
  view.offerModels(models);
  await inTurn(useModel)(models[0]);
} catch (error) {
  view.failed(error.message);
}
