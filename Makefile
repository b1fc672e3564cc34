# `make help` lists what there is. Every target does its own set-up.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONFIG ?= config.toml

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench crash fuzz docs new-rule install packages clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(STAMP): constraints.txt setup.cfg
	@bash .ci/venv "$(PYTHON)" "$(VENV)"
	@touch $(STAMP)

install: $(STAMP) ## the virtual environment with the pinned dependencies

demo: $(STAMP) ## feed the mails of samples/ through the loopback door and print what became of each
	@$(BIN)/tiepnhan demo

run: $(STAMP) ## run the daemon from config.toml (CONFIG=… for another file)
	@$(BIN)/tiepnhan run --config $(CONFIG)

packages: ## the Debian packages that the wire tests need (asks for root where something is missing)
	@bash .ci/packages

test: $(STAMP) packages ## every test; installs what it needs, Debian packages included
	@$(BIN)/python -m pytest

check: $(STAMP) ## ruff, mypy --strict, import contracts, generated docs fresh
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy casework validators routing
	@$(BIN)/lint-imports --config setup.cfg
	@$(BIN)/python -m docs.generate --check

.venv-rivals/.installed: benchmarks/rivals.txt
	@$(PYTHON) -m venv .venv-rivals
	@.venv-rivals/bin/pip install --quiet --quiet --disable-pip-version-check --requirement benchmarks/rivals.txt
	@touch $@

bench: $(STAMP) packages .venv-rivals/.installed ## speed and memory beside the bare libraries and other readers, in one run
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.readers

crash: $(STAMP) packages ## kill the daemon at 200 random instants and audit the ledger
	@TIEPNHAN_CRASH_ROUNDS=200 $(BIN)/python -m pytest tests/crash -q -s --timeout 3600

fuzz: $(STAMP) ## mutants of every format against its reader, two minutes (longer: python -m tests.fuzz TARGET SECONDS)
	@$(BIN)/python -m tests.fuzz all 110

docs: $(STAMP) ## write the rule and portal pages anew
	@$(BIN)/python -m docs.generate

new-rule: $(STAMP) ## CODE=FNT103 DEFECT=look_alike: a new rule file and its test, ready to fill in
	@$(BIN)/python -m docs.new_rule "$(CODE)" "$(DEFECT)"

clean: ## what the targets made, except the virtual environment
	@rm -rf demo-out build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
