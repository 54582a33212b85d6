// What each client of the field has to be able to do here: read, write, follow, probe, page, fail.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { auditServer } from "graphql-http";

import { CLIENTS, THAT_PERSIST } from "./clients.js";

const { SERVER_URL: url, DRAFT_URL, READER, EDITOR } = process.env;

const FORM = `query Form { cpas { report(year: 2020) { form(kind: COVID_PREMIUM) { id version } } } }`;
const SAVE = `mutation Save($input: SaveJustifiedAmountInput!) {
  saveJustifiedAmount(input: $input) {
    form { amounts { justified } }
    userErrors { code }
  }
}`;
const SIGNABLE = `query Signable {
  cpas { report(year: 2020) { form(kind: COVID_PREMIUM) { id contentDigest } } }
}`;
const SIGN = `mutation Sign($input: SignInput!) { sign(input: $input) { userErrors { code } } }`;
const PAGE = `query Page($after: String) {
  allCpas(first: 300, after: $after) { nodes { nisCode } pageInfo { hasNextPage endCursor } }
}`;
const LINES = `query Lines { events(year: 2020, first: 2) { edges { cursor node { id } } } }`;
const FOLLOW = `subscription Follow($after: String) {
  events(year: 2020, after: $after) { id cursor }
}`;

let amount = 1000;

async function saves(editor) {
  const { id, version } = (await editor.ask(FORM)).data.cpas.report.form;
  const justifiedAmount = `${amount++}.00`;
  const input = { formId: id, justifiedAmount, expectedVersion: version };
  const { saveJustifiedAmount: saved } = (await editor.ask(SAVE, { input })).data;
  assert.deepEqual(saved.userErrors, []);
  assert.equal(saved.form.amounts.justified, justifiedAmount);
  const again = await editor.ask(SAVE, { input: { ...input, justifiedAmount: "1.00" } });
  assert.equal(again.data.saveJustifiedAmount.userErrors[0].code, "VERSION_CONFLICT");
}

for (const [name, made] of Object.entries(CLIENTS)) {
  const reader = made({ url, token: READER });

  test(`${name} reads`, async () => {
    const { data, codes } = await reader.ask("query Me { viewer { roles } }");
    assert.deepEqual([data.viewer.roles, codes], [["SPP_IS_READER"], []]);
  });

  test(`${name} writes`, () => saves(made({ url, token: EDITOR })));

  test(`${name} pages`, async () => {
    const codes = new Set();
    let page = { hasNextPage: true, endCursor: null };
    while (page.hasNextPage) {
      const { allCpas } = (await reader.ask(PAGE, { after: page.endCursor })).data;
      allCpas.nodes.forEach(({ nisCode }) => codes.add(nisCode));
      page = allCpas.pageInfo;
    }
    assert.ok(codes.size >= 581, `${codes.size} CPAS`);
  });

  test(`${name} is told what went wrong`, async () => {
    const unfit = await reader.ask("query Unfit { nothing }");
    const partial = await reader.ask(
      "query Partial { viewer { roles } allCpas(first: -1) { totalCount } }",
    );
    assert.deepEqual(unfit.codes, ["GRAPHQL_VALIDATION_FAILED"]);
    assert.deepEqual(partial.codes, ["BAD_USER_INPUT"]);
  });

  test(`${name} is told that its token is none`, async () => {
    const asked = made({ url, token: "a.b.c" }).ask("query Me { viewer { roles } }");
    const told = await asked.catch((error) => error);
    const code = told.codes?.[0] ?? told.statusCode ?? told.response?.status ?? told.code;
    assert.ok(["INVALID_TOKEN", 401, 4403].includes(code), `${code} ${told.stack}`);
  });

  if (reader.follow) {
    test(`${name} follows`, async () => {
      const [first, second] = (await reader.ask(LINES)).data.events.edges;
      const { events } = await reader.follow(FOLLOW, { after: first.cursor });
      assert.equal(events.id, second.node.id);
    });
  }
}

for (const name of THAT_PERSIST) {
  for (const get of [false, true]) {
    test(`${name} with persisted queries sends the text instead, ${get ? "by GET" : "posted"}`, async () => {
      const how = { persisted: true, get };
      const reader = CLIENTS[name]({ url, token: READER }, how);
      for (const text of ["query Me { viewer { roles } }", "query Me { viewer { roles } }"]) {
        const { data, codes } = await reader.ask(text);
        assert.deepEqual([data.viewer.roles, codes], [["SPP_IS_READER"], []]);
      }
      await saves(CLIENTS[name]({ url, token: EDITOR }, how));
    });
  }
}

for (const name of ["urql", "graphql-request"]) {
  test(`${name} reads by GET`, async () => {
    const reader = CLIENTS[name]({ url, token: READER }, { get: true });
    assert.deepEqual((await reader.ask("query Me { viewer { roles } }")).codes, []);
  });
}

// What is not offered: a client hears so at once, and is not left waiting.
const NOT_OFFERED = {
  "a list of requests, by Apollo Client": (me) =>
    CLIENTS["Apollo Client"](me, { batched: true }).ask("query Me { viewer { roles } }"),
  "a list of requests, by graphql-request": (me) =>
    CLIENTS["graphql-request"](me, { batched: true }).ask("query Me { viewer { roles } }"),
  "a subscription in parts, by Apollo Client": (me) =>
    CLIENTS["Apollo Client"](me, { posted: true }).follow(FOLLOW),
  "one connection for all streams, by graphql-sse": (me) =>
    CLIENTS["graphql-sse"](me, { single: true }).follow(FOLLOW),
};
for (const [what, asked] of Object.entries(NOT_OFFERED)) {
  test(`${what} is refused`, async () => {
    const told = await asked({ url, token: READER }).catch((error) => error);
    const code = told.codes?.[0] ?? told.errors?.[0].extensions.code ?? told.response?.status;
    assert.ok(["BAD_REQUEST", "NOT_ACCEPTABLE", 405].includes(code), `${code} ${told.stack}`);
  });
}

test("the audit of graphql-http is whole by the draft that it knows", async () => {
  const results = await auditServer({ url: `${DRAFT_URL}/graphql` });
  assert.deepEqual(results.filter(({ status }) => status !== "ok"), []);
  assert.equal(results.length, 61);
});

// What the edition of 2026 decides otherwise than the draft: any type is the new one, statuses tell.
const DECIDED_OTHERWISE = ["47DE", "572B", "7B9B", "80D8", "86EE", "FDE2"];

test("by the edition of 2026 it is whole but for what that decides otherwise", async () => {
  const results = await auditServer({ url: `${url}/graphql` });
  const missed = results.filter(({ status }) => status === "warn" || status === "error");
  assert.deepEqual(missed.map(({ id }) => id).sort(), DECIDED_OTHERWISE);
});

test("the example in TypeScript reads, then follows", async () => {
  const example = spawn(process.execPath, ["--experimental-websocket", "not-yet-sent.js"], {
    env: { ...process.env, API: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = createInterface({ input: example.stdout })[Symbol.asyncIterator]();
    const said = async (text) => {
      for (let line = ""; !line.startsWith(text); ) line = (await lines.next()).value ?? assert.fail(text);
    };
    await said("Ixelles has yet to send it");
    const { access_token: token } = await (
      await fetch(`${url}/dev/personas/ixelles-director-general/token`, { method: "POST" })
    ).json();
    const director = CLIENTS["graphql-request"]({ url, token });
    const { id, contentDigest } = (await director.ask(SIGNABLE)).data.cpas.report.form;
    const input = { formId: id, as: "DIRECTOR_GENERAL", contentDigest };
    assert.deepEqual((await director.ask(SIGN, { input })).data.sign.userErrors, []);
    await said("Ixelles has sent it");
  } finally {
    example.kill();
  }
});
