// What stands in a message and under it, on a person's phone as in the staff's group.

import { element, icon, link, persian, rich } from "./text.js";

const PRESS_MS = 8000;

export function content(message, onCommand) {
  const parts = [];
  if (message.photo) {
    const { url, width, height } = message.photo;
    parts.push(element("a", { className: "picture", href: url, target: "_blank" },
      element("img", { src: url, width, height, alt: pictured(message) })));
  }
  if (message.document) {
    const { url, name, size } = message.document;
    parts.push(attached("paper", name || "سند", `${persian(Math.max(1, Math.round(size / 1024)))} کیلوبایت`, url));
  }
  if (message.contact) {
    const { first_name: first, last_name: last, phone_number: phone } = message.contact;
    parts.push(attached("person", [first, last].filter(Boolean).join(" "), phone));
  }
  if (message.text) {
    parts.push(element("div", { className: "text", dir: "auto" }, ...rich(message.text, message.entities, onCommand)));
  }
  return parts;
}

/** What the picture is, for whoever cannot see it. */
function pictured({ photo, author }) {
  if (photo.shows) return `تصویر: ${photo.shows}`;
  return author ? `تصویری که ${author.name} فرستاد` : "تصویری که فرستاده شد";
}

function attached(picture, title, note, url) {
  return element(url ? "a" : "div", { className: "attached", href: url },
    element("span", { className: `attached-icon${picture === "person" ? " round" : ""}` }, icon(picture)),
    element("b", {}, title), element("small", {}, note));
}

const TO_BOT = /^https:\/\/t\.me\/(\w+)\?start=([\w-]+)$/;

/** `press` sends a button's data and gives the number of the press; `follow` goes to a bot, where that can be done. */
export function inlineButtons(message, press, follow = null) {
  if (!message.buttons.length) return null;
  return element("div", { className: "buttons", role: "group", "aria-label": "دکمه‌های این پیام" },
    ...message.buttons.map((row) => element("div", { className: "buttons-row" }, ...row.map((button) => inlineButton(message, button, press, follow)))));
}

function inlineButton(message, button, press, follow) {
  const [, bot, payload] = TO_BOT.exec(button.url ?? "") ?? [];
  if (bot && follow) {
    return element("button", { type: "button", className: "button", "data-testid": "inline-button", onclick: () => follow(bot, payload) }, button.text);
  }
  if (button.url) {
    const made = link(button.url, [button.text]);
    made.className = "button";
    return made;
  }
  const made = element("button", { type: "button", className: "button", "data-testid": "inline-button", "data-data": button.callback_data }, button.text);
  made.onclick = async () => {
    made.setAttribute("aria-busy", "true");
    setTimeout(() => made.removeAttribute("aria-busy"), PRESS_MS);
    const number = await press(message, button.callback_data);
    if (made.isConnected) made.dataset.press = number;
  };
  return made;
}

/** The answered button waits no longer. */
export function settle(box, press) {
  for (const button of box.querySelectorAll('.button[aria-busy="true"]')) {
    if (!button.dataset.press || button.dataset.press === press) button.removeAttribute("aria-busy");
  }
}

/** A bot's answer to a press: a note that goes by itself, or one to be put away. */
export function tell({ text, alert }, toast) {
  if (!text) return;
  if (!alert) {
    toast(text);
    return;
  }
  document.getElementById("alert-text").textContent = text;
  document.getElementById("alert").showModal();
}

/** A small act at the foot of a message. */
export function footAct(label, testid, act) {
  return element("button", { type: "button", className: "edit", "data-testid": testid, onclick: act }, label);
}
