# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-wheel bench accuracy clean

demo: $(VENV)/installed
	$(BIN)/kpiaudit audit examples/contact-centre/kpis.yaml

test: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kpiaudit rules check rules
	$(BIN)/pytest -q -n auto --dist worksteal

# Builds the wheel, installs it in a clean environment and audits an example from it.
test-wheel: $(VENV)/ready
	$(BIN)/pytest -q -m slow

# Writes the figures of docs/accuracy.md anew.
accuracy: $(VENV)/ready
	$(BIN)/python benchmarks/accuracy_page.py

bench: $(VENV)/ready
	$(BIN)/python benchmarks/bench.py

# Compiled by hand, so that start-up is fast also where PYTHONDONTWRITEBYTECODE is set.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	$(BIN)/python -m compileall -q kpiaudit
	touch $@

$(VENV)/ready: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
