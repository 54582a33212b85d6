// Not yet sent in my region: reads which CPAS have yet to send a form, then follows them live.
//
// It needs Node 22.18 or later and the package graphql-ws. It reads and follows over one WebSocket, as the
// federation for which it works; without variables, Brulocalis in the demo.
import { createClient } from "graphql-ws";

const {
  API = "http://127.0.0.1:8000",
  TOKEN_URL = `${API}/dev/issuer/token`,
  CLIENT_ID = "brulocalis",
  CLIENT_SECRET = "any",
} = process.env;
const WHICH = "year: 2020, filter: { kind: [COVID_PREMIUM] }";
const FORM = "id status cpas { name }";

type Form = { id: string; status: string; cpas: { name: string } };
type Read = { forms: { asOf: string; nodes: Form[] } };
type Follow = { events: { form: Form | null } };

async function authorization(): Promise<string> {
  const answer = await fetch(TOKEN_URL, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  if (!answer.ok) throw new Error(`No token: ${await answer.text()}`);
  return `Bearer ${(await answer.json()).access_token}`;
}

// It connects again by itself, with a new token, and then follows from the same cursor.
const client = createClient({
  url: `${API.replace(/^http/, "ws")}/graphql`,
  connectionParams: async () => ({ authorization: await authorization() }),
  retryAttempts: Infinity,
});

async function* forms(): AsyncGenerator<Form> {
  let after = "";
  for await (const { data } of client.iterate<Read>({
    query: `{ forms(${WHICH}, first: 600) { asOf nodes { ${FORM} } } }`,
  })) {
    yield* data!.forms.nodes;
    after = data!.forms.asOf;
  }
  for await (const { data } of client.iterate<Follow>({
    query: `subscription ($after: String!) { events(${WHICH}, after: $after) { form { ${FORM} } } }`,
    variables: { after },
  })) {
    if (data?.events.form) yield data.events.form;
  }
}

const waiting = new Set<string>();
for await (const { status, cpas } of forms()) {
  if (status === "SENT" && waiting.delete(cpas.name)) {
    console.log(`${cpas.name} has sent it; ${waiting.size} have not.`);
  } else if (status !== "SENT" && !waiting.has(cpas.name)) {
    waiting.add(cpas.name);
    console.log(`${cpas.name} has yet to send it; ${waiting.size} in all.`);
  }
}
