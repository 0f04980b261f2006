# The two commands of the README are `make run` and `make test`; each sets up what it needs from a clean clone.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test soak bench screenshots format pins help
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.runtime .env ## set up and start Baton: web server, worker, demo company
	@$(BIN)/python -m scripts.run

test: $(VENV)/.tools ## everything that CI checks: lint, types, floors, templates, tests on both databases, browser journeys
	@scripts/ensure_services.sh
	@$(BIN)/python -m scripts.check

soak: $(VENV)/.tools ## the long proofs with their figures
	@scripts/ensure_services.sh
	@$(BIN)/pytest -m soak -s -q --timeout 1800 tests/soak tests/journeys

bench: $(VENV)/.tools ## speed, memory and cold start, beside baselines in the same run; LARGE=1000000 leads instead of 100000
	@$(BIN)/python -m bench

screenshots: $(VENV)/.tools ## take the pictures of the README anew
	@scripts/ensure_services.sh
	@$(BIN)/python -m scripts.screenshots

format: $(VENV)/.tools ## put the code into its one format and mend what can be mended
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

pins: $(VENV)/.tools ## compile requirements*.txt from the ranges in pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --universal --no-header --no-annotate --no-emit-index-url --quiet -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --universal --no-header --no-annotate --no-emit-index-url --quiet --group dev -o requirements-dev.txt

# The stamps are newer than the pins that they stand for, so nothing is installed twice.
$(VENV)/.runtime: requirements.txt | $(BIN)/pip
	@echo "Installing Baton's libraries into $(VENV) ..."
	@$(BIN)/python -m pip install -qq -r requirements.txt
	@touch $@

$(VENV)/.tools: requirements-dev.txt | $(BIN)/pip
	@echo "Installing Baton's libraries and the tools of its tests into $(VENV) ..."
	@$(BIN)/python -m pip install -qq -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

$(BIN)/pip:
	@python=$$(scripts/find_python.sh) && "$$python" -m venv $(VENV)

.env: | $(VENV)/.runtime
	@umask 077 && secret=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))') \
	  && printf '%s\n' '# Written by "make run"; .env.example says what may stand here.' BATON_ENV=development "SECRET_KEY=$$secret" > $@
