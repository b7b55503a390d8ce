// Whom one plays: the sample people, each with what their case is.

import { element, icon } from "./text.js";

const list = document.getElementById("people");

/** A text as it is sought: whatever keyboard wrote it, with half-spaces as spaces. */
const folded = (text) => text.replaceAll("ي", "ی").replaceAll("ك", "ک").replaceAll("\u200c", " ")
  .replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit));

export class People {
  #people = [];

  constructor({ onChoice, onCopy }) {
    Object.assign(this, { onChoice, onCopy });
    const search = document.getElementById("people-search");
    search.addEventListener("input", () => this.#filter(search.value.trim()));
  }

  show(people, chosen) {
    this.#people = people;
    list.replaceChildren(...people.map((person, index) => this.#card(person, index)));
    this.choose(chosen);
  }

  choose(person) {
    for (const card of list.querySelectorAll(".person")) {
      const mine = this.#people[Number(card.dataset.index)] === person;
      card.querySelector("input").checked = mine;
      card.querySelector(".person-more").hidden = !mine;
      if (mine) card.scrollIntoView({ block: "nearest" });
    }
    document.getElementById("person-name").textContent = person.name;
  }

  #card(person, index) {
    const input = element("input", { type: "radio", name: "person", id: `person-${index}`, value: String(index) });
    input.addEventListener("change", () => this.onChoice(person));
    const label = element("label", { for: input.id },
      element("span", { className: "person-face", "aria-hidden": "true" }, person.name.slice(0, 1)),
      element("span", { className: "person-name" }, person.name),
      element("span", { className: "person-case" }, person.case));
    const card = element("div", { className: "person", "data-testid": "person", "data-code": person.code, "data-index": index, "data-phone": person.phone },
      input, label,
      element("div", { className: "person-more", hidden: true },
        person.national_id ? this.#chip("کد ملی", person.national_id, "copy-national-id") : null,
        this.#chip("موبایل", person.phone, "copy-mobile")));
    card.style.setProperty("--hue", String((index * 47 + 170) % 360));
    return card;
  }

  #chip(name, value, testid) {
    return element("button", { type: "button", className: "chip", "data-testid": testid, title: "در کادر پیام می‌گذارد و رونوشت می‌کند", onclick: () => this.onCopy(name, value) },
      icon("copy"), element("span", {}, name), element("code", {}, value));
  }

  #filter(words) {
    for (const card of list.querySelectorAll(".person")) {
      const { name, case: told, national_id: id, phone } = this.#people[Number(card.dataset.index)];
      card.hidden = !folded(`${name} ${told} ${id} ${phone}`).includes(folded(words));
    }
    document.getElementById("people-none").hidden = Boolean(list.querySelector(".person:not([hidden])"));
  }
}
