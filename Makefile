# `make demo` and `make test` set everything up on first use; a second call does not set up again.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

FUZZ_SECONDS ?= 600

.PHONY: setup demo once run crash soak test format lint types imports unit gate kills fuzz

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "monitor needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up .venv (first use only)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)
	@$(BIN)/monitor demo

once: $(READY)
	@$(BIN)/monitor once

# Two arenas do for threads that take turns; of glibc's eight a core each keeps what it once held.
run: $(READY)
	@MALLOC_ARENA_MAX=2 $(BIN)/monitor run

# Kills the daemon at random moments; about five minutes.
crash: $(READY)
	$(BIN)/python -m benchmarks.crash --kills 300

# Ten thousand cycles; about five minutes.
soak: $(READY)
	MALLOC_ARENA_MAX=2 $(BIN)/python -m benchmarks.soak --cycles 10000

test: format lint types imports unit gate

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

unit: $(READY)
	$(BIN)/pytest -q --cov=monitor --cov-report=term:skip-covered

gate: $(READY)
	$(BIN)/python -m tests.gold.gate

# Delivery under SIGKILL, for as long as it takes to kill some thousand times.
kills: $(READY)
	KILLS=100 $(BIN)/pytest -q tests/alerts/test_kills.py

# Looks for input that the readers of feeds and pages cannot cope with: make fuzz FUZZ_SECONDS=3600
fuzz: .venv/.fuzz
	@$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS)

.venv/.fuzz: $(READY) fuzz/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r fuzz/requirements.txt
	@touch $@
