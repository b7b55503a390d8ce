// The page without leaving it: the same requests as its forms make, one picture after the other, with a bar that moves.
"use strict";

const page = () => document.getElementById("page");
const live = document.getElementById("live");
const progress = document.getElementById("progress");
const bar = document.getElementById("bar");
let sending = false;

document.documentElement.classList.add("js");

function prepare() {
  for (const input of document.querySelectorAll("[data-several]")) input.multiple = true;
}

function busy(now) {
  sending = now;
  document.documentElement.classList.toggle("sending", now);
  progress.hidden = !now;
  for (const one of document.querySelectorAll("input[type=file], button")) one.disabled = now;
}

/* Sends a form as the browser would; gives the page it led to, or null where the network did not hold. */
function sent(action, data) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", action);
    request.responseType = "document";
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      bar.value = (100 * event.loaded) / event.total;
      if (event.loaded === event.total) live.textContent = live.dataset.looking;
    };
    request.onload = () => resolve(request.response);
    request.onerror = request.onabort = request.ontimeout = () => resolve(null);
    request.send(data);
  });
}

/* Puts the page that came in the place of the one that is shown. */
function show(fresh) {
  const came = fresh && fresh.querySelector("main");
  if (!came) return complain(live.dataset.noNetwork);
  document.title = fresh.title;
  page().replaceWith(document.adoptNode(came));
  if (!page()) return location.reload();
  prepare();
  const said = page().querySelector("[data-said]");
  live.textContent = said ? said.textContent : "";
  if (said) {
    said.removeAttribute("role"); // it was just read aloud
    said.focus({ preventScroll: true });
    said.scrollIntoView({ block: "nearest" });
  }
}

function complain(words, form) {
  live.textContent = words;
  const place = (form && form.closest("section")) || page();
  for (const old of place.querySelectorAll("[data-said]")) old.remove();
  const said = document.createElement("p");
  said.className = "said failed";
  said.dataset.said = "";
  said.textContent = words;
  (form || place.firstElementChild).before(said);
  said.scrollIntoView({ block: "nearest" });
}

async function give(form, files) {
  const most = Number(page().dataset.mostBytes);
  for (const file of files) {
    if (file.size > most) {
      complain(live.dataset.tooLarge, form);
      continue;
    }
    const data = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]")) data.append(field.name, field.value);
    data.append("picture", file);
    busy(true);
    bar.value = 0;
    live.textContent = live.dataset.sending;
    const fresh = await sent(form.getAttribute("action"), data);
    busy(false);
    if (!fresh) return complain(live.dataset.noNetwork, form);
    show(fresh);
    const paper = form.elements.paper.value;
    form = [...document.querySelectorAll("[data-picker]")].find(
      (one) => one.elements.paper.value === paper && !one.elements.replaces) || form;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-picker]");
  if (form && event.target.files.length && !sending) give(form, [...event.target.files]);
});

document.addEventListener("submit", async (event) => {
  if (event.target.matches("[data-quiet]")) {
    event.preventDefault();
    if (sending) return;
    busy(true);
    const fresh = await sent(event.target.getAttribute("action"), new FormData(event.target));
    busy(false);
    show(fresh);
  } else if (event.target.matches("[data-submit]")) {
    if (sending) event.preventDefault();
    else setTimeout(() => busy(true)); // once it is on its way
  }
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

prepare();
