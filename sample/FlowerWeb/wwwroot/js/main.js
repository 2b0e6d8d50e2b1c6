// Wires the page: which model is loaded, which picture was given, what is shown.
import { listModels, loadClassifier } from "./classifier.js";
import { decode, onPicture } from "./pictures.js";
import { View } from "./view.js";

const view = new View(document);
let classifier = null;
let picture = null;

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
  if (picture) classify();
}

async function usePicture(file) {
  view.busy(`Reading ${file.name} …`);
  try {
    const decoded = await decode(file);
    picture?.pixels.close();
    picture = { name: file.name, pixels: decoded };
  } catch (error) {
    view.failed(error.message);
    return;
  }
  view.showPicture(file);
  classify();
}

function classify() {
  if (!classifier) return;
  try {
    view.showClasses(picture.name, classifier.classify(picture.pixels));
  } catch (error) {
    view.failed(`${picture.name} cannot be classified: ${error.message}`);
  }
}

// One thing after another: a picture that is given while a model loads waits for it, and the last one wins.
let queue = Promise.resolve();
const inTurn = (action) => (argument) => (queue = queue.then(() => action(argument)));

view.onModelChosen(inTurn(useModel));
onPicture(document, inTurn(usePicture));

try {
  const models = await listModels();
  view.offerModels(models);
  await inTurn(useModel)(models[0]);
} catch (error) {
  view.failed(error.message);
}
