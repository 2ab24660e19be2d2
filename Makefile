# The one list of commands; CI calls these too.
.PHONY: convert test test-quick lint setup schema bench accuracy
BIN := .venv/bin

convert: setup ## sets up, then converts corpus/raw into corpus/structured
	$(BIN)/diarium convert corpus/raw

test: setup ## sets up, then runs every test
	$(BIN)/pytest -n 2

test-quick: setup ## the tests that take less than two minutes together
	$(BIN)/pytest -n 2 -m "not long"

lint: setup ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

setup: ## installs what is missing
	@scripts/setup.sh

schema: setup ## writes schemas/ and docs/schema.md from parser/record/types.py
	$(BIN)/python scripts/make_schema.py

bench: setup ## measures speed and memory
	$(BIN)/python scripts/bench.py

accuracy: setup ## scores the annotated documents
	$(BIN)/python scripts/accuracy.py
