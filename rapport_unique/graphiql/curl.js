// An operation as a command for a shell. The token is asked for anew, or stands in $TOKEN: what is
// copied is no secret.

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

const PICK = "python3 -c 'import json, sys; print(json.load(sys.stdin)[\"access_token\"])'";

export function asCurl(operation, { here, language, persona, signedIn }) {
  const follows = /^\s*subscription\b/m.test(operation.query);
  const headers = [
    "Content-Type: application/json",
    ...(follows ? ["Accept: text/event-stream"] : []),
    ...(language ? [`Accept-Language: ${language}`] : []),
  ];
  const token = `curl -sS -X POST ${quoted(`${here}dev/personas/${persona}/token`)} | ${PICK}`;
  const lines = [
    `curl -sS${follows ? "N" : ""} ${quoted(`${here}graphql`)}`,
    ...(signedIn ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...headers.map((header) => `-H ${quoted(header)}`),
    `--data-binary ${quoted(JSON.stringify(operation))}`,
  ];
  return `${persona ? `TOKEN=$(${token})\n` : ""}${lines.join(" \\\n  ")}\n`;
}
