# One door for contributors. Python alone is enough: see the README.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install test check format readme bench clean

install: $(BIN)/ruff ## an environment with everything that checks need

$(BIN)/ruff:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'

test: install ## the tests alone
	$(BIN)/python -m pytest -q -n auto

check: install ## all that CI checks
	$(BIN)/ruff format --check graphx tests benchmarks
	$(BIN)/ruff check graphx tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n auto

format: install
	$(BIN)/ruff format graphx tests benchmarks
	$(BIN)/ruff check --fix graphx tests benchmarks

readme: install ## rewrite the outputs in the README
	$(BIN)/python tests/test_readme.py

bench: install ## measure, and write benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
