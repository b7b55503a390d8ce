// Puts the page together: people, two phones, the desk, faults, and the live connection between them and the sandbox.

import { DeskPane } from "./desk.js";
import { Live, get } from "./far.js";
import { showFaults } from "./faults.js";
import { People } from "./people.js";
import { SmsPhone } from "./sms.js";
import { TelegramPhone } from "./telegram.js";
import { persian, timeOf } from "./text.js";

const root = document.documentElement;
const find = (id) => document.getElementById(id);
const announce = (text) => { find("announcer").textContent = text; };

const PANES = ["telegram", "sms", "desk"];
const unread = { telegram: 0, sms: 0, desk: 0 };
let setup = null;
let person = null;
let lastUsed = "telegram";
let shown = "telegram";
let desked = false;

const telegram = new TelegramPhone({ onArrival: () => arrived("telegram") });
const sms = new SmsPhone({ onArrival: () => arrived("sms") });
const desk = new DeskPane({ onArrival: () => arrived("desk"), onPresence: seat });
const people = new People({ onChoice: (chosen) => play(chosen), onCopy: offer });
const live = new Live({ onNews: hear, onLive: showLive, onBeginAnew: () => begin() });

function hear(kind, news) {
  if (kind === "faults") showFaults(news);
  if (kind === "commands") play(person);
  telegram.hear(kind, news);
  sms.hear(kind, news);
  desk.hear(kind, news);
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
  const [phones, groups] = await Promise.all([get(`/page/phones/${person.phone}`), get("/page/desk")]);
  if (person !== chosen) return;
  telegram.show(person, setup.people.filter(({ phone }) => phone !== person.phone), phones.telegram, setup.bot?.name);
  sms.show(person, phones.sms, setup.lines);
  desk.show(groups.groups);
  for (const pane of PANES) read(pane);
  live.open(person.phone, Math.min(phones.news, groups.news));
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

function turnTo(pane) {
  shown = pane;
  if (pane !== "desk") lastUsed = pane;
  for (const each of PANES) {
    find(`${each}-pane`).toggleAttribute("data-shown", each === shown);
    find(`tab-${each}`).setAttribute("aria-selected", String(each === shown));
    find(`tab-${each}`).tabIndex = each === shown ? 0 : -1;
  }
  read(shown);
  ({ telegram, sms, desk })[shown].log.toEnd();
}

/** Makes room for the desk, or takes it away. */
function seat(isThere) {
  desked = isThere;
  find("tab-desk").hidden = !isThere;
  root.toggleAttribute("data-desk", isThere);
  if (!isThere && shown === "desk") turnTo("telegram");
  layOut();
}

/** Everything side by side; the people in a drawer; or one pane at a time, where not even the panes fit. */
function layOut() {
  const [tabs, drawer] = desked ? [1100, 1640] : [760, 1140];
  root.dataset.layout = innerWidth <= tabs ? "tabs" : innerWidth <= drawer ? "drawer" : "wide";
}
addEventListener("resize", layOut);

for (const pane of PANES) {
  find(`tab-${pane}`).addEventListener("click", () => turnTo(pane));
  if (pane !== "desk") find(`${pane}-text`).addEventListener("focus", () => { lastUsed = pane; });
}
find("tabs").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const tabs = desked ? PANES : PANES.slice(0, 2);
  const step = event.key === "ArrowLeft" ? 1 : -1;
  turnTo(tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length]);
  find(`tab-${shown}`).focus();
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
  const pane = find("desk-pane").contains(document.activeElement) ? desk : telegram;
  if (find("live").hasAttribute("data-live")) pane.toast("این کار انجام نشد. دوباره تلاش کنید.");
});

function tick() {
  for (const clock of document.querySelectorAll(".status-clock")) clock.textContent = timeOf(Date.now() / 1000);
}

showTheme(localStorage.getItem("theme"));
layOut();
turnTo("telegram");
tick();
setInterval(tick, 10_000);
begin();
