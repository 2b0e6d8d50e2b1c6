// Where images come from: the file dialog, a drop on the page, or the clipboard.

/** Decodes an image file, turned as its EXIF orientation says. */
export async function decode(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name} is no image that this browser can read.`);
  }
}

/** Calls back with each image file that the visitor gives in any way. */
export function onImage(document, receive) {
  const input = document.getElementById("photo");
  const first = (files) => files.length > 0 && receive(files[0]);

  input.addEventListener("change", () => {
    first(input.files);
    // So that the same file can be picked again.
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
