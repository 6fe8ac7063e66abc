# Two commands: `make run` sets up and runs the bot, `make test` sets up and runs every check.
PYTHON ?= python3
VENV   := .venv
# Whole processes, browsers, thousands of examples: a tracer doubles their work and sees nothing new.
UNTRACED := tests/end_to_end tests/browser tests/sandbox tests/bot/test_faults.py \
	tests/delivery/test_faults.py tests/posts/test_digest_parts.py \
	tests/article/test_properties.py tests/feed/test_properties.py tests/posts/test_limits.py \
	tests/storage/test_reader_promises.py
BIN    := $(VENV)/bin
# The marks tell make which lock the environment was last filled from.
RUN_MARK := $(VENV)/.run-$(shell cksum < requirements.lock | cut -d' ' -f1)
DEV_MARK := $(VENV)/.dev-$(shell cksum < requirements-dev.lock | cut -d' ' -f1)

.PHONY: run setup test lint types contracts unit whole soak fuzz bench locks screenshots clean

run: setup
	@$(BIN)/khabar run

setup: $(RUN_MARK)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Khabar needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUN_MARK): $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_MARK): $(RUN_MARK)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# What waits for processes and browsers fills the pauses of what reckons.
test: lint contracts
	@$(MAKE) -j3 --output-sync=target --no-print-directory whole unit types

lint: $(DEV_MARK)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_MARK)
	$(BIN)/mypy

contracts: $(DEV_MARK)
	$(BIN)/lint-imports

# Each worker and each bot that a test starts would compile all modules anew.
unit whole: export PYTHONDONTWRITEBYTECODE =
unit whole: PYTEST := $(BIN)/pytest -m 'not slow' --dist loadgroup --no-loadscope-reorder

unit: $(DEV_MARK)
	$(PYTEST) -n 3 $(UNTRACED:%=--ignore %) --cov --cov-report=term

whole: $(DEV_MARK)
	$(PYTEST) -n 4 $(UNTRACED)

# The faults of delivery at their full length, and a newsroom's week: five minutes.
soak: $(DEV_MARK)
	$(BIN)/pytest -m slow -n 2

# Ten minutes for each reader.
fuzz: $(DEV_MARK)
	$(BIN)/python -m tests.fuzz

bench: $(DEV_MARK)
	$(BIN)/python -m benchmarks

screenshots: $(DEV_MARK)
	$(BIN)/python -m docs.screenshots

# Needs uv on the path; the locks hold hashes and no index lines.
locks:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
