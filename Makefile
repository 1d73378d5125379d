# The two commands are `make app` and `make test`; both make .venv first where there is none, and ask nothing.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	$$name -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& echo $$name && break; done)
RUN := .venv/bin/python

# A stamp is named after what it stands for, so that a change of the requirements, and nothing else, installs again.
key = $(shell cat $(1) | cksum | cut -d' ' -f1)
APP_STAMP := .venv/.app-$(call key,requirements.txt)
DEV_STAMP := .venv/.dev-$(call key,requirements.txt requirements-dev.txt)

help: ## What there is to run
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

app: $(APP_STAMP) ## The sandbox, the demo practice and the pages; prints the address (PORT=8600 for another one)
	@$(RUN) -m reconcile demo $(if $(PORT),--port $(PORT))

test: $(DEV_STAMP) ## All tests but the long ones (ARGS="-k names" for some of them)
	@$(RUN) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEV_STAMP) ## Format, lint, types, imports and tests: everything that must be clean
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy --strict
	.venv/bin/lint-imports
	$(RUN) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

notebooks: $(DEV_STAMP) ## JupyterLab on notebooks/
	@$(RUN) -m jupyterlab --ServerApp.root_dir=notebooks \
		--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

bench: $(DEV_STAMP) ## How long each step takes, and each big list beside the least that reading it could take
	@$(RUN) -m benchmarks.steps $(ARGS)
	@$(RUN) -m benchmarks.plans
	@$(RUN) -m benchmarks.pages --clients 1000 --clients 15000
	@$(RUN) -m benchmarks.peers
	@$(RUN) -m benchmarks.queue
	@$(RUN) -m benchmarks.readers
	@$(RUN) -m benchmarks.export_reading

soak: $(DEV_STAMP) ## The long tests
	@$(RUN) -m pytest -m soak $(ARGS)

mutants: $(DEV_STAMP) ## Takes each guard of the applies out, one after the other: some test must notice (ARGS="words" for some)
	@$(RUN) -m tests.mutants $(ARGS)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, with its venv module; none was found here." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

$(APP_STAMP): | .venv/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f .venv/.app-* && touch $@

$(DEV_STAMP): | .venv/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f .venv/.dev-* && touch $@

.PHONY: help app test check notebooks bench soak mutants
