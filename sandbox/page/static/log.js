// A list of messages that stays at its end while the reader is there; who reads further up is told of new ones.

import { dayOf, element } from "./text.js";

const NEAR = 120;

export class Log {
  #day = "";
  #atEnd = true;
  #top = 0;

  constructor(box, hint) {
    this.box = box;
    this.hint = hint;
    this.below = element("button", { className: "below", type: "button", hidden: true, "data-testid": `${box.id}-below` }, "پیام تازه");
    this.below.addEventListener("click", () => {
      this.toEnd();
      this.box.focus();
    });
    box.after(this.below);
    // Only who scrolls up leaves the end: a picture may grow before the event of our own scrolling comes.
    box.addEventListener("scroll", () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      this.#atEnd = near || (this.#atEnd && box.scrollTop >= this.#top);
      this.#top = box.scrollTop;
      if (near) this.below.hidden = true;
    });
    new ResizeObserver(() => this.follow()).observe(box);
  }

  /** Everything anew, without a screen reader reading all of it. */
  fill(messages, draw) {
    this.#day = "";
    this.box.setAttribute("aria-busy", "true");
    this.box.replaceChildren();
    if (messages.length === 0) this.box.append(this.hint());
    for (const message of messages) this.#append(message, draw(message));
    this.toEnd();
    requestAnimationFrame(() => this.box.setAttribute("aria-busy", "false"));
  }

  /** Adds the message, or puts its new look in the place of the old one. Whether it is new. */
  put(message, drawn) {
    const old = this.find(message.id);
    if (old) {
      const hadFocus = old.contains(document.activeElement);
      old.replaceWith(drawn);
      if (hadFocus) (drawn.querySelector(".button") ?? this.box).focus();
      this.follow();
      return false;
    }
    this.#atEnd ||= message.mine;
    this.box.querySelector(".hint")?.remove();
    this.#append(message, drawn);
    this.below.hidden = this.#atEnd;
    this.follow();
    return true;
  }

  find(id) {
    return this.box.querySelector(`[data-message="${CSS.escape(String(id))}"]`);
  }

  remove(id) {
    this.find(id)?.remove();
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.#atEnd = true;
    this.below.hidden = true;
  }

  follow() {
    if (this.#atEnd) this.toEnd();
  }

  #append(message, drawn) {
    const day = dayOf(message.date);
    if (day !== this.#day) this.box.append(element("p", { className: "day" }, day));
    this.#day = day;
    this.box.append(drawn);
    for (const picture of drawn.querySelectorAll("img")) picture.addEventListener("load", () => this.follow(), { once: true });
  }
}

/** A text box that grows with its text and sends on Enter. */
export function composer(form, box, onSend) {
  const grow = () => {
    box.style.height = "auto";
    if (!box.offsetParent) return;  // nothing to measure while its pane is hidden
    box.style.height = `${Math.min(box.scrollHeight + 2, 132)}px`;
  };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    box.dispatchEvent(new Event("input"));
    try {
      await onSend(text);
    } catch (error) {
      box.value = text;
      box.dispatchEvent(new Event("input"));
      throw error;
    }
  });
}
