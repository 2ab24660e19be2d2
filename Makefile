# The one list of commands; the README and CI use it too. `make` alone prints it.
.PHONY: help convert test test-quick lint check accuracy bench bench-query schema setup setup-tests constraints
.DEFAULT_GOAL := help
BIN := .venv/bin

help: ## prints this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

convert: setup ## sets up, then converts corpus/raw into corpus/structured
	@$(BIN)/diarium convert corpus/raw

test: setup-tests ## sets up, then runs every test
	$(BIN)/python -m pytest -n auto

test-quick: setup-tests ## the tests that take less than two minutes together
	$(BIN)/python -m pytest -n auto -m "not long"

lint: setup-tests ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: setup-tests ## that what is generated, annotated and measured keeps in step
	$(BIN)/python scripts/make_schema.py --check
	$(BIN)/python scripts/make_tables.py --check
	$(BIN)/python scripts/typeset.py --check corpus/annotated
	$(BIN)/python scripts/accuracy.py --check

accuracy: setup-tests ## scores the annotated documents and writes docs/accuracy.md
	$(BIN)/python scripts/accuracy.py --write docs/accuracy.md

bench: setup-tests ## measures speed and memory and writes docs/performance.md
	$(BIN)/python scripts/bench.py --write docs/performance.md

bench-query: setup-tests ## measures the index and the questions to it and writes docs/query-speed.md
	$(BIN)/python scripts/bench_query.py --write docs/query-speed.md

schema: setup ## writes schemas/, docs/schema.md and docs/tables.md from the types of records and tables
	$(BIN)/python scripts/make_schema.py
	$(BIN)/python scripts/make_tables.py

constraints: setup-tests ## writes constraints.txt from what is installed
	$(BIN)/python scripts/freeze.py

setup: ## installs what converting needs
	@scripts/setup.sh

setup-tests: ## installs what the tests need, too
	@scripts/setup.sh --tests
