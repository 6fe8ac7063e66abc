# `make run` sets up and runs the bot, `make test` sets up and runs every check that needs only Python.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The marks tell make which lock the environment was last filled from.
RUN_MARK := $(VENV)/.run-$(shell cksum < requirements.lock | cut -d' ' -f1)
DEV_MARK := $(VENV)/.dev-$(shell cksum < requirements-dev.lock | cut -d' ' -f1)
BENCH_MARK := $(VENV)/.bench-$(shell cksum < requirements-bench.lock | cut -d' ' -f1)
# The locks hold the whole closure: there is nothing to resolve.
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps

.PHONY: run setup setup-dev test lint types contracts pytest coverage soak attacks fuzz bench locks \
	screenshots manual install dist clean

# Where no settings are, it plays; `make run PORT=0 SITE_PORT=0` on other ports.
run: setup
	@$(BIN)/khabar run $(if $(or $(wildcard .env),$(KHABAR_ENV),$(BOT_TOKEN)),,--sandbox) \
		$(if $(PORT),--port $(PORT)) $(if $(SITE_PORT),--site-port $(SITE_PORT))

setup: $(RUN_MARK)

setup-dev: $(DEV_MARK)

# An older pip weighs every release of a package, which takes longer than all the rest; the one at
# hand brings the pinned one in, and where there is none, Python's own does.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Khabar needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --without-pip $(VENV)
	sed -n '/^pip==/,/[^\\]$$/p' requirements.lock > $(VENV)/pip.lock
	$(PYTHON) -m pip --python $@ install -q --require-hashes -r $(VENV)/pip.lock 2>/dev/null \
		|| { $@ -m ensurepip && $(INSTALL) --require-hashes -r $(VENV)/pip.lock; }

$(RUN_MARK): $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) -q --no-build-isolation -e .
	@touch $@

# The lock holds what the run lock holds, too: its two halves are installed side by side. Each module
# is compiled when it is first imported, and most never are.
$(DEV_MARK): $(BIN)/python
	grep -vxFf requirements.lock requirements-dev.lock > $(VENV)/dev-only.lock
	$(INSTALL) --no-compile --require-hashes -r requirements.lock & \
		$(INSTALL) --no-compile --require-hashes -r $(VENV)/dev-only.lock && wait $$!
	$(INSTALL) -q --no-build-isolation -e .
	@touch $(RUN_MARK) $@

# The libraries that the benchmarks measure Khabar against.
$(BENCH_MARK): $(DEV_MARK)
	$(INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@

test: $(DEV_MARK)
	@$(MAKE) -j4 --output-sync=target --no-print-directory lint contracts types pytest

lint: $(DEV_MARK)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_MARK)
	$(BIN)/mypy

contracts: $(DEV_MARK)
	$(BIN)/lint-imports

# SQLite waits for the disk at each of some ten thousand commits, but not where files are in memory.
MEMORY := $(shell [ "$$(df --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 2000000 ] 2>/dev/null \
	&& echo /dev/shm)
IN_MEMORY = temp=$$(mktemp -d $(or $(MEMORY),$${TMPDIR:-/tmp})/khabar-XXXXXX) \
	&& trap 'rm -rf $$temp' EXIT && PYTEST_DEBUG_TEMPROOT=$$temp

# More workers than cores, since tests wait for processes, browsers and polls; each one more collects
# all tests once more, which takes it some seconds.
WORKERS := --numprocesses 4 --dist worksteal

# Each bot that a test starts would compile all modules anew.
pytest coverage postgresql: export PYTHONDONTWRITEBYTECODE =

# What needs more than Python, or takes the machine for itself, has a target of its own.
APART := -m 'not slow and not wordpress and not browser' --ignore=tests/packages

# All workers collect the same tests at the same time, and in a fresh clone each would compile all of
# them and what they import; so one process does that first, while types are checked. What is wrong
# with a test is told by the run itself.
COMPILED_MARK := $(DEV_MARK)-compiled
$(COMPILED_MARK): $(DEV_MARK)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --collect-only -q $(APART) >/dev/null 2>&1 || true
	@touch $@

pytest: $(COMPILED_MARK)
	$(IN_MEMORY) $(BIN)/pytest $(APART) $(WORKERS)

# How much of the code the same tests run; 90 % is the least. Those of the sandbox, and those that
# meet the bot only as a process, run none of it where it is measured.
UNMEASURED := $(addprefix --ignore=tests/,attacks browser sandbox)
coverage: $(COMPILED_MARK)
	rm -f .coverage .coverage.*
	$(IN_MEMORY) $(BIN)/coverage run -m pytest $(APART) $(UNMEASURED) $(WORKERS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

# Every test of storage, of receiving and delivery, and of the whole bot; of handlers those in which
# people approve, post, plan, ask and answer, of ingest and of commands those that store. On a PostgreSQL
# of Debian's package that the run starts itself. Most others hold there, too (`--engine postgresql`), but
# would take too long here.
.PHONY: postgresql
postgresql: $(DEV_MARK)
	$(IN_MEMORY) $(BIN)/pytest --engine postgresql -m 'not slow and not wordpress' $(WORKERS) \
		tests/storage tests/end_to_end tests/bot/telegram tests/bot/delivery tests/bot/composition \
		tests/handlers/desk/test_approval.py tests/handlers/desk/test_bulk_approval.py \
		tests/handlers/desk/test_posts.py tests/handlers/desk/test_pins.py \
		tests/handlers/desk/test_post_attacks.py tests/handlers/owner/test_announcement.py \
		tests/handlers/test_attempts.py tests/handlers/test_questions.py \
		tests/handlers/test_instances.py \
		tests/bot/ingest/polling/test_poll.py tests/bot/ingest/polling/test_next_poll.py \
		tests/bot/ingest/rechecks/test_recheck.py tests/bot/ingest/rechecks/test_silent_rest.py \
		tests/bot/ingest/test_lost_and_late.py tests/bot/ingest/test_flood.py \
		tests/bot/ingest/copies/test_surviving_copies.py tests/bot/ingest/test_backfill.py \
		tests/bot/ingest/test_resumed_backfill.py tests/bot/ingest/test_locked.py \
		tests/bot/ingest/test_reindex.py tests/bot/ingest/test_reindex_beside_bot.py \
		tests/bot/ingest/test_accidents.py tests/bot/ingest/test_many_withdrawals.py \
		tests/bot/ingest/test_released_later.py tests/bot/ingest/test_stale_pages.py \
		tests/bot/ingest/archive/test_reanalyse_alerts.py \
		tests/bot/cli/test_doctor_update.py tests/bot/cli/test_move_database.py \
		tests/bot/cli/test_outbox.py tests/bot/cli/test_refused_servers.py

# The pages in Debian's Chromium.
.PHONY: browser
browser: $(DEV_MARK)
	$(IN_MEMORY) $(BIN)/pytest tests/browser -m browser $(WORKERS)

# What is shipped, built and installed into fresh environments: wheel, units, image, updates.
.PHONY: packages
packages: $(DEV_MARK)
	$(IN_MEMORY) $(BIN)/pytest tests/packages -m 'not slow' $(WORKERS)

# On a real WordPress, from Debian's packages in tests/wordpress/packages.txt, as root: four minutes.
wordpress: $(DEV_MARK)
	$(BIN)/pytest tests/wordpress -m wordpress -s

# The faults of delivery at their full length, a newsroom's week, and what waits at the bot's doors:
# half an hour.
soak: $(DEV_MARK)
	$(BIN)/pytest -m slow --ignore=tests/attacks --numprocesses 2
	$(BIN)/pytest --engine postgresql -m slow tests/end_to_end/test_instances.py
	$(BIN)/pytest tests/attacks/test_doors.py tests/attacks/test_clock.py -m slow

# Everything hostile, one after the other, on a bot as a process and for each parser: six minutes.
# `make test` asks the parts only.
attacks: $(DEV_MARK)
	$(BIN)/pytest tests/attacks tests/bot/article/test_properties.py \
		tests/bot/feed/test_properties.py tests/bot/delivery/sending/test_jpeg.py \
		tests/handlers/test_forged.py -m 'slow or not slow' \
		--ignore=tests/attacks/test_doors.py --ignore=tests/attacks/test_clock.py

# Ten minutes, or MINUTES, for each reader; SEED repeats a run.
fuzz: $(DEV_MARK)
	$(BIN)/python -m tests.fuzz $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

bench: $(BENCH_MARK)
	$(BIN)/python -m benchmarks

screenshots: $(DEV_MARK)
	$(BIN)/python -m docs.screenshots

# The man page and the completions in deploy/, after a change of a command, an option or a setting.
manual: $(DEV_MARK)
	$(BIN)/python -m docs.manual

# The program in an environment of its own, with a link to it on the path: docs/operations.md. What a
# wheel is built in must be gone: a module of an older version would be carried along. It is for every
# user of the machine, whatever root's umask.
PREFIX ?= /opt/khabar
LINKS ?= /usr/local
READABLE := umask 022 &&
install:
	$(READABLE) $(PYTHON) -m venv $(PREFIX)
	$(READABLE) $(INSTALL:$(BIN)/%=$(PREFIX)/bin/%) --require-hashes -r requirements.lock
	rm -rf build
	$(READABLE) $(INSTALL:$(BIN)/%=$(PREFIX)/bin/%) --no-build-isolation --force-reinstall .
	rm -rf build
	$(READABLE) install -d $(LINKS)/bin $(LINKS)/share/man/man1
	ln -sf $(PREFIX)/bin/khabar $(LINKS)/bin/khabar
	ln -sf $(PREFIX)/share/man/man1/khabar.1 $(LINKS)/share/man/man1/khabar.1
	@$(PYTHON) -c "$$REACHABLE"

# A Python that root has installed below its home runs for root alone, and so does what is built on it.
define REACHABLE
import pathlib, sys
python = pathlib.Path(sys.executable).resolve()
if closed := [folder for folder in python.parents if not folder.stat().st_mode & 1]:
    print(f"{python} is for the owner of {closed[-1]} alone, and so is this installation: for a",
          "user of its own remove it, and make install PYTHON=/usr/bin/python3", file=sys.stderr)
endef
export REACHABLE

# The sdist holds what a wheel is made of; the wheel is made from it, so that nothing else is in it.
dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 315532800)
dist: setup
	rm -rf dist build
	$(BIN)/python -c 'from setuptools import build_meta; build_meta.build_sdist("dist")' >/dev/null
	$(INSTALL:install=wheel) --no-build-isolation -w dist dist/khabar-*.tar.gz
	@ls -l dist

# Needs uv on the path; the locks hold hashes and no index lines.
locks: COMPILE := uv pip compile pyproject.toml --extra build --extra postgresql --universal \
	--python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate
locks:
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra dev -o requirements-dev.lock
	$(COMPILE) --extra bench -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
