// The staff's group: its topics, what is said in the chosen one, and a colleague to say something as.

import { content, footAct, inlineButtons, settle, tell } from "./bubbles.js";
import { post } from "./far.js";
import { openGallery } from "./gallery.js";
import { Log, composer } from "./log.js";
import { menu } from "./menu.js";
import { shrunk } from "./pictures.js";
import { element, icon, persian, timeOf } from "./text.js";

const GENERAL = { id: 0, name: "عمومی", closed: false };
const PRIVATE = "گفت‌وگوی من با ربات";  // beside the topics, numbered below zero
const SERVICES = {
  forum_topic_created: "موضوع ساخته شد",
  forum_topic_edited: "نام موضوع عوض شد",
  forum_topic_closed: "موضوع بسته شد",
  forum_topic_reopened: "موضوع دوباره باز شد",
  pinned_message: "یک پیام سنجاق شد",
};
const pane = document.getElementById("desk-pane");
const find = (id) => document.getElementById(`desk-${id}`);

export class DeskPane {
  #groups = new Map();
  #group = null;
  #topic = GENERAL;
  #colleague = null;
  #unread = new Map();
  #replying = null;
  #editing = null;
  #presses = new Set();
  #pressing = new Set();
  #toast = 0;

  constructor({ onArrival, onPresence }) {
    Object.assign(this, { onArrival, onPresence });
    this.log = new Log(find("log"), () => element("p", { className: "hint" }, element("b", {}, "هنوز چیزی نوشته نشده است.")));
    composer(find("form"), find("text"), (text) => this.#send(text));
    find("group").onchange = () => this.#enter(this.#groups.get(find("group").value));
    find("as").onchange = () => this.#become(Number(find("as").value));
    find("back").onclick = () => this.#toList();
    find("about-cancel").onclick = () => this.#about(null, null);
    find("photos").onchange = (event) => this.#sendPhotos(event.target);
    find("document").onchange = (event) => this.#sendDocument(event.target);
    menu(find("attach"), find("attach-menu"), () => this.#attachments());
    menu(find("menu-button"), find("menu"), () => this.#options());
  }

  /** All groups anew; whoever looks on stays where they were, if that is still there. */
  show(groups) {
    const [group, topic] = [this.#group?.id, this.#topic.id];
    this.#groups = new Map(groups.map((one) => [one.id, { ...one, topics: new Map(one.topics.map((each) => [each.id, each])) }]));
    this.#tellPresence();
    if (!this.#groups.size) return;
    this.#enter(this.#groups.get(group) ?? this.#groups.values().next().value);
    if (this.#group.topics.has(topic)) this.#open(this.#group.topics.get(topic));
  }

  hear(kind, news) {
    if (kind === "desk-group") this.#heardOfGroup(news);
    if (kind === "desk-message") this.#heardMessage(news);
    if (kind === "desk-private") this.#heardPrivate(news);
    if (kind === "desk-topic") this.#heardTopicGone(news);
    if (kind === "desk-answer") this.#heardAnswer(news);
  }

  toast(text) {
    find("toast").textContent = text;
    find("toast").hidden = false;
    clearTimeout(this.#toast);
    this.#toast = setTimeout(() => { find("toast").hidden = true; }, 4000);
  }

  // Groups and colleagues.

  #tellPresence() {
    pane.hidden = this.#groups.size === 0;
    const groups = [...this.#groups.values()];
    find("group").replaceChildren(...groups.map(({ id, title }) => element("option", { value: id }, title)));
    this.#nameGroups();
    find("groups").hidden = groups.length < 2;
    find("title").classList.toggle("hidden", groups.length > 1);
    this.onPresence(groups.length > 0);
  }

  /** Groups by their names, and how much there was not looked at. */
  #nameGroups() {
    const elsewhere = [...this.#unread].some(([key]) => !key.startsWith(`${this.#group?.id}/`));
    find("elsewhere").hidden = !elsewhere;
    for (const option of find("group").options) {
      const unread = [...this.#unread].filter(([key]) => key.startsWith(`${option.value}/`)).reduce((sum, [, count]) => sum + count, 0);
      const { title } = this.#groups.get(option.value);
      option.textContent = unread && option.value !== this.#group?.id ? `${title} (${persian(unread)})` : title;
    }
  }

  #heardOfGroup(news) {
    const known = this.#groups.get(news.id);
    const messages = known?.messages ?? [];
    this.#groups.set(news.id, { ...news, messages, topics: new Map(news.topics.map((topic) => [topic.id, topic])) });
    this.#tellPresence();
    if (!this.#group || this.#group.id === news.id) this.#enter(this.#groups.get(news.id), this.#topic);
    else find("group").value = this.#group.id;
  }

  #enter(group, topic = GENERAL) {
    this.#group = group;
    find("group").value = group.id;
    find("title").textContent = group.title;
    find("as").replaceChildren(...group.members.map(({ id, name, title }) =>
      element("option", { value: String(id) }, title ? `${name}، ${title}` : name)));
    this.#colleague = group.members.find(({ id }) => id === this.#colleague?.id) ?? group.members[0] ?? null;
    if (this.#colleague) find("as").value = String(this.#colleague.id);
    this.#open(topic);
  }

  #become(id) {
    this.#colleague = this.#group.members.find((member) => member.id === id);
    this.#open(this.#topic.id < 0 ? GENERAL : this.#topic);
  }

  // Topics.

  #open(topic) {
    this.#topic = topic;
    this.#unread.delete(this.#key(this.#group.id, topic.id));
    this.#about(null, null);
    const said = this.#said(topic.id);
    this.log.fill(said, (message) => this.#draw(message));
    this.#drawTopics();
    this.#drawHead();
    const asking = said.findLast((message) => this.#asksMe(message));
    if (asking && !said.some((message) => message.reply?.id === asking.id)) this.#about("reply", asking);
  }

  #turnTo(topic) {
    pane.dataset.open = "";
    this.#open(topic);
    if (find("back").offsetParent) find("back").focus();
    this.log.toEnd();
  }

  #toList() {
    delete pane.dataset.open;
    find("topics").querySelector('[aria-current="true"]')?.focus();
  }

  #drawHead() {
    const { name, closed } = this.#topic;
    find("topic-name").textContent = name;
    find("topic-state").textContent = closed ? "بسته" : "";
    const silent = !this.#colleague || (closed && !this.#colleague.manages);
    find("form").hidden = silent;
    find("attach").hidden = this.#topic.id < 0;
    find("closed").hidden = !silent;
  }

  #drawTopics() {
    const focused = find("topics").contains(document.activeElement) ? document.activeElement.dataset.topic : null;
    const last = new Map(this.#group.messages.map((message) => [message.topic, message]));
    const latest = (topic) => last.get(topic.id)?.id ?? topic.id;
    const topics = [...this.#group.topics.values()].sort((a, b) => latest(b) - latest(a));
    const own = this.#private();
    const first = last.has(own.id) || this.#topic.id === own.id ? [GENERAL, own] : [GENERAL];
    find("topics").replaceChildren(...[...first, ...topics].map((topic) => this.#topicRow(topic, last.get(topic.id))));
    find("topics").querySelector(`[data-topic="${CSS.escape(focused ?? "")}"]`)?.focus();
    this.#nameGroups();
    find("count").textContent = topics.length ? `${persian(topics.length)} موضوع` : "هنوز موضوعی نیست";
  }

  #topicRow(topic, last) {
    const unread = this.#unread.get(this.#key(this.#group.id, topic.id)) ?? 0;
    const dot = element("span", { className: "topic-dot", "aria-hidden": "true" }, topic.id < 0 ? icon("lock") : topic.id ? topic.name.slice(0, 1) : "#");
    if (topic.colour) dot.style.setProperty("--topic", topic.colour);
    const open = this.#topic.id === topic.id;
    return element("li", {}, element("button", {
      type: "button", className: "topic", "data-testid": "topic", "data-topic": topic.id, "data-closed": topic.closed,
      "aria-current": open ? "true" : undefined, onclick: () => this.#turnTo(topic),
    }, dot,
    element("span", { className: "topic-name" }, topic.name),
    element("span", { className: "topic-last" }, element("bdi", {}, last ? excerpt(last) : "")),
    element("span", { className: "topic-marks" },
      topic.closed ? icon("lock") : null, topic.closed ? element("span", { className: "hidden" }, "بسته") : null,
      unread ? element("span", { className: "badge", "data-testid": "topic-unread" }, persian(unread), element("span", { className: "hidden" }, " پیام ندیده")) : null)));
  }

  /** The chosen colleague's own chat with the bot, as a topic. */
  #private() {
    return { id: -(this.#colleague?.id ?? 0), name: PRIVATE, closed: false };
  }

  // What is said.

  #key(group, topic) {
    return `${group}/${topic}`;
  }

  #said(topic) {
    return this.#group.messages.filter((message) => message.topic === topic && !message.deleted);
  }

  #isMine(message) {
    return message.author.id === this.#colleague?.id;
  }

  #asksMe(message) {
    return message.asks && (message.asks.of?.includes(this.#colleague?.id) ?? true);
  }

  #heardMessage({ group: id, message, topic }) {
    const group = this.#groups.get(id);
    if (!group) return;
    if (topic) group.topics.set(topic.id, topic);
    const at = group.messages.findIndex((known) => known.id === message.id);
    if (at >= 0) group.messages[at] = message;
    else group.messages.push(message);
    const here = group === this.#group && message.topic === this.#topic.id;
    if (here) this.#showMessage(message, topic);
    const isNew = at < 0 && !message.deleted && !(group === this.#group && this.#isMine(message));
    if (isNew && !here) this.#unread.set(this.#key(id, message.topic), (this.#unread.get(this.#key(id, message.topic)) ?? 0) + 1);
    if (isNew) this.onArrival();
    if (group === this.#group) this.#drawTopics();
    else this.#nameGroups();
  }

  #heardPrivate({ colleague, message }) {
    for (const group of this.#groups.values()) {
      if (group.members.some(({ id }) => id === colleague)) this.#heardMessage({ group: group.id, message, topic: null });
    }
  }

  #showMessage(message, topic) {
    if (topic) {
      this.#topic = topic;
      this.#drawHead();
    }
    if (message.deleted) {
      this.log.remove(message.id);
      return;
    }
    const isNew = this.log.put({ ...message, mine: this.#isMine(message) }, this.#draw(message));
    if (isNew && this.#asksMe(message)) this.#about("reply", message);
  }

  #heardTopicGone({ group: id, topic }) {
    const group = this.#groups.get(id);
    if (!group) return;
    group.topics.delete(topic);
    group.messages = group.messages.filter((message) => message.topic !== topic);
    this.#unread.delete(this.#key(id, topic));
    if (group !== this.#group) return;
    if (this.#topic.id === topic) {
      this.#open(GENERAL);
      this.toast("موضوع با همهٔ پیام‌هایش حذف شد");
    } else this.#drawTopics();
  }

  async #heardAnswer(answer) {
    await Promise.allSettled([...this.#pressing]);
    settle(find("log"), answer.press);
    if (this.#presses.delete(answer.press)) tell(answer, (text) => this.toast(text));
  }

  // Drawing.

  #draw(message) {
    if (message.service) {
      return element("p", { className: "day", "data-message": message.id, "data-testid": "desk-service" }, `${message.author.name}: ${SERVICES[message.service] ?? "گروه تغییر کرد"}`);
    }
    const mine = this.#isMine(message);
    return element("article", { className: "message", "data-message": message.id, "data-mine": mine, "data-bot": message.author.bot, "data-testid": mine ? "my-desk-message" : "desk-message" },
      element("div", { className: "bubble" },
        element("span", { className: mine ? "hidden" : "author" }, mine ? "شما: " : message.author.name),
        message.reply ? this.#quote(message.reply) : null,
        ...content(message, (command) => this.#act("text", { text: command })), this.#foot(message, mine)),
      inlineButtons(message, (pressed, data) => this.#press(pressed, data), (bot, payload) => this.#follow(bot, payload)));
  }

  #quote({ id, name, text }) {
    const act = () => this.log.find(id)?.scrollIntoView({ block: "center" });
    return element("button", { type: "button", className: "quote", "data-testid": "desk-quote", onclick: act }, element("b", {}, name), element("span", {}, element("bdi", {}, text)));
  }

  #foot(message, mine) {
    return element("div", { className: "foot" },
      footAct("پاسخ", "desk-reply", () => this.#about("reply", message)),
      mine && message.text ? footAct("ویرایش", "desk-edit", () => this.#about("edit", message)) : null,
      mine ? footAct("حذف", "desk-delete", () => this.#act("delete", { message: message.id })) : null,
      message.edited ? "ویرایش‌شده" : null, element("time", {}, timeOf(message.date)));
  }

  // What a colleague may do.

  #act(act, fields = {}) {
    const where = { as: this.#colleague.id, topic: this.#topic.id, reply: this.#replying?.id ?? "" };
    if (fields instanceof FormData) {
      for (const [name, value] of Object.entries(where)) fields.append(name, value);
    }
    return post(`/page/desk/${this.#group.id}/${act}`, fields instanceof FormData ? fields : { ...where, ...fields });
  }

  async #send(text) {
    const editing = this.#editing;
    const asked = editing ? this.#act("edit", { message: editing.id, text }) : this.#act("text", { text });
    this.#about(null, null);
    await asked;
  }

  async #press(message, data) {
    const asked = this.#act("press", { message: message.id, data });
    const noted = asked.then(({ press }) => this.#presses.add(press));
    this.#pressing.add(noted);
    noted.finally(() => this.#pressing.delete(noted)).catch(() => {});
    return (await asked).press;
  }

  /** A link to a bot leads into one's own chat with it. */
  async #follow(bot, payload) {
    await this.#act("start", { bot, payload });
    this.#turnTo(this.#private());
  }

  /** What the text in the box will be: a reply to a message, another text for one, or neither. */
  #about(what, message) {
    if (this.#editing) find("text").value = "";
    this.#replying = what === "reply" ? message : null;
    this.#editing = what === "edit" ? message : null;
    find("about").hidden = !what;
    find("text").placeholder = (what === "reply" && message.asks?.placeholder) || "پیام";
    if (what) find("about-text").textContent = what === "edit" ? "ویرایش پیام" : `پاسخ به ${message.author.name}: ${excerpt(message)}`;
    if (what === "edit") find("text").value = message.text;
    find("text").dispatchEvent(new Event("input"));
    if (what && pane.contains(document.activeElement)) find("text").focus();
  }

  #attachments() {
    return [
      { label: "عکس", note: "چند عکس با هم یک آلبوم می‌شود", picture: "image", testid: "desk-attach-photos", act: () => find("photos").click() },
      { label: "مدارک نمونه", picture: "paper", testid: "desk-attach-sample", act: () => openGallery((names, files) => this.#sendPapers(names, files)) },
      { label: "فایل", picture: "paper", testid: "desk-attach-document", act: () => find("document").click() },
    ];
  }

  #options() {
    const { id, closed } = this.#topic;
    const commands = this.#colleague.commands.map(({ command, description }) => ({
      label: description, note: `/${command}`, picture: "chat", testid: `desk-command-${command}`, act: () => this.#act("text", { text: `/${command}` }),
    }));
    const managing = id > 0 && this.#colleague.manages ? [
      closed
        ? { label: "باز کردن موضوع", picture: "check", testid: "topic-reopen", act: () => this.#act("reopen-topic") }
        : { label: "بستن موضوع", picture: "lock", testid: "topic-close", act: () => this.#act("close-topic") },
      { label: "حذف موضوع", note: "با همهٔ پیام‌هایش؛ ربات خبردار نمی‌شود", picture: "close", testid: "topic-delete", act: () => this.#act("delete-topic") },
    ] : [];
    const all = [...commands, ...managing];
    return all.length ? all : [{ label: "اینجا گزینه‌ای نیست", picture: "check", act: () => {} }];
  }

  async #sendPhotos(input) {
    const form = new FormData();
    const pictures = await Promise.all([...input.files].slice(0, 10).map(shrunk));
    input.value = "";
    pictures.forEach((picture, index) => form.append(`photo${index}`, picture, `photo${index}.jpg`));
    await this.#act("photos", form);
    this.#about(null, null);
  }

  async #sendDocument(input) {
    const form = new FormData();
    [...input.files].slice(0, 10).forEach((file, index) => form.append(`document${index}`, file));
    input.value = "";
    await this.#act("document", form);
    this.#about(null, null);
  }

  async #sendPapers(names, files) {
    await this.#act("papers", { names, as_files: files });
    this.#about(null, null);
  }
}

function excerpt(message) {
  if (message.service) return SERVICES[message.service] ?? "";
  return message.text.replaceAll("\n", " ").slice(0, 80) || (message.photo ? "تصویر" : "فایل");
}
