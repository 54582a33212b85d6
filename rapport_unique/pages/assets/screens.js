"use strict";

// What scripts improve: everything works without them. Live marks, a warning before unsaved typing
// is left, the balance while it is typed, one signature for two clicks, and the button to print.

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

// The balance while it is typed; the server computes it again --------------------------------------

function centsOf(text) {
  const bare = text.trim().replace(/^(€|EUR)|(€|EUR)$/gi, "").trim();
  if (/^[0-9]+([.,][0-9]{1,2})?$/.test(bare)) return inCents(bare);
  const grouped = /^[1-9][0-9]{0,2}([ \u00a0\u2009\u202f'’.,])[0-9]{3}(\1[0-9]{3})*([.,][0-9]{1,2})?$/;
  const match = grouped.exec(bare);
  if (!match || (match[3] || "").startsWith(match[1])) return null;
  if (!match[3] && !match[2] && ".,".includes(match[1])) return null; // it can be read in two ways
  return inCents(bare.replaceAll(match[1], ""));
}

function inCents(plain) {
  const [euro, decimals = ""] = plain.replace(",", ".").split(".");
  return BigInt(euro) * 100n + BigInt(decimals.padEnd(2, "0"));
}

function written(cents, language) {
  const format = new Intl.NumberFormat(`${language}-BE`, { style: "currency", currency: "EUR" });
  return format.format(`${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`);
}

function computing(form) {
  const box = form.querySelector(".computed");
  const input = form.querySelector("input[inputmode=decimal]");
  const advance = inCents(form.dataset.advance);
  const compute = () => {
    const justified = centsOf(input.value);
    box.hidden = justified === null;
    if (justified === null) return;
    const direction =
      justified < advance ? "TO_REPAY" : justified > advance ? "TO_RECEIVE" : "SETTLED";
    for (const word of box.querySelectorAll("[data-direction]")) {
      word.hidden = word.dataset.direction !== direction;
    }
    const difference = justified < advance ? advance - justified : justified - advance;
    box.querySelector("dd").textContent = written(difference, form.dataset.language);
  };
  input.addEventListener("input", compute);
  compute();
}

for (const form of document.querySelectorAll("form[data-advance]")) computing(form);

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
