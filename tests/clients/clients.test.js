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

for (const [name, made] of Object.entries(CLIENTS)) {
  const reader = made({ url, token: READER });

  test(`${name} reads`, async () => {
    const { data, codes } = await reader.ask("query Me { viewer { roles } }");
    assert.deepEqual([data.viewer.roles, codes], [["SPP_IS_READER"], []]);
  });

  test(`${name} writes`, async () => {
    const editor = made({ url, token: EDITOR });
    const { id, version } = (await editor.ask(FORM)).data.cpas.report.form;
    const justifiedAmount = `${amount++}.00`;
    const input = { formId: id, justifiedAmount, expectedVersion: version };
    const { saveJustifiedAmount: saved } = (await editor.ask(SAVE, { input })).data;
    assert.deepEqual(saved.userErrors, []);
    assert.equal(saved.form.amounts.justified, justifiedAmount);
    const again = await editor.ask(SAVE, { input: { ...input, justifiedAmount: "1.00" } });
    assert.equal(again.data.saveJustifiedAmount.userErrors[0].code, "VERSION_CONFLICT");
  });

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

  if (reader.follow) {
    test(`${name} follows`, async () => {
      const [first, second] = (await reader.ask(LINES)).data.events.edges;
      const { events } = await reader.follow(FOLLOW, { after: first.cursor });
      assert.equal(events.id, second.node.id);
    });
  }
}

for (const [name, made] of Object.entries(THAT_PERSIST)) {
  test(`${name} with persisted queries sends the text instead`, async () => {
    const reader = made({ url, token: READER }, true);
    const { data, codes } = await reader.ask("query Me { viewer { roles } }");
    assert.deepEqual([data.viewer.roles, codes], [["SPP_IS_READER"], []]);
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
