# Every habit of the project in one place; `make help` lists them.
# Set-up is a chain of stamps, so each target does what is missing and nothing twice.

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PACKAGES := assessment surveys reports
PORT ?= 8000
WORKERS ?= 2

# The first interpreter that is new enough and complete.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)

RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp
MUTATION := $(VENV)/mutation.stamp
ASSETS := node_modules/.package-lock.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
READY := $(RUNTIME) $(ASSETS) $(CATALOGUES)
READY_DEV := $(DEV) $(READY)

PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check \
	--require-hashes --requirement

# What only checks and pictures need: pages, workbooks, Chinese type, catalogues, PDF.
TOOLS := chromium libreoffice-calc fonts-noto-cjk gettext poppler-utils

# Settings under which `check --deploy` must have nothing to say.
AS_PRODUCTION := DENGTA_ENV=production DENGTA_ALLOWED_HOSTS=localhost \
	DENGTA_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(32))')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.PHONY: help setup setup-dev run worker demo test test-services test-browser coverage \
	bench mutation check check-code check-django fix messages tools lock clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

# -- Set-up ---------------------------------------------------------------------------

setup: $(READY) ## install what the platform needs into .venv and node_modules
	@echo "Ready: everything that runs the platform is in .venv and node_modules."

setup-dev: $(READY_DEV) ## install what tests and checks need as well
	@echo "Ready: everything that tests and checks need is in .venv and node_modules."

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Dengta needs Python 3.11 or newer with venv" \
		"(Debian and Ubuntu: apt install python3 python3-venv)."; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements/runtime.txt | $(BIN)/python
	@echo "Installing the Python packages"
	@$(PIP_INSTALL) $<
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	@echo "Installing the packages for tests and checks"
	@$(PIP_INSTALL) $<
	@touch $@

$(MUTATION): requirements/mutation.txt $(DEV)
	@echo "Installing the package that writes mutants"
	@$(PIP_INSTALL) $<
	@touch $@

# Where the machine has no npm, it comes from a Python package.
$(ASSETS): package.json package-lock.json .npmrc | $(RUNTIME)
	@command -v npm >/dev/null || { echo "Installing npm"; \
		$(PIP_INSTALL) requirements/node.txt; }
	@echo "Installing the browser assets"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --loglevel=error
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ \
		--locale=$(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

# -- Running --------------------------------------------------------------------------

run: $(READY) ## serve the site and work on its jobs, on 127.0.0.1:8000
	@$(MANAGE) migrate --no-input --verbosity 0
	@$(MANAGE) work --web 127.0.0.1:$(PORT)

worker: $(READY) ## work on jobs only
	@$(MANAGE) work

demo: $(READY) ## make sample data, both workbooks, and serve them (SERVE=0: stop there)
	@$(MANAGE) demo $(if $(filter 0,$(SERVE)),--no-serve,--port $(PORT))

# -- Tests ----------------------------------------------------------------------------

test: $(READY_DEV) ## the tests, on SQLite; needs nothing but this
	@env -u DATABASE_URL -u REDIS_URL \
		$(BIN)/pytest -m "not browser" -n $(WORKERS) $(ARGS)

test-services: $(READY_DEV) ## the same on DATABASE_URL (PostgreSQL) and REDIS_URL
	@DENGTA_TEST_SERVICES=1 \
		$(BIN)/pytest -m "not browser" -n $(WORKERS) $(SERVICELESS) $(ARGS)

# What knows neither a database nor a broker has nothing new to say about another one,
# nor have headers, words and walks over all addresses. Pages are opened on these
# services by the browser, every one of them; their tests run on SQLite.
SERVICELESS := $(addprefix --ignore=tests/,surveys/scoring surveys/sheets \
	surveys/doubting/test_rules.py surveys/keeping surveys/forms surveys/views \
	surveys/test_editions.py surveys/test_cmmm_editions.py surveys/test_sampling.py \
	surveys/test_national_editions.py surveys/test_workdays.py surveys/explaining \
	assessment/demo assessment/test_headers.py assessment/test_pages.py \
	reports/views reports/workbook reports/test_statistics.py \
	reports/test_suppression.py reports/test_summarising.py reports/test_spreading.py \
	reports/test_redrawing.py reports/test_agreement.py test_access.py test_attacks.py \
	test_downloads.py test_hostile_files.py test_hostile_texts.py \
	test_hostile_workbooks.py test_house.py test_regions_apart.py)

# Playwright keeps an event loop running, which Django would take for asynchronous code.
test-browser: $(READY_DEV) ## the journeys in Chromium (see: make tools)
	@DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/pytest -m browser -n 2 --dist loadgroup $(ARGS)

coverage: $(READY_DEV) ## the tests, and which branches they leave out
	@$(BIN)/pytest -m "not browser" -n $(WORKERS) --cov --cov-report=term

bench: $(READY_DEV) ## measure what has a limit
	@for file in tests/bench/bench_*.py; do \
		$(BIN)/python -m tests.bench.$$(basename $$file .py) || exit 1; \
	done

mutation: $(MUTATION) ## try mutants of the scoring (ONLY=surveys/scoring/x.py, SAMPLE=10: percent)
	@nice -n 10 $(BIN)/python -m tests.mutation $(ONLY) $(if $(SAMPLE),--sample $(SAMPLE))

# -- Checks ---------------------------------------------------------------------------

check: check-code check-django ## everything a tool can check

check-code: $(READY_DEV)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/djangofmt --check --quiet $(PACKAGES)
	$(BIN)/djangofmt check --quiet $(PACKAGES)
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

check-django: $(READY_DEV)
	$(MANAGE) check --fail-level WARNING
	@echo "$(MANAGE) check --deploy, in production settings"
	@$(AS_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) workflow_diagram --check
	$(MANAGE) catalogues --check

fix: $(READY_DEV) ## put right what a tool can put right
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djangofmt check --fix --quiet $(PACKAGES) || true
	@$(BIN)/djangofmt --quiet $(PACKAGES)

messages: $(READY_DEV) ## collect the texts into locale/ and compile them
	@$(MANAGE) catalogues
	@$(MAKE) $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

# -- Keeping --------------------------------------------------------------------------

tools: ## install what only checks need (Debian, as root)
	@missing=; for tool in $(TOOLS); do \
		dpkg-query --show --showformat='$${db:Status-Status}' $$tool 2>/dev/null \
			| grep -qx installed || missing="$$missing $$tool"; done; \
	test -z "$$missing" || { echo "Installing$$missing"; apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes \
			--no-install-recommends $$missing >/dev/null; }

lock: ## pin the requirements anew (UPGRADE=1: to the newest that fit)
	@test -x .lockenv/bin/uv || { $(PYTHON) -m venv .lockenv && .lockenv/bin/python -m \
		pip install --quiet --require-hashes --requirement requirements/lock.txt; }
	@for name in runtime dev mutation node lock; do UV_CUSTOM_COMPILE_COMMAND="make lock" \
		.lockenv/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-emit-index-url $(if $(UPGRADE),--upgrade) \
		requirements/$$name.in --output-file requirements/$$name.txt || exit 1; done
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only --ignore-scripts

clean: ## remove what set-up made and what tools left behind; var/ stays
	@rm -rf $(VENV) .lockenv node_modules htmlcov .coverage* .mypy_cache .ruff_cache \
		.pytest_cache .import_linter_cache .hypothesis $(CATALOGUES)
	@find $(PACKAGES) tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
