# Two commands: `make run` sets up and runs the bot, `make test` sets up and runs every check.
PYTHON ?= python3
VENV   := .venv
# Whole processes, browsers, whole ways over HTTP, thousands of examples: a tracer doubles their work
# and sees next to nothing there that it has not seen in the tests of each part (1.4 % of coverage).
UNTRACED := tests/end_to_end tests/browser tests/sandbox tests/bot/test_faults.py \
	tests/bot/test_ingest.py tests/bot/test_lost_and_late.py tests/bot/test_rereading.py \
	tests/bot/test_site.py tests/delivery/test_faults.py tests/delivery/test_failure_table.py \
	tests/handlers/test_choosing.py tests/handlers/test_desk_attacks.py \
	tests/handlers/test_digests.py tests/posts/test_digest_parts.py tests/summary/test_summaries.py \
	tests/article/test_properties.py tests/feed/test_properties.py tests/posts/test_limits.py \
	tests/storage/test_reader_promises.py tests/storage/test_waits.py
BIN    := $(VENV)/bin
# The marks tell make which lock the environment was last filled from.
RUN_MARK := $(VENV)/.run-$(shell cksum < requirements.lock | cut -d' ' -f1)
DEV_MARK := $(VENV)/.dev-$(shell cksum < requirements-dev.lock | cut -d' ' -f1)
BENCH_MARK := $(VENV)/.bench-$(shell cksum < requirements-bench.lock | cut -d' ' -f1)
# The locks hold the whole closure: there is nothing to resolve.
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps

.PHONY: run setup test lint types contracts warm unit whole soak fuzz bench locks screenshots clean

run: setup
	@$(BIN)/khabar run

setup: $(RUN_MARK)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Khabar needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUN_MARK): $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation -e .
	@touch $@

# Holds what the run lock holds; each module is compiled when it is first imported, and most never are.
$(DEV_MARK): $(BIN)/python
	$(INSTALL) --no-compile --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-build-isolation -e .
	@touch $(RUN_MARK) $@

# The libraries that the benchmarks measure Khabar against.
$(BENCH_MARK): $(DEV_MARK)
	$(INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@

# What waits for processes and browsers fills the pauses of what reckons.
test: $(DEV_MARK)
	@$(MAKE) -j4 --output-sync=target --no-print-directory lint contracts types whole unit

lint: $(DEV_MARK)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_MARK)
	$(BIN)/mypy

contracts: $(DEV_MARK)
	$(BIN)/lint-imports

# Each worker and each bot that a test starts would compile all modules anew.
warm unit whole: export PYTHONDONTWRITEBYTECODE =

warm: $(DEV_MARK)
	@$(BIN)/pytest --collect-only -qq > $(VENV)/collected || (cat $(VENV)/collected; false)

unit whole: PYTEST := $(BIN)/pytest -m 'not slow' --dist loadgroup --no-loadscope-reorder

unit: warm
	$(PYTEST) -n 3 $(UNTRACED:%=--ignore %) --cov --cov-report=term

whole: warm
	$(PYTEST) -n 4 $(UNTRACED)

# The faults of delivery at their full length, and a newsroom's week: five minutes.
soak: $(DEV_MARK)
	$(BIN)/pytest -m slow -n 2

# Ten minutes for each reader.
fuzz: $(DEV_MARK)
	$(BIN)/python -m tests.fuzz

bench: $(BENCH_MARK)
	$(BIN)/python -m benchmarks

screenshots: $(DEV_MARK)
	$(BIN)/python -m docs.screenshots

# Needs uv on the path; the locks hold hashes and no index lines.
locks: COMPILE := uv pip compile pyproject.toml --extra build --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-annotate
locks:
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra dev -o requirements-dev.lock
	$(COMPILE) --extra bench -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
