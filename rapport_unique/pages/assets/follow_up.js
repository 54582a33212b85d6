"use strict";

// Follows the journal: when something moved, the page fetches itself and takes over what differs.
// Elements that stay the same stay where they are, and with them focus, scroll and selection.

const main = document.getElementById("main");
const asOf = document.getElementById("as-of");
const news = document.getElementById("news");

const AT_MOST_EVERY_MS = 1000;
const REST_AFTER = 10; // times as long as the last fetch took: a busy server is asked less often
const SPOKEN_EVERY_MS = 10000;
const AGAIN_AFTER_MS = 15000;

let stream = null;
let ended = false;
let timer = 0;
let refreshing = false;
let wanted = false;
let notBefore = 0;
let spokenAt = 0;

function tell(state) {
  document.getElementById("live").hidden = state !== "live";
  document.getElementById("not-live").hidden = state !== "lost";
  document.getElementById("ended").hidden = state !== "ended";
}

function mark(element) {
  element.classList.remove("changed");
  void element.getBoundingClientRect();
  element.classList.add("changed");
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.id === other.id;
}

function takeOverAttributes(here, there) {
  for (const { name, value } of [...there.attributes]) {
    if (here.getAttribute(name) !== value) here.setAttribute(name, value);
  }
  for (const { name } of [...here.attributes]) {
    const kept = name === "class" || (name === "open" && here.nodeName === "DETAILS");
    if (!kept && !there.hasAttribute(name)) here.removeAttribute(name);
  }
}

function takeOver(here, there) {
  if (here.nodeType === Node.ELEMENT_NODE) takeOverAttributes(here, there);
  if (here.nodeType === Node.TEXT_NODE && here.data !== there.data) {
    here.data = there.data;
    mark(here.parentElement);
  }
  const given = [...there.childNodes];
  given.forEach((child, place) => {
    const present = here.childNodes[place];
    if (!present) here.append(child);
    else if (alike(present, child)) takeOver(present, child);
    else present.replaceWith(child);
  });
  while (here.childNodes.length > given.length) here.lastChild.remove();
}

function speak(text) {
  const now = Date.now();
  if (now - spokenAt < SPOKEN_EVERY_MS) return;
  spokenAt = now;
  news.textContent = text;
}

async function fetchPage() {
  const response = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function show(fetched) {
  takeOver(document.getElementById("figures"), fetched.getElementById("figures"));
  main.dataset.live = fetched.getElementById("main").dataset.live || main.dataset.live;
  asOf.textContent = fetched.getElementById("as-of").textContent;
  speak(fetched.getElementById("news").dataset.news);
}

async function fetchAndShow() {
  while (wanted) {
    const early = notBefore - Date.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    wanted = false;
    const begun = Date.now();
    const fetched = await fetchPage();
    notBefore = begun + Math.max(AT_MOST_EVERY_MS, REST_AFTER * (Date.now() - begun));
    if (fetched) show(fetched);
    else end();
  }
}

// Several calls while one is at work become one more fetch.
async function refresh() {
  wanted = true;
  if (refreshing) return;
  refreshing = true;
  try {
    await fetchAndShow();
  } catch {
    wanted = false;
    lose();
  } finally {
    refreshing = false;
  }
}

function close() {
  if (stream) stream.close();
  stream = null;
}

function end() {
  ended = true;
  close();
  tell("ended");
}

function lose() {
  close();
  if (ended) return;
  tell("lost");
  clearTimeout(timer);
  timer = setTimeout(open, AGAIN_AFTER_MS);
}

function open() {
  if (stream || ended || document.hidden) return;
  stream = new EventSource(main.dataset.live);
  // It begins where the page was read: what happened in between comes first.
  stream.addEventListener("open", () => tell("live"));
  stream.addEventListener("next", refresh);
  // The stream is over: the page itself tells whether the session is.
  stream.addEventListener("complete", () => {
    lose();
    refresh();
  });
  stream.addEventListener("error", () => {
    tell("lost");
    // What was cut off, the browser opens again. What was refused, it does not: the page itself
    // tells whether the session has ended.
    if (stream && stream.readyState === EventSource.CLOSED) {
      lose();
      refresh();
    }
  });
}

// A browser holds few connections to one server: a page that nobody looks at gives its own back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else open();
});

window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);
open();
