# `make demo` and `make test` set everything up on first use; a second call does not set up again.
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
FUZZ_SECONDS ?= 600
# What `make test` runs side by side, the longest first; each prints its output in one piece.
CHECKS := unit gate types imports lint format

.PHONY: help demo once run test bench docs format-data lock setup postgres $(CHECKS) kills crash soak fuzz

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1:/p' Makefile | while IFS=: read -r name does; do \
		printf 'make %-11s %s\n' "$$name" "$$does"; done

# --- the program

demo: $(RUN)  ## the whole job on a sample archive, in seconds, without a network
	@$(BIN)/monitor demo

once: $(RUN)  ## one poll of all feeds in config.toml
	@$(BIN)/monitor once

# Two arenas do for threads that take turns; of glibc's eight a core each keeps what it once held.
run: $(RUN)  ## the daemon
	@MALLOC_ARENA_MAX=2 $(BIN)/monitor run

# --- checks

test: $(DEV)  ## every check and test, side by side, in eight minutes or so
	@rm -rf build/passed && mkdir -p build/passed
	@$(MAKE) --no-print-directory --keep-going --jobs=2 $(GROUPED) $(CHECKS:%=build/passed/%) || true
	@failed=; for check in $(CHECKS); do [ -e build/passed/$$check ] || failed="$$failed $$check"; done; \
		if [ "$$failed" ]; then echo "make test: FAILED:$$failed"; exit 1; fi; \
		echo "make test: passed: $(CHECKS); $$(tail -n 1 build/unit.txt)"

GROUPED := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

build/passed/%: %
	@touch $@

unit: $(DEV)  ## the tests, with the floor of coverage
	@mkdir -p build
	set -o pipefail; $(BIN)/pytest -q --numprocesses=auto --maxprocesses=8 --dist=worksteal --durations=25 \
		--cov --cov-report=term:skip-covered | tee build/unit.txt

gate: $(DEV)  ## precision and recall on the gold stories, against their floors
	$(BIN)/python -m tests.gold.gate

types: $(DEV)  ## mypy
	$(BIN)/mypy

imports: $(DEV)  ## the layers of the architecture
	$(BIN)/lint-imports --no-logo

lint: $(DEV)  ## ruff's rules
	$(BIN)/ruff check .

format: $(DEV)  ## the layout of code and data, checked only
	$(BIN)/ruff format --check .
	$(BIN)/python -m tools.format_data --check

format-data: $(DEV)  ## writes the data files in their layout: one term a line, sorted
	$(BIN)/python -m tools.format_data

# --- documents

docs: $(DEV)  ## writes docs/reference.md and the tables of docs/claims.md from the code
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.claims_reference

# --- what takes longer

bench: $(DEV) .bench/.ready  ## what a poll costs, beside another reader of feeds; about two minutes
	@$(BIN)/python -m benchmarks.polling --peer .bench/bin/python

.bench/.ready: requirements/bench.lock
	@$(PYTHON) -m venv --clear .bench
	@sh requirements/install.sh .bench/bin/python bench
	@touch $@

kills: $(DEV)  ## delivery under SIGKILL, some thousand times
	KILLS=100 $(BIN)/pytest -q tests/alerts/test_kills.py

crash: $(DEV)  ## kills the daemon at random moments; about five minutes
	$(BIN)/python -m benchmarks.crash --kills 300

soak: $(DEV)  ## ten thousand cycles of the daemon; about five minutes
	MALLOC_ARENA_MAX=2 $(BIN)/python -m benchmarks.soak --cycles 10000

fuzz: .venv/.fuzz  ## looks for input that the readers cannot cope with; FUZZ_SECONDS=600
	@$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS)

# --- set-up: see CONTRIBUTING.md

setup: $(RUN)  ## .venv with what the program runs, and nothing else

postgres: $(RUN)  ## adds the driver for a ledger on PostgreSQL
	@sh requirements/install.sh $(BIN)/python postgres

$(RUN): requirements/run.lock requirements/build.lock requirements/install.sh pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "monitor needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up .venv (first use only)"
	@$(PYTHON) -m venv --clear .venv \
		|| { echo "$(PYTHON) cannot make virtual environments; on Debian: apt install python3-venv" >&2; exit 1; }
	@sh requirements/install.sh $(BIN)/python run build
	@$(BIN)/python -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.lock
	@echo "adding the tools for development (first use only)"
	@sh requirements/install.sh $(BIN)/python dev
	@touch $@

.venv/.fuzz: $(DEV) requirements/fuzz.lock
	@sh requirements/install.sh $(BIN)/python fuzz
	@touch $@

lock: build/uv  ## writes the locks after a change of pyproject.toml; UPGRADE=1 takes the newest of everything
	@sh requirements/lock.sh build/uv $(if $(UPGRADE),--upgrade)

build/uv:
	@$(PYTHON) -m venv --clear $@ && $@/bin/pip install --quiet --disable-pip-version-check uv || { rm -rf $@; exit 1; }
