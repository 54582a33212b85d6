# What newcomers and developers do with this project. Needs Python 3.11 or later with pip, and make.
#
# The project is installed into its own environment, .venv, as an editable package: the command
# `rapport-unique`, the tests and the type checker all see the files that stand here. Whatever
# comes from outside comes from a list with hashes. The build backend has a list of its own, so
# that it is no part of a service in production; with it in place, installing the project itself
# needs no network. An environment is made once, and made again when a list changes.

# The first of these that is 3.11 or later and can make environments; PYTHON=… names another one.
PYTHON ?=
PYTHONS = $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.14 python3.11 python3 python)

# How pytest runs: on all cores. `make test ARGS=-n0` runs on one, `make test ARGS=tests/auth` a part,
# `make test ARGS='-n auto -k postgresql'` what needs a PostgreSQL server.
# For `make bench`, its own arguments: `make bench ARGS='form home --database sqlite'`.
ARGS ?= $(if $(filter bench,$(MAKECMDGOALS)),,-n auto)

UV = uv==0.13.9
IN_VENV = .venv/bin/python -m
INSTALL = $(IN_VENV) pip install --quiet --disable-pip-version-check --no-input
COMPILE = pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' \
  $(if $(UPGRADE),--upgrade)
# What builds the project; an editable install needs `editables` beside the backend.
BUILD_REQUIRES = import tomllib; print("editables", \
  *tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")

CYCLONEDX = cyclonedx-bom==7.5.0
PIP_AUDIT = pip-audit==2.10.1
SKIPPED = *** NOT AUDITED: the advisories cannot be reached. Nothing is known of the packages. ***
# Puts the tool that follows on the path, in an environment that goes afterwards.
TOOLS = $(FIND_PYTHON); tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
  "$$python" -m venv "$$tools"; PATH="$$tools/bin:$$PATH"; \
  "$$tools/bin/python" -m pip install --quiet --disable-pip-version-check

# Doors that production keeps shut; whoever sets the variables decides otherwise.
DEVELOPMENT = RAPPORT_UNIQUE_ENVIRONMENT="$${RAPPORT_UNIQUE_ENVIRONMENT:-development}" \
  RAPPORT_UNIQUE_DEV_ISSUER="$${RAPPORT_UNIQUE_DEV_ISSUER:-true}"

.PHONY: help run token test test-clients bench check lock sbom audit clean check-format check-lint check-types check-floors \
  check-packages check-contract check-migrations

help:
	@echo 'make run                   start the demo on http://127.0.0.1:8000'
	@echo 'make token                 list the invented persons'
	@echo 'make token PERSONA=name    print an access token for one of them'
	@echo 'make test [ARGS=…]         run the tests, on SQLite and on PostgreSQL'
	@echo 'make test-clients          let Apollo, urql and other clients work with a server'
	@echo 'make check                 format, lint, types, floors, contract, migrations'
	@echo 'make bench [ARGS=…]        measure the service against a hand-written one'
	@echo 'make lock [UPGRADE=1]      write the lists of packages anew'
	@echo 'make sbom                  list what the service is made of, in sbom.json (CycloneDX)'
	@echo 'make audit [OFFLINE=skip]  ask which of its packages have known weaknesses'
	@echo 'make clean                 remove the environment and the caches; data in var/ stay'

run: .venv/.project
	@$(DEVELOPMENT) $(IN_VENV) rapport_unique migrate
	@$(DEVELOPMENT) $(IN_VENV) rapport_unique demo
	@exec env $(DEVELOPMENT) $(IN_VENV) rapport_unique serve

token: .venv/.project
	@$(DEVELOPMENT) $(IN_VENV) rapport_unique token $(PERSONA)

# What touches storage runs on both databases. PostgreSQL is the server of TEST_DATABASE_URL, or one
# that is started from a package; where neither is to be had, the end of the run says so.
# What one process compiled, the others read, whatever the variable says elsewhere.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/.dev .venv/.project
	$(IN_VENV) pytest $(ARGS)

# Needs Node 20 and npm; without them, or without a registry, it says so and is skipped.
test-clients: .venv/.dev .venv/.project
	@$(IN_VENV) tests.clients

# How much slower than a hand-written service? On a PostgreSQL server: TEST_DATABASE_URL, or our own.
bench: .venv/.dev .venv/.project
	@$(IN_VENV) bench $(ARGS)

# All of them, also when one fails.
check: .venv/.dev .venv/.project
	@$(MAKE) --no-print-directory --keep-going check-format check-lint check-types check-floors \
	  check-packages check-contract check-migrations

check-format:
	$(IN_VENV) ruff format --check .

check-lint:
	$(IN_VENV) ruff check .

check-types:
	$(IN_VENV) mypy

check-floors:
	.venv/bin/lint-imports

check-packages:
	$(IN_VENV) pip check

check-contract:
	$(IN_VENV) rapport_unique schema --check

# On both databases, as the tests; each is empty and goes afterwards.
check-migrations:
	@$(IN_VENV) tests.check_migrations

# Lists what the service is made of, in sbom.json (CycloneDX); needs the tool, and no advisories.
sbom:
	@set -e; $(TOOLS) '$(CYCLONEDX)'; \
	cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
	  --output-format JSON --output-file sbom.json
	@echo 'sbom.json holds the list.'

# Asks which packages of the service have known weaknesses. Where nobody can be asked it fails, for
# nothing is known then; who knows that there is no network says OFFLINE=skip, and is told all the same.
audit:
	@set -e; unasked=75; test '$(OFFLINE)' != skip || unasked=0; \
	$(TOOLS) '$(PIP_AUDIT)' || { echo '$(SKIPPED)' >&2; exit $$unasked; }; \
	told="$$tools/told"; \
	if pip-audit --strict --requirement requirements.lock --require-hashes --disable-pip \
	  >"$$told" 2>&1; then cat "$$told"; exit 0; fi; \
	tail -n 20 "$$told" >&2; \
	if grep --quiet 'known vulnerabilit' "$$told"; then exit 1; fi; \
	echo '$(SKIPPED)' >&2; exit $$unasked

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist

# Sets $python, or says what is missing.
FIND_PYTHON = python=; old=; bare=; \
  for candidate in $(PYTHONS); do \
    version=$$("$$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' \
      2>/dev/null) || continue; \
    if "$$candidate" -c 'import sys; sys.exit(sys.version_info >= (3, 11))'; then \
      old="$$old $$candidate is $$version."; \
    elif ! "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then \
      bare="$${bare:-$$candidate ($$version)}"; \
    else python=$$candidate; break; fi; \
  done; \
  if [ -z "$$python" ] && [ -n "$$bare" ]; then \
    echo "$$bare cannot make environments: its venv module is missing or incomplete." >&2; \
    echo 'On Debian and Ubuntu: apt install python3-venv. Then run make again.' >&2; \
    exit 1; \
  elif [ -z "$$python" ]; then \
    echo "Python 3.11 or later is needed and was not found.$$old" >&2; \
    echo 'Install it, or say where it is: make PYTHON=/path/to/python3.12 …' >&2; \
    exit 1; \
  fi

# An environment whose Python was upgraded or removed is of no use any more.
ifneq ($(wildcard .venv/.run),)
ifneq ($(shell .venv/bin/python -c 'import pip; print("runs")' 2>/dev/null),runs)
$(shell rm -rf .venv)
endif
endif

.venv/.run: requirements.lock requirements-build.lock
	@set -e; $(FIND_PYTHON); rm -rf .venv; \
	echo "Making the environment in .venv with $$python ($$version)." >&2; \
	"$$python" -m venv .venv
	@$(INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	@touch $@

# Where the stamp exists, the list has changed: what is no longer on it must go.
.venv/.dev: requirements-dev.lock .venv/.run
	@if [ -e $@ ]; then rm -rf .venv; $(MAKE) --no-print-directory .venv/.run; fi
	@echo 'Adding the tools for tests and checks to .venv.' >&2
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.run
	@$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

lock:
	@set -e; $(FIND_PYTHON); tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	"$$python" -m venv "$$tools"; \
	"$$tools/bin/python" -m pip install --quiet --disable-pip-version-check '$(UV)'; \
	PATH="$$tools/bin:$$PATH"; \
	uv $(COMPILE) pyproject.toml --extra print --output-file requirements.lock; \
	python -c '$(BUILD_REQUIRES)' | uv $(COMPILE) - --constraint requirements.lock \
	  --output-file requirements-build.lock; \
	uv $(COMPILE) pyproject.toml --extra print --extra dev --constraint requirements.lock \
	  --constraint requirements-build.lock --output-file requirements-dev.lock
