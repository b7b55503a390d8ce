// The Telegram phone: messages, buttons, keyboard, contact, pictures, edits.

import { content, footAct, inlineButtons, settle, tell } from "./bubbles.js";
import { post } from "./far.js";
import { openGallery } from "./gallery.js";
import { Log, composer } from "./log.js";
import { menu } from "./menu.js";
import { shrunk } from "./pictures.js";
import { element, icon, timeOf } from "./text.js";
import { opensWindows } from "./windows.js";

const TYPING_MS = 5000;
const find = (id) => document.getElementById(`telegram-${id}`);

export class TelegramPhone {
  #person = null;
  #others = [];
  #commands = [];
  #editing = null;
  #blocked = false;
  #typing = 0;
  #toast = 0;

  constructor({ onArrival }) {
    this.onArrival = onArrival;
    this.log = new Log(find("log"), () =>
      element("p", { className: "hint" }, element("b", {}, "گفت‌وگو هنوز شروع نشده است."), "با دکمهٔ پایین شروع کنید. سپس مثلاً بنویسید: ازدواج، بیمهٔ اختیاری، یا حق بیمه."));
    opensWindows(find("log"));
    composer(find("form"), find("text"), (text) => this.#send(text));
    find("start").onclick = () => this.#act("start");
    find("unblock").onclick = () => this.#act("unblock");
    find("edit-cancel").onclick = () => this.#edit(null);
    find("photos").onchange = (event) => this.#sendPhotos(event.target);
    find("document").onchange = (event) => this.#sendDocument(event.target);
    menu(find("attach"), find("attach-menu"), () => this.#attachments());
    menu(find("menu-button"), find("menu"), () => this.#options());
  }

  show(person, others, chat, name) {
    this.#person = person;
    this.#others = others;
    this.#commands = chat?.commands ?? [];
    find("name").textContent = name ?? "همیار";
    this.#edit(null);
    this.#stopTyping();
    this.log.fill(chat?.messages ?? [], (message) => this.#draw(message));
    if (chat) this.#setState(chat);
  }

  hear(kind, news) {
    if (kind === "message") this.#receive(news.message);
    if (kind === "message" || kind === "state") this.#setState(news);
    if (kind === "action") this.#startTyping(news.action);
    if (kind === "answer") this.#answer(news);
  }

  /** Puts a text into the box, for the person to send. */
  offer(text) {
    find("text").value += (find("text").value && !find("text").value.endsWith(" ") ? " " : "") + text;
    find("text").dispatchEvent(new Event("input"));
    find("text").focus();
  }

  #act(act, fields) {
    return post(`/page/phones/${this.#person.phone}/telegram/${act}`, fields);
  }

  async #send(text) {
    const message = this.#editing;
    this.#edit(null);
    await (message ? this.#act("edit", { message: message.id, text }) : this.#act("text", { text }));
  }

  #receive(message) {
    if (message.deleted) {
      this.log.remove(message.id);
      return;
    }
    if (!message.mine) this.#stopTyping();
    const isNew = this.log.put(message, this.#draw(message));
    if (isNew && !message.mine) this.onArrival();
  }

  #setState({ keyboard, blocked, started }) {
    const hadFocus = [find("keys"), find("start-box"), find("blocked-box")].some((box) => box.contains(document.activeElement));
    this.#blocked = blocked;
    find("blocked-box").hidden = !blocked;
    find("start-box").hidden = blocked || started;
    find("form").hidden = blocked || !started;
    find("keys").hidden = blocked || !keyboard?.rows?.length;
    find("keys").replaceChildren(...(keyboard?.rows ?? []).map((row) =>
      element("div", { className: "keys-row" }, ...row.map((key) =>
        element("button", { type: "button", className: "key", "data-testid": "reply-key", onclick: () => this.#act("tap", { label: key.text }) },
          key.request_contact && !/^\p{Extended_Pictographic}/u.test(key.text) ? icon("person") : null, key.text)))));
    if (hadFocus && !find("form").hidden) find("text").focus();
  }

  // Drawing.

  #draw(message) {
    return element("article", { className: "message", "data-message": message.id, "data-mine": message.mine, "data-testid": message.mine ? "my-message" : "bot-message" },
      element("div", { className: "bubble" },
        element("span", { className: "hidden" }, message.mine ? "شما: " : "همیار: "),
        ...content(message, (command) => this.#send(command)), this.#foot(message)),
      inlineButtons(message, async ({ id }, data) => (await this.#act("press", { message: id, data })).press));
  }

  #foot(message) {
    const editable = message.mine && message.text && !message.contact;
    return element("div", { className: "foot" },
      message.mine ? footAct("حذف", "message-delete", () => this.#act("delete", { message: message.id })) : null,
      editable ? footAct("ویرایش", "message-edit", () => this.#edit(message)) : null,
      message.edited ? "ویرایش‌شده" : null, element("time", {}, timeOf(message.date)), message.mine ? icon("check") : null);
  }

  #answer(answer) {
    settle(find("log"), answer.press);
    tell(answer, (text) => this.toast(text));
  }

  toast(text) {
    find("toast").textContent = text;
    find("toast").hidden = false;
    clearTimeout(this.#toast);
    this.#toast = setTimeout(() => { find("toast").hidden = true; }, 4000);
  }

  #startTyping(action) {
    find("state").textContent = action === "typing" ? "در حال نوشتن…" : "در حال فرستادن…";
    find("state").dataset.typing = "";
    if (!find("log").querySelector(".typing")) {
      find("log").append(element("div", { className: "typing", "aria-hidden": "true" }, element("i"), element("i"), element("i")));
      this.log.follow();
    }
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#stopTyping(), TYPING_MS);
  }

  #stopTyping() {
    clearTimeout(this.#typing);
    find("state").textContent = "ربات";
    delete find("state").dataset.typing;
    find("log").querySelector(".typing")?.remove();
  }

  // What a person may do.

  #edit(message) {
    this.#editing = message;
    find("editing").hidden = !message;
    if (message === null) return;
    find("text").value = message.text;
    find("text").dispatchEvent(new Event("input"));
    find("text").focus();
  }

  #attachments() {
    const other = this.#others[0];
    return [
      { label: "عکس", note: "چند عکس با هم یک آلبوم می‌شود", picture: "image", testid: "attach-photos", act: () => find("photos").click() },
      { label: "مدارک نمونه", note: "خوانا، تاریک، تار، PDF و…", picture: "paper", testid: "attach-sample", act: () => openGallery((names, files) => this.#act("papers", { names, as_files: files })) },
      { label: "فایل", picture: "paper", testid: "attach-document", act: () => find("document").click() },
      { label: "شمارهٔ خودم", picture: "person", testid: "attach-contact", act: () => this.#act("contact") },
      ...(other ? [{ label: "شمارهٔ کس دیگر", note: other.name, picture: "people", testid: "attach-other-contact", act: () => this.#act("contact", { of: other.phone }) }] : []),
    ];
  }

  #options() {
    const commands = this.#commands.map(({ command, description }) => ({
      label: description, note: `/${command}`, picture: "chat", testid: `command-${command}`, act: () => this.#send(`/${command}`),
    }));
    const block = this.#blocked
      ? { label: "باز کردن ربات", picture: "check", testid: "unblock", act: () => this.#act("unblock") }
      : { label: "بستن ربات", note: "ربات دیگر نمی‌تواند پیام بدهد", picture: "close", testid: "block", act: () => this.#act("block") };
    return [...commands, { label: "شروع دوباره", note: "/start", picture: "star", testid: "restart", act: () => this.#act("start") }, block];
  }

  async #sendPhotos(input) {
    const pictures = await Promise.all([...input.files].slice(0, 10).map(shrunk));
    input.value = "";
    await this.#upload(pictures);
  }

  #upload(pictures) {
    const form = new FormData();
    pictures.forEach((picture, index) => form.append(`photo${index}`, picture, `photo${index}.jpg`));
    return this.#act("photos", form);
  }

  #sendDocument(input) {
    const form = new FormData();
    [...input.files].slice(0, 10).forEach((file, index) => form.append(`document${index}`, file));
    input.value = "";
    return this.#act("document", form);
  }
}
