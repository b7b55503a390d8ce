// The plain phone: SMS in and out, each with the parts it took.

import { post } from "./far.js";
import { Log, composer } from "./log.js";
import { menu } from "./menu.js";
import { element, linked, measure, persian, timeOf } from "./text.js";
import { opensWindows } from "./windows.js";

const RECEPTIONS = { on: "روشن", off: "خاموش", unreachable: "در دسترس نیست", failing: "خطای شبکه" };
const find = (id) => document.getElementById(`sms-${id}`);

export class SmsPhone {
  #person = null;
  #reception = "on";
  #line = "";

  constructor({ onArrival }) {
    this.onArrival = onArrival;
    this.log = new Log(find("log"), () =>
      element("p", { className: "hint" }, element("b", {}, "هنوز پیامکی نیست."), "مثلاً بنویسید: ازدواج، یا قرارداد بیمه"));
    opensWindows(find("log"));
    composer(find("form"), find("text"), (text) => post(`/page/phones/${this.#person.phone}/sms/text`, { text, line: this.#line }));
    find("text").addEventListener("input", () => this.#count());
    menu(find("menu-button"), find("menu"), () => Object.entries(RECEPTIONS).map(([reception, label]) => ({
      label, checked: reception === this.#reception, testid: `reception-${reception}`,
      act: () => post(`/page/phones/${this.#person.phone}/sms/reception`, { reception }),
    })));
  }

  show(person, { messages, reception }, lines) {
    this.#person = person;
    this.#line = lines[0] ?? "";
    this.#setReception(reception);
    this.log.fill(messages, draw);
    this.#count();
  }

  hear(kind, news) {
    if (kind === "reception") this.#setReception(news.reception);
    if (kind === "sms" && this.log.put(news, draw(news)) && !news.mine) this.onArrival();
  }

  offer(text) {
    find("text").value += (find("text").value && !find("text").value.endsWith(" ") ? " " : "") + text;
    find("text").dispatchEvent(new Event("input"));
    find("text").focus();
  }

  #setReception(reception) {
    this.#reception = reception;
    const line = this.#line ? `خط ${persian(this.#line).replaceAll("٬", "")}` : "";
    find("line").textContent = reception === "on" ? line : `گوشی: ${RECEPTIONS[reception]}`;
  }

  #count() {
    const text = find("text").value;
    const { length, parts, room } = measure(text);
    find("count").textContent = text ? `${persian(parts)} پیامک · ${persian(length)} از ${persian(room)} نویسه` : "هر پیامک فارسی تا ۷۰ نویسه است";
    find("count").toggleAttribute("data-many", parts > 1);
  }
}

function draw(sms) {
  return element("article", { className: "message", "data-message": sms.id, "data-mine": sms.mine, "data-testid": sms.mine ? "my-sms" : "org-sms", "data-parts": sms.parts },
    element("div", { className: "bubble" },
      element("span", { className: "hidden" }, sms.mine ? "شما: " : "سازمان: "),
      element("div", { className: "text", dir: "auto" }, ...linked(sms.text)),
      element("div", { className: "foot" },
        element("span", { className: "foot-parts" }, `${persian(sms.parts)} پیامک · ${persian(sms.units)} نویسه`),
        element("time", {}, timeOf(sms.date)))));
}
