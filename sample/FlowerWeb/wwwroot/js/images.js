// Receives images from the file dialog, from drag and drop, or from the clipboard.

/** Decodes an image file and applies its EXIF orientation. */
export async function decode(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name} is not an image that this browser can read.`);
  }
}

/** Calls receive with each image file that the visitor picks, pastes or drops. */
export function onImage(document, receive) {
  const input = document.getElementById("photo");
  const first = (files) => files.length > 0 && receive(files[0]);

  input.addEventListener("change", () => {
    first(input.files);
    // Allows the same file to be picked again.
    input.value = "";
  });
  document.addEventListener("paste", (event) => first(event.clipboardData.files));

  const mark = (on) => document.body.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    first(event.dataTransfer.files);
  });
}
