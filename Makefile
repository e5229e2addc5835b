# make demo   reads the example reports        make test   sets up what the tests need and runs them
# Both need git, make and Python 3.11 or newer (PYTHON=… names another one), and make their own .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST := $(BIN)/python -m pytest
PYTEST_ARGS ?= -n auto

.PHONY: demo test test-live lint types accuracy stress stress-scans bench bench-large fuzz constraints clean

demo: .venv/installed
	$(BIN)/extractor run examples/ --out out/

test: .venv/installed-dev
	.ci/with-postgres $(PYTEST) $(PYTEST_ARGS)

# One report read by a small real model: EXTRACTOR_LIVE_MODEL names a GGUF file. Skips, with the reason, where there is none.
test-live: .venv/installed-dev
	$(PYTEST) tests/llm/live.py -s

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: .venv/installed-dev
	$(BIN)/mypy

# How right the extractor is on the labelled samples, in one table.
accuracy: .venv/installed-dev
	$(BIN)/python -m eval.samples
	$(BIN)/extractor eval validate
	$(BIN)/extractor eval run --out out/eval --require "reports_wholly_right>=1" --require "values.silent_errors<=0" \
		--require "facts.f1>=0.95" --require "facts.indicator>=0.9" --require "checks.recall>=1" --require "checks.precision>=1"

# The same on the reports made harder on purpose: much may be left open there, but nothing may be wrong and look certain.
# Scans are a target of their own: reading them takes half an hour.
STRESSES := dialects lost_blanks ocr_noise swapped_sections traditional encodings single_digits
stress: .venv/installed-dev
	$(BIN)/extractor eval stress --out out/stress --seed 7 $(STRESSES:%=--only %)
	$(BIN)/extractor eval run --labels out/stress --out out/eval-stress --require "accuracy>=0.95" \
		--require "values.wrong<=0.0001" --require "values.silent_errors<=0" --require "checks.cause.precision>=1"

stress-scans: .venv/installed-dev
	$(BIN)/extractor eval stress --out out/stress-scans --seed 7 --only scans
	$(BIN)/extractor eval run --labels out/stress-scans --out out/eval-scans --require "values.silent_errors<=0.001"

# Speed and memory as ratios and rates, side by side: about eight minutes.
bench: .venv/installed-dev
	$(BIN)/python -m bench

# A hundred thousand reports, two runs on one PostgreSQL, kill -9 at twenty moments: half an hour or more, alone on two cores.
bench-large: .venv/installed-dev
	.ci/with-postgres $(BIN)/python -m bench large sharing
	FAULT_ROUNDS=20 .ci/with-postgres $(PYTEST) tests/batch/test_faults.py -k kill_9 -s -q -n 0

# Every parser and the number reader under atheris, one after the other; what a target finds lies in out/fuzz/.
#   make fuzz FUZZ_SECONDS=1800 FUZZ_TARGETS="pdf docx"
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= decode text html docx pdf numbers document results
fuzz: .venv/installed-fuzz
	set -e; for target in $(FUZZ_TARGETS); do mkdir -p out/fuzz/$$target; \
		$(BIN)/python -m fuzz $$target out/fuzz/$$target tests/hostile/corpus/$$target -max_total_time=$(FUZZ_SECONDS) \
			-max_len=32768 -timeout=30 -rss_limit_mb=2048 -artifact_prefix=out/fuzz/$$target- -print_final_stats=1; \
	done

# Renews the version pins: everything that a clean environment with every extra resolves to.
EXTRAS := import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies'], sep=',')
constraints:
	rm -rf .venv-pins && $(PYTHON) -m venv .venv-pins
	.venv-pins/bin/python -m pip install --quiet --disable-pip-version-check ".[$$($(PYTHON) -c "$(EXTRAS)")]"
	.venv-pins/bin/python -m pip freeze --exclude disclosure-extractor --exclude pip --exclude setuptools > constraints.txt
	rm -rf .venv-pins

clean:
	rm -rf .venv .venv-pins out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本。Python 3.11 or newer is needed." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) -e .
	touch $@

.venv/installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) -e '.[dev,eval,login,ocr,postgres,ray]'
	touch .venv/installed $@

.venv/installed-fuzz: .venv/installed-dev
	$(PIP) -e '.[fuzz]'
	touch $@
