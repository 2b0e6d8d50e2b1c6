// MediaPipe's ImageClassifier with a model of this server. Labels, image size and normalization come from the metadata in the model.
import { FilesetResolver, ImageClassifier } from "../mediapipe/vision_bundle.mjs";

const wasmFolder = new URL("../mediapipe", import.meta.url).href;

/** The models that the server has: name, URL and size of each. */
export async function listModels() {
  const models = await (await get("models")).json();
  if (models.length === 0) throw new Error("The server has no .tflite model beside the program. Build the project again.");
  return models;
}

/** Loads a model; throws where the server does not give it or MediaPipe refuses it. */
export async function loadClassifier(model) {
  const modelAssetBuffer = new Uint8Array(await (await get(model.url)).arrayBuffer());
  const fileset = await FilesetResolver.forVisionTasks(wasmFolder);
  const classifier = await ImageClassifier.createFromOptions(fileset, {
    baseOptions: { modelAssetBuffer, delegate: "CPU" },
    runningMode: "IMAGE",
  });
  return {
    /** All classes with their scores, best first. */
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
    throw new Error("the server does not answer. Is the program still running?");
  }
  if (!response.ok) throw new Error(`the server answers ${response.status} for ${url}.`);
  return response;
}
