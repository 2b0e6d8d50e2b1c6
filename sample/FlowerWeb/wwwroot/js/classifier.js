// Runs a model from this server with MediaPipe's ImageClassifier. Labels, image size and normalization come from the model's metadata.
import { FilesetResolver, ImageClassifier } from "../mediapipe/vision_bundle.mjs";

const wasmFolder = new URL("../mediapipe", import.meta.url).href;

/** Returns the name, URL and size of each model on the server. */
export async function listModels() {
  const models = await (await get("models")).json();
  if (models.length === 0) throw new Error("The server has no .tflite model. Build the project again.");
  return models;
}

/** Loads a model; throws if the server does not return it or MediaPipe rejects it. */
export async function loadClassifier(model) {
  const modelAssetBuffer = new Uint8Array(await (await get(model.url)).arrayBuffer());
  const fileset = await FilesetResolver.forVisionTasks(wasmFolder);
  const classifier = await ImageClassifier.createFromOptions(fileset, {
    baseOptions: { modelAssetBuffer, delegate: "CPU" },
    runningMode: "IMAGE",
  });
  return {
    /** Returns all classes with their scores, best first. */
    classify: (pixels) =>
      classifier.classify(pixels).classifications[0].categories.map(({ categoryName, index, score }) => ({
        label: categoryName || `class ${index}`,
        score,
      })),
    close: () => classifier.close(),
  };
}

async function get(url) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error("the server does not respond. Is the program still running?");
  }
  if (!response.ok) throw new Error(`the server returned ${response.status} for ${url}.`);
  return response;
}
