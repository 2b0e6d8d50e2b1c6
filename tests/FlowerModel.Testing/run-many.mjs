// Runs a .tflite model on many inputs in one process.
//   node run-many.mjs LIBRARY_URL MODEL.tflite INPUTS.raw OUTPUTS.raw BACKEND
// LIBRARY_URL is the URL of lib/backends.mjs of the oracle. INPUTS.raw contains the inputs of all runs, one after another; the outputs are
// written to OUTPUTS.raw in the same way.
import fs from 'node:fs';

const [library, modelFile, inputsFile, outputsFile, backend] = process.argv.slice(2);
try {
  const { openModel } = await import(library);
  const model = await openModel(backend, fs.readFileSync(modelFile), 1);
  const inputs = fs.readFileSync(inputsFile);
  const size = model.inputs.reduce((sum, tensor) => sum + tensor.bytes, 0);
  if (inputs.length % size !== 0) throw new Error(`${inputs.length} bytes of inputs are no multiple of the model's ${size}`);

  const outputs = [];
  for (let offset = 0; offset < inputs.length;) {
    model.inputs.forEach((tensor, i) => model.setInput(i, inputs.subarray(offset, offset += tensor.bytes)));
    await model.invoke();
    outputs.push(...model.outputs.map((_, i) => model.getOutput(i)));
  }

  fs.writeFileSync(outputsFile, Buffer.concat(outputs));
  process.exit(0); // worker threads of a runtime would keep Node alive
} catch (error) {
  console.error(String(error?.stack ?? error));
  process.exit(1);
}
