// The testers' page: GraphiQL, who acts, in which language, and the manual's steps.
// What is kept stays in this tab: tokens in memory, who acts and GraphiQL's tabs in the session's
// storage. An address with ?query=… (and variables, as JSON) opens it.

import { asCurl } from "./curl.js";

const h = React.createElement;
const { useEditorContext, useSchemaStore } = GraphiQL.React;

const LANGUAGES = ["fr", "nl", "de", "en"];
const RENEWAL_MARGIN_MS = 30_000;
const PERSONA = "persona";
const MOST_SHOWN = 100; // events of one subscription
const withPersonas = document.body.dataset.personas === "true";
const element = (id) => document.getElementById(id);

let texts = {};
let steps = [];
let personas = [];
let persona = null;
let bearer = "";
const tokens = new Map(); // by persona, so that changing back and forth asks for nothing anew
let seen = {}; // the last form, report and list of forms that an answer showed
let graphiql = null; // what GraphiQL lets its children do, see Bridge
let openedStep = null;

// --- Language ---------------------------------------------------------------------------------

function language() {
  const wanted = [element("language").value, ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

function text(key, values = {}) {
  return texts[language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function translate() {
  document.documentElement.lang = language();
  document.title = `${text("rapport-unique")} - GraphiQL`;
  for (const item of document.querySelectorAll("[data-text]")) {
    item.textContent = text(item.dataset.text);
  }
  drawSteps();
  drawWho();
  notice(openedStep ? stepText(openedStep) : "");
  if (graphiql) labelEditors();
}

// --- Who acts ---------------------------------------------------------------------------------

async function tokenOf({ key }) {
  const known = tokens.get(key);
  if (known && known.expiresAt - Date.now() > RENEWAL_MARGIN_MS) return known;
  const path = `dev/personas/${encodeURIComponent(key)}/token`;
  const response = await fetch(path, { method: "POST", headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(text("noToken", { status: response.status }));
  const { access_token: value, expires_in: seconds } = await response.json();
  tokens.set(key, { value, expiresAt: Date.now() + seconds * 1000 });
  drawWho();
  return tokens.get(key);
}

async function requestHeaders() {
  const token = persona ? (await tokenOf(persona)).value : bearer;
  const chosen = element("language").value;
  return {
    Accept: "application/graphql-response+json, application/json",
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(chosen && { "Accept-Language": chosen }),
  };
}

async function choosePersona() {
  const chosen = personas.find(({ key }) => key === element("persona").value) ?? null;
  forgetUnlessSameCpas(chosen);
  persona = chosen;
  sessionStorage.setItem(PERSONA, persona?.key ?? "");
  drawWho();
  drawSteps();
  if (persona) await tokenOf(persona).catch((error) => notice(error.message, true));
  if (!graphiql?.schema) graphiql?.introspect();
}

// The president goes on where the editor of the same CPAS stopped; another CPAS starts afresh.
let lastCpas = null;
function forgetUnlessSameCpas(next) {
  if (!next?.cpas) return;
  if (next.cpas !== lastCpas) seen = {};
  lastCpas = next.cpas;
}

function expiryInside(token) {
  try {
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(claims)).exp * 1000 || null;
  } catch {
    return null; // an opaque token does not say when it ends
  }
}

function drawWho() {
  element("who").textContent = persona ? personaText() : bearerText();
}

function personaText() {
  const token = tokens.get(persona.key);
  return token ? text("asPersona", { who: persona.label, time: clock(token.expiresAt) }) : "…";
}

function bearerText() {
  if (!bearer) return text("asNobody");
  const expiry = expiryInside(bearer);
  return expiry ? text("asBearer", { time: clock(expiry) }) : text("asBearerUnread");
}

function clock(instant) {
  return new Date(instant).toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit" });
}

async function loadPersonas() {
  const response = await fetch("dev/personas", { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(text("noPersonas"));
  personas = await response.json();
  for (const { key, label, description } of personas) {
    element("persona").append(new Option(`${label} – ${description}`, key));
  }
  const before = sessionStorage.getItem(PERSONA);
  if (!personas.some(({ key }) => key === before)) return;
  element("persona").value = before;
  await choosePersona();
}

// --- Requests ---------------------------------------------------------------------------------

async function fetcher(request, options = {}) {
  const headers = { ...(await requestHeaders()), ...options.headers };
  const socket = new URL("graphql", location.href);
  socket.protocol = socket.protocol.replace("http", "ws");
  const send = GraphiQL.createFetcher({
    url: "graphql",
    fetch: sendGraphQL,
    subscriptionUrl: socket.href,
    enableIncrementalDelivery: false,
  });
  const answer = await send(request, { ...options, headers });
  if (answer[Symbol.asyncIterator]) {
    notice(text("following"));
    return followed(answer);
  }
  if (request.operationName !== "IntrospectionQuery") {
    remember(answer.data);
    notice(text(refused(answer) ? "refused" : "answered"));
  }
  return answer;
}

// GraphiQL shows the last answer alone: each one is given together with those before it.
function followed(answers) {
  const stream = answers[Symbol.asyncIterator]();
  const events = [];
  const end = (last) => {
    notice(text("followed", { count: events.length }));
    return last;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const answer = await stream.next().catch((error) => {
        end();
        throw error;
      });
      if (answer.done) return end(answer);
      events.unshift(answer.value);
      return { done: false, value: { events: events.slice(0, MOST_SHOWN) } };
    },
    async return(value) {
      end();
      return (await stream.return?.(value)) ?? { done: true, value };
    },
  };
}

async function sendGraphQL(url, request) {
  const response = await fetch(url, request);
  if (response.status === 401 && persona) tokens.delete(persona.key); // the next one gets a new one
  if (/json/.test(response.headers.get("Content-Type"))) return response;
  throw new Error(text("noAnswer", { status: response.status }));
}

function refused({ data, errors }) {
  return Boolean(errors) || Object.values(data ?? {}).some((answer) => answer?.userErrors?.length);
}

function remember(value) {
  if (value === null || typeof value !== "object") return;
  const isForm = value.__typename === "Form" || "contentDigest" in value;
  const kind = isForm ? "form" : value.__typename === "Report" && "report";
  if (kind && "id" in value && "version" in value) seen[kind] = value;
  if ("asOf" in value) seen.forms = value;
  Object.values(value).forEach(remember);
}

// --- The same by curl ---------------------------------------------------------------------------

async function copyAsCurl() {
  const { queryEditor, variableEditor, operationName } = graphiql;
  const variables = parsed(variableEditor.getValue());
  const here = new URL(".", location.href).href;
  const who = { persona: persona?.key, signedIn: Boolean(persona || bearer) };
  const how = { here, language: element("language").value, ...who };
  try {
    const operation = { query: queryEditor.getValue(), variables, operationName };
    await navigator.clipboard.writeText(asCurl(operation, how));
    notice(text(bearer && !persona ? "copiedWithoutToken" : "copied"));
  } catch {
    notice(text("notCopied"), true);
  }
}

// --- The manual, step by step -------------------------------------------------------------------

const operationOf = ({ query }) => /^(?:query|mutation|subscription) (\w+)/.exec(query)[1];

const HEADINGS = { cpas: "manual", federation: "for-federation", "spp-is": "for-spp-is" };

// Who acts has steps of their own; who only looks around sees the manual's.
function forWhom() {
  const roles = persona?.roles ?? [];
  if (roles.some((role) => role.startsWith("SPP_IS"))) return "spp-is";
  return roles.includes("FEDERATION") ? "federation" : "cpas";
}

const ownSteps = () => steps.filter((step) => step.for.includes(forWhom()));

const stepText = (step) =>
  text("step", { number: ownSteps().indexOf(step) + 1, role: text(step.persona_hint) });

function drawSteps() {
  element("manual").textContent = text(HEADINGS[forWhom()]);
  element("steps").replaceChildren(...ownSteps().map(stepItem));
  markStep();
}

function stepItem(step, index) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${index + 1}. ${text(`step-${step.key}`)}`;
  button.addEventListener("click", () => openStep(step));
  const item = document.createElement("li");
  item.dataset.operation = operationOf(step);
  item.append(button);
  return item;
}

function markStep() {
  const operation = graphiql?.tabs[graphiql.activeTabIndex].operationName;
  for (const item of element("steps").children) {
    if (item.dataset.operation === operation) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
}

function openStep(step) {
  const operationName = operationOf(step);
  const index = graphiql.tabs.findIndex((tab) => tab.operationName === operationName);
  // Flushed, because GraphiQL puts the tab's former text in its editors while it renders.
  ReactDOM.flushSync(() => (index < 0 ? graphiql.addTab() : graphiql.changeTab(index)));
  const { queryEditor, variableEditor } = graphiql;
  if (index < 0) queryEditor.setValue(step.query);
  const missing = new Set();
  const filled = fill(step.variables, parsed(variableEditor.getValue()), missing);
  const variables = Object.keys(filled).length ? JSON.stringify(filled, null, 2) : "";
  variableEditor.setValue(variables);
  graphiql.updateActiveTabValues({ query: queryEditor.getValue(), variables });
  graphiql.setOperationName(operationName);
  queryEditor.focus();
  openedStep = step;
  const lack = missing.size ? ` ${text("missing", { names: [...missing].join(", ") })}` : "";
  notice(stepText(step) + lack, missing.size > 0);
}

// What the tester typed stays; only what earlier answers say is put in anew.
function fill(template, typed, missing) {
  if (Array.isArray(template)) return Array.isArray(typed) ? typed : template;
  if (template !== null && typeof template === "object") {
    const kept = typed !== null && typeof typed === "object" ? typed : {};
    const filled = Object.entries(template).map(([k, v]) => [k, fill(v, kept[k], missing)]);
    return { ...kept, ...Object.fromEntries(filled) };
  }
  const placeholder = /^\{\{(\w+)\.(\w+)\}\}$/.exec(template);
  if (!placeholder) return typed ?? template;
  const [, kind, field] = placeholder;
  const value = seen[kind]?.[field] ?? null;
  if (value === null) missing.add(`${kind}.${field}`);
  return value ?? template;
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function notice(message, attention = false) {
  element("notice").textContent = message;
  element("notice").toggleAttribute("data-attention", attention);
}

// --- GraphiQL -----------------------------------------------------------------------------------

// Rendered inside GraphiQL, where alone its tabs and editors can be reached.
function Bridge() {
  const editors = useEditorContext({ nonNull: true });
  const { schema, introspect } = useSchemaStore();
  const { queryEditor, variableEditor, headerEditor, responseEditor } = editors;
  React.useLayoutEffect(() => {
    graphiql = { ...editors, schema, introspect };
    markStep();
  });
  // Behind GraphiQL's own effects: they put a tab's former text in an editor that is new.
  React.useEffect(() => {
    requestAnimationFrame(() => {
      element("steps").inert = !(queryEditor && variableEditor);
    });
  });
  React.useEffect(() => {
    labelEditors();
    leaveWithTab();
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}

function labelEditors() {
  for (const name of ["query", "variable", "header", "response"]) {
    const label = text({ variable: "variables", header: "headers" }[name] ?? name);
    graphiql[`${name}Editor`]?.getInputField().setAttribute("aria-label", label);
  }
}

// Tab moves the focus on, as elsewhere on the page: an editor must not hold the keyboard captive.
const LEAVE_WITH_TAB = { name: "leave-with-tab", Tab: false, "Shift-Tab": false };
function leaveWithTab() {
  for (const name of ["query", "variable", "header", "response"]) {
    graphiql[`${name}Editor`]?.removeKeyMap(LEAVE_WITH_TAB.name);
    graphiql[`${name}Editor`]?.addKeyMap(LEAVE_WITH_TAB);
  }
}

function showGraphiQL() {
  const address = new URLSearchParams(location.search);
  const properties = {
    fetcher,
    storage: sessionStorage, // what testers typed does not outlive their tab
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
    defaultTabs: [{ query: steps[0].query }],
    ...(address.has("query") && {
      query: address.get("query"),
      variables: address.get("variables") ?? "",
    }),
    defaultQuery: "",
    defaultEditorToolsVisibility: "variables",
    shouldPersistHeaders: false,
  };
  const logo = h(GraphiQL.Logo, null, "GraphiQL");
  ReactDOM.createRoot(element("graphiql")).render(h(GraphiQL, properties, logo, h(Bridge)));
}

// GraphiQL's dialogs lock the page's scrolling by a <style> element, which the policy refuses. This
// page does not scroll, so nothing is lost when they fill an element that styles nothing.
const createElement = document.createElement.bind(document);
document.createElement = (name, ...options) =>
  createElement(name === "style" ? "template" : name, ...options);

// --- Start --------------------------------------------------------------------------------------

const json = async (path) => (await fetch(path)).json();
[texts, steps] = await Promise.all([json("graphiql/texts.json"), json("graphiql/steps.json")]);
for (const code of LANGUAGES) {
  const option = new Option(texts[code]["own-name"], code);
  option.lang = code;
  element("language").append(option);
}
for (const field of document.querySelectorAll("[data-only]")) {
  field.hidden = (field.dataset.only === "personas") !== withPersonas;
}
element("persona").addEventListener("change", choosePersona);
element("language").addEventListener("change", translate);
element("curl").addEventListener("click", copyAsCurl);
element("bearer").addEventListener("input", (event) => {
  bearer = event.target.value.trim();
  drawWho();
});
translate();
showGraphiQL();
if (withPersonas) await loadPersonas().catch((error) => notice(error.message, true));
