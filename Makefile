# `make run` and `make test` need Python 3.11 or newer and nothing else: they set up .venv themselves.
# TORCH=cpu takes PyTorch without CUDA, which is gigabytes smaller; TORCH_INDEX=… takes it from elsewhere.

.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak fuzz strings gallery app clean setup setup-dev

BIN := .venv/bin

# The first of these that runs and is new enough; `make PYTHON=/path/to/python run` overrides it.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$name && break; done)
SET_UP = $(eval FOUND := $(PYTHON))$(if $(FOUND),$(FOUND) scripts/setup.py --torch '$(TORCH)',\
	echo "WM Studio needs Python 3.11 or newer, and there is none on the PATH." >&2; exit 1;)

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\): *[a-z-]* *## /  make \1\t/p' Makefile

run: setup  ## open the studio; ARGS="…" goes to wmstudio
	@$(BIN)/wmstudio $(ARGS)

test: lint  ## check the style and types, then run the tests on all cores; ARGS="…" goes to pytest
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: setup-dev  ## check the style and types only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: setup-dev  ## measure what is fast; ARGS="--quick" for texts up to 10,000 tokens
	$(BIN)/python -m benchmarks $(ARGS)

soak: setup-dev  ## a robot types, pastes and undoes for half an hour; ARGS="--minutes 3" for less
	$(BIN)/python -m benchmarks --only soak --out benchmarks/soak.json $(ARGS)

fuzz: setup-dev  ## read damaged files and messages, a few minutes; FULL=1 for the long run
	$(BIN)/python -m fuzzing $(if $(FULL),--full) $(ARGS)

strings: setup-dev  ## list all texts for translators; ARGS="de zh" for languages
	@$(BIN)/python scripts/strings.py $(ARGS)

gallery: setup-dev  ## take the pictures of docs/gallery.md again; ARGS="slots card" for some
	@QT_QPA_PLATFORM=offscreen $(BIN)/python scripts/gallery.py $(ARGS)

app:  ## build the standalone program in dist/; ARGS="--no-archive" for the folder only
	@$(eval FOUND := $(PYTHON))$(if $(FOUND),$(FOUND) packaging/build.py $(ARGS),\
	echo "WM Studio needs Python 3.11 or newer, and there is none on the PATH." >&2; exit 1;)

clean:  ## remove all that these commands made
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find wmstudio tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(SET_UP) run

setup-dev:
	@$(SET_UP) dev
