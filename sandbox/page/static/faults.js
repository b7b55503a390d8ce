// The switches for what goes wrong.

import { post, remove } from "./far.js";
import { element, persian } from "./text.js";

const list = document.getElementById("faults");
const toggle = document.getElementById("faults-toggle");
const note = document.getElementById("faults-note");

toggle.addEventListener("click", () => {
  list.hidden = !list.hidden;
  toggle.setAttribute("aria-expanded", String(!list.hidden));
});

export function showFaults({ presets, active }) {
  const number = Object.keys(active).length;
  const on = presets.filter((preset) => preset.on).length || number;
  note.textContent = on ? `${persian(on)} خطا روشن است` : "همه چیز درست کار می‌کند";
  toggle.closest(".faults").toggleAttribute("data-on", on > 0);
  if (list.children.length !== presets.length) list.replaceChildren(...presets.map(row));
  presets.forEach((preset, index) => list.children[index].firstElementChild.setAttribute("aria-checked", String(preset.on)));
}

function row({ name, title, meaning }) {
  const button = element("button", { type: "button", className: "fault", role: "switch", "data-testid": `fault-${name}` },
    element("span", { className: "fault-title" }, title),
    element("span", { className: "fault-switch", "aria-hidden": "true" }),
    element("span", { className: "fault-meaning" }, meaning));
  button.onclick = async () => {
    const path = `/page/faults/${name}`;
    showFaults(await (button.getAttribute("aria-checked") === "true" ? remove(path) : post(path)));
  };
  return element("li", {}, button);
}
