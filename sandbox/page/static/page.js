// Puts the page together: people, two phones, faults, and the live connection between them and the sandbox.

import { Live, get } from "./far.js";
import { showFaults } from "./faults.js";
import { People } from "./people.js";
import { SmsPhone } from "./sms.js";
import { TelegramPhone } from "./telegram.js";
import { persian, timeOf } from "./text.js";

const root = document.documentElement;
const find = (id) => document.getElementById(id);
const announce = (text) => { find("announcer").textContent = text; };

const PANES = ["telegram", "sms"];
const unread = { telegram: 0, sms: 0 };
let setup = null;
let person = null;
let lastUsed = "telegram";

const telegram = new TelegramPhone({ onArrival: () => arrived("telegram") });
const sms = new SmsPhone({ onArrival: () => arrived("sms") });
const people = new People({ onChoice: (chosen) => play(chosen), onCopy: offer });
const live = new Live({ onNews: hear, onLive: showLive, onBeginAnew: () => begin() });

function hear(kind, news) {
  if (kind === "faults") showFaults(news);
  telegram.hear(kind, news);
  sms.hear(kind, news);
}

/** Everything from the start, with the same person when they are still there. */
async function begin() {
  try {
    setup = await get("/page/setup");
    const wanted = person?.phone ?? decodeURIComponent(location.hash.slice(1));
    person = setup.people.find(({ phone, code }) => phone === wanted || code === wanted) ?? setup.people[0];
    people.show(setup.people, person);
    showFaults(setup.faults);
    await play(person);
  } catch {
    showLive(false);
    setTimeout(begin, 2000);
  }
}

async function play(chosen) {
  person = chosen;
  people.choose(person);
  history.replaceState(null, "", `#${person.phone}`);
  const phones = await get(`/page/phones/${person.phone}`);
  if (person !== chosen) return;
  telegram.show(person, setup.people.filter(({ phone }) => phone !== person.phone), phones.telegram, setup.bot?.name);
  sms.show(person, phones.sms, setup.lines);
  for (const pane of PANES) read(pane);
  live.open(person.phone, phones.news);
  closeDrawer();
}

function showLive(isLive) {
  find("live").toggleAttribute("data-live", isLive);
  find("live-text").textContent = isLive ? "زنده" : "در حال وصل شدن…";
}

function offer(name, value) {
  navigator.clipboard?.writeText(value).catch(() => {});
  (lastUsed === "sms" ? sms : telegram).offer(value);
  announce(`${name} در کادر پیام گذاشته شد`);
  closeDrawer();
}

// Panes, as tabs where only one fits.

function arrived(pane) {
  if (find(`${pane}-pane`).hasAttribute("data-shown")) return;
  unread[pane] += 1;
  find(`${pane}-badge`).textContent = persian(unread[pane]);
  find(`${pane}-badge`).hidden = false;
}

function read(pane) {
  unread[pane] = 0;
  find(`${pane}-badge`).hidden = true;
}

function turnTo(shown) {
  lastUsed = shown;
  for (const pane of PANES) {
    find(`${pane}-pane`).toggleAttribute("data-shown", pane === shown);
    find(`tab-${pane}`).setAttribute("aria-selected", String(pane === shown));
    find(`tab-${pane}`).tabIndex = pane === shown ? 0 : -1;
  }
  read(shown);
  (shown === "sms" ? sms : telegram).log.toEnd();
}

for (const pane of PANES) {
  find(`tab-${pane}`).addEventListener("click", () => turnTo(pane));
  find(`${pane}-text`).addEventListener("focus", () => { lastUsed = pane; });
}
find("tabs").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  turnTo(lastUsed === "sms" ? "telegram" : "sms");
  find(`tab-${lastUsed}`).focus();
});

// Drawer and theme.

function openDrawer() {
  find("side").dataset.open = "";
  find("drawer-open").setAttribute("aria-expanded", "true");
  find("drawer-close").focus();
}

function closeDrawer() {
  const wasOpen = "open" in find("side").dataset;
  delete find("side").dataset.open;
  find("drawer-open").setAttribute("aria-expanded", "false");
  if (wasOpen && find("side").contains(document.activeElement)) find("drawer-open").focus();
}

find("drawer-open").addEventListener("click", openDrawer);
find("drawer-close").addEventListener("click", closeDrawer);
find("side").addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());

const darkByDefault = matchMedia("(prefers-color-scheme: dark)");
function showTheme(theme) {
  if (theme) root.dataset.theme = theme;
  const dark = (theme ?? (darkByDefault.matches ? "dark" : "light")) === "dark";
  find("theme").setAttribute("aria-pressed", String(dark));
}
find("theme").addEventListener("click", () => {
  const theme = find("theme").getAttribute("aria-pressed") === "true" ? "light" : "dark";
  localStorage.setItem("theme", theme);
  showTheme(theme);
});

window.addEventListener("unhandledrejection", () => {
  if (find("live").hasAttribute("data-live")) telegram.toast("این کار انجام نشد. دوباره تلاش کنید.");
});

function tick() {
  for (const clock of document.querySelectorAll(".status-clock")) clock.textContent = timeOf(Date.now() / 1000);
}

showTheme(localStorage.getItem("theme"));
turnTo("telegram");
tick();
setInterval(tick, 10_000);
begin();
