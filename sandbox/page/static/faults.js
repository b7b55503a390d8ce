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
  if (!list.children.length) list.replaceChildren(...rows(presets));
  for (const { name, on } of presets) switchOf(name).setAttribute("aria-checked", String(on));
}

const switchOf = (name) => list.querySelector(`[data-testid="fault-${name}"]`);

/** Those of messages first, then the bank's, each kind under its name. */
function rows(presets) {
  const [bank, messages] = [presets.filter((preset) => preset.of_bank), presets.filter((preset) => !preset.of_bank)];
  const head = (text) => element("li", { className: "faults-kind" }, text);
  return [head("پیام‌ها"), ...messages.map(row), head("بانک"), ...bank.map(row)];
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
