# Every path is relative, so that the project may lie in a folder with spaces in its name.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install demo test soak screenshots check model requirements clean

# `make PYTHON=/path/to/python` decides which Python makes the environment.
PYTHON ?=
BIN := .venv/bin
# `make requirements UPGRADE=--upgrade` takes the newest versions; without it the pinned ones stay where they can.
UPGRADE ?=
SOAK ?= 500
# The tests wait more than they compute. Files go in their order, so that the few long ones do not all come last.
WORKERS ?= 4

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 20

install: ## make the environment in .venv, everything pinned
	@for python in "$(PYTHON)" python3 python3.11 python3.12 python3.13 python3.14; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" bot/install.py; \
		fi; \
	done; \
	echo 'Hamyar needs Python 3.11 or newer, and none was found.' >&2; \
	echo 'On Debian or Ubuntu: apt-get install python3 python3-venv' >&2; \
	exit 1

demo: install ## run everything on this machine, with invented people
	@exec $(BIN)/python -m bot.cli demo

test: install ## run every test
	@exec $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

soak: install ## play far more random payments, conversations and month-ends than the tests do (SOAK=500)
	@HAMYAR_SOAK=$(SOAK) exec $(BIN)/python -m pytest -o faulthandler_timeout=0 tests/handlers/bank/test_schedules.py \
		tests/handlers/bank/test_wired_schedules.py tests/journeys/test_random_conversations.py \
		tests/crashes/test_month_end_storm.py

screenshots: install ## take the README's pictures anew (needs Chromium)
	@HAMYAR_BROWSER=required HAMYAR_SCREENSHOTS=docs/screenshots exec $(BIN)/python -m pytest tests/journeys/test_phones.py

check: install ## formatting, lint, types, imports, scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v shellcheck >/dev/null; then \
		echo 'shellcheck .ci/run'; shellcheck .ci/run; \
	else \
		echo 'shellcheck is not installed: .ci/run was not looked at (apt-get install shellcheck)'; \
	fi

model: install ## learn anew from examples.txt what messages are about, and print how well
	@exec $(BIN)/python -m services.understanding.making

requirements: install ## pin the newest fitting versions, with hashes, in requirements*.txt
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(BIN)/python -m venv "$$tools" && "$$tools/bin/pip" install --quiet --disable-pip-version-check uv && \
	compile() { "$$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make requirements' $(UPGRADE) pyproject.toml "$$@"; } && \
	compile --output-file requirements.txt && \
	compile --extra dev --extra embedded --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove the environment and caches; the data in .hamyar stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
