"use strict";

// What scripts improve: everything works without them. Live marks, a warning before unsaved typing
// is left, what comes of it while it is typed, one signature for two clicks, and the button to print.

const main = document.getElementById("main");

// Print ----------------------------------------------------------------------------------------

for (const hint of document.querySelectorAll("[data-by-hand]")) hint.hidden = true;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Focus: what went wrong is heard first ----------------------------------------------------------

document.getElementById("problems")?.focus();

// Unsaved typing ---------------------------------------------------------------------------------

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = form.hasAttribute("data-changed");
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// Two clicks -------------------------------------------------------------------------------------

for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}

// What comes of it while it is typed: the service reads and computes, as for the button; no rule
// stands here, and nothing is saved ----------------------------------------------------------------

const COMPUTED_AFTER_MS = 300;

async function computed(form) {
  const typed = new URLSearchParams(new FormData(form));
  typed.set("compute", "yes");
  const answer = await fetch(location.href, { method: "POST", body: typed });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function computing(form) {
  let latest = 0;
  let waiting = null;
  async function compute() {
    latest += 1;
    const mine = latest;
    // What cannot be computed now is not shown: what stood there was of something else.
    const fresh = await computed(form).catch(() => null);
    if (mine !== latest) return;
    for (const place of form.querySelectorAll("[data-computed]")) {
      place.replaceChildren(...(fresh?.getElementById(place.id)?.childNodes ?? []));
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(compute, COMPUTED_AFTER_MS);
  });
  if (form.hasAttribute("data-changed")) compute();
}

for (const form of document.querySelectorAll("form[data-computes]")) computing(form);

// Live marks -------------------------------------------------------------------------------------

const AT_MOST_EVERY_MS = 1000;
let stream = null;
let refreshing = false;
let wanted = false;

async function refresh() {
  wanted = true;
  if (refreshing) return;
  refreshing = true;
  while (wanted) {
    wanted = false;
    await takeOver().catch(() => close());
    await new Promise((resolve) => setTimeout(resolve, AT_MOST_EVERY_MS));
  }
  refreshing = false;
}

async function takeOver() {
  const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  main.dataset.live = fresh.getElementById("main").dataset.live || main.dataset.live;
  const here = document.getElementById("live");
  const there = fresh.getElementById("live");
  if (here.innerHTML === there.innerHTML) return;
  const focused = here.contains(document.activeElement) ? document.activeElement : null;
  here.replaceChildren(...there.childNodes);
  document.getElementById("news").textContent = main.dataset.updated;
  const again = [...here.querySelectorAll("a")].find((link) => link.href === focused?.href);
  if (focused) (again || main).focus();
}

function open() {
  if (stream || document.hidden) return;
  stream = new EventSource(main.dataset.live);
  stream.addEventListener("next", refresh);
  stream.addEventListener("complete", close);
}

function close() {
  stream?.close();
  stream = null;
}

if (main?.dataset.live) {
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}
