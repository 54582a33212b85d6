# Three functions for a shell (bash or zsh) beside the demo: . examples/ask.sh
# They need curl and python3.
API=${API:-http://127.0.0.1:${RAPPORT_UNIQUE_PORT:-8000}}

# token NAME: an access token of an invented person.
token() {
  curl -sS -X POST "$API/dev/personas/$1/token" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])'
}

# ask TOKEN OPERATION [<<JSON …]: send it, with the variables that follow it; show the answer.
ask() {
  ANSWER=$(
    python3 -c '
import json, sys
given = "" if sys.stdin.isatty() else sys.stdin.read()
print(json.dumps({"query": sys.argv[1], "variables": json.loads(given or "{}")}))' "$2" |
      curl -sS "$API/graphql" -H "Authorization: Bearer $1" \
        -H 'Content-Type: application/json' -H 'Accept-Language: en' --data-binary @-
  )
  printf '%s' "$ANSWER" | python3 -m json.tool --no-ensure-ascii
}

# pick KEY…: a value of the last answer.
pick() {
  printf '%s' "$ANSWER" | python3 -c '
import json, sys
value = json.load(sys.stdin).get("data")
for key in sys.argv[1:]:
    try:
        value = value[int(key) if isinstance(value, list) else key]
    except (TypeError, KeyError, IndexError):
        sys.exit("There is no " + " ".join(sys.argv[1:]) + " in the last answer, which says why.")
print(value)' "$@"
}
