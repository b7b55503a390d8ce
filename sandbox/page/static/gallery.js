// Sample papers to send, for whoever has none at hand: one, or several as an album.

import { get } from "./far.js";
import { element, icon } from "./text.js";

const dialog = document.getElementById("gallery");
const list = document.getElementById("gallery-papers");
const send = document.getElementById("gallery-send");
const asFiles = document.getElementById("gallery-as-files");
const asPhotos = document.getElementById("gallery-as-photos");
let onSend = null;
const order = [];  // of choosing, which is the order of an album

/** Opens it; `take` gets the names chosen and whether they go as files. */
export async function openGallery(take) {
  if (!list.children.length) list.replaceChildren(...(await get("/page/papers")).map(card));
  for (const box of chosen()) box.checked = false;
  order.length = 0;
  asPhotos.checked = true;
  onSend = take;
  follow();
  dialog.showModal();
}

const chosen = () => [...list.querySelectorAll("input:checked")].sort((a, b) => order.indexOf(a) - order.indexOf(b));

function card({ name, title, note, as_photo: photo, look }) {
  const box = element("input", { type: "checkbox", value: name, id: `paper-${name}`, "data-file": !photo, "data-testid": `paper-${name}` });
  return element("div", { className: "paper" }, box,
    element("label", { for: box.id },
      look ? element("img", { src: look, alt: "", loading: "lazy" }) : element("span", { className: "paper-blank" }, icon("paper")),
      element("b", {}, title), element("small", {}, note)));
}

function follow() {
  const boxes = chosen();
  const fileOnly = boxes.some((box) => "file" in box.dataset);
  asPhotos.disabled = fileOnly;
  if (fileOnly) asFiles.checked = true;
  send.disabled = boxes.length === 0;
}

list.addEventListener("change", ({ target }) => {
  order.splice(0, order.length, ...order.filter((box) => box !== target), target);
  follow();
});
document.getElementById("gallery-cancel").addEventListener("click", () => dialog.close());
document.getElementById("gallery-form").addEventListener("submit", () => {
  onSend?.(chosen().map((box) => box.value), asFiles.checked);
});
