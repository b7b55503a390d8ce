// A button with a menu: arrows move, Escape and a press elsewhere close.

import { element, icon } from "./text.js";

export function menu(button, box, items) {
  const close = (refocus) => {
    if (box.hidden) return;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = () => {
    box.replaceChildren(...items().map((item) => entry(item, close)));
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    box.firstElementChild?.focus();
  };
  button.addEventListener("click", () => (box.hidden ? open() : close(true)));
  box.addEventListener("keydown", (event) => {
    const entries = [...box.children];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab") close(false);
    else if (to !== undefined) {
      event.preventDefault();
      entries[(to + entries.length) % entries.length]?.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target) && !button.contains(event.target)) close(false);
  });
}

function entry({ label, note, picture, checked, testid, act }, close) {
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  const words = element("span", {}, label, note ? element("small", {}, note) : null);
  return element("button", {
    type: "button", role, tabIndex: -1, "data-testid": testid,
    "aria-checked": checked === undefined ? undefined : String(checked),
    onclick: () => {
      close(true);
      act();
    },
  }, picture ? icon(picture) : null, words);
}
