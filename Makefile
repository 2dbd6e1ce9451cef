# One target per task; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
DATA ?= demo-data
SOURCES := schemas streams pipelines dashboards deploy tests

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

.PHONY: setup
setup: ## install what is missing: Python packages, Kafka's jars, the browser
	@bash deploy/setup.sh

.PHONY: demo
demo: setup ## a fictional town uses AI: watch it in a browser (DATA=demo-data)
	@.venv/bin/leitstand demo --data $(DATA)

.PHONY: demo-once
demo-once: setup ## the same without a person: runs, accounts for every event, exits
	@.venv/bin/leitstand demo --once --json

.PHONY: test
test: setup ## all tests: unit, integration with real parts, short fault runs, browser
	@$(PY) -m pytest

.PHONY: test-unit
test-unit: setup ## the fast tests only
	@$(PY) -m pytest tests/unit

.PHONY: faults
faults: setup ## kill, cut, fill and tear things (SHORT=1: a few minutes)
	@LEITSTAND_FAULTS=$(if $(SHORT),short,long) $(PY) -m pytest tests/faults $(if $(SHORT),,tests/unit/streams/test_poison.py)

.PHONY: kills
kills: setup ## a thousand random kills more, written down in .cache/kills.jsonl (docs/faults.md)
	@$(PY) -m tests.faults.kill_loop --kills 1000 --journal .cache/kills.jsonl

.PHONY: bench-detect
bench-detect: setup ## detectors: quality, false alarms, speed, side by side with Presidio (SHORT=1, WRITE=page)
	@bash tests/bench/environment.sh tests/bench/detect/peer/presidio.lock .cache/bench/presidio
	@$(PY) -m tests.bench.detect --peer .cache/bench/presidio/bin/python $(if $(SHORT),--short) $(if $(WRITE),--write $(WRITE))

.PHONY: bench-gateway
bench-gateway: setup ## the gateway's latency and throughput, side by side with LiteLLM's proxy (SHORT=1)
	@bash tests/bench/environment.sh tests/bench/gateway/litellm.lock .cache/bench/litellm
	@$(PY) -m tests.bench.gateway.run .cache/bench/litellm $(if $(SHORT),--short)

.PHONY: bench
bench: setup ## the whole line under load beside its peers (SHORT=1: two minutes; WRITE=page)
	@bash tests/bench/environment.sh tests/bench/detect/peer/presidio.lock .cache/bench/presidio
	@$(PY) -m tests.bench.line --peer .cache/bench/presidio/bin/python $(if $(SHORT),--short) $(if $(WRITE),--write $(WRITE))

.PHONY: train-names
train-names: setup ## train the model for names again (NAMES=folder of the data, docs/model-card-names.md)
	@test -n "$(NAMES)" || { echo "say where the data lie: make train-names NAMES=FOLDER (docs/model-card-names.md names the files)" >&2; exit 2; }
	@bash tests/bench/environment.sh tests/bench/names/requirements.lock .cache/bench/names requirements.lock
	@PYTHONPATH=schemas:streams:pipelines:dashboards:deploy .cache/bench/names/bin/python -m tests.bench.names.train --data "$(NAMES)"

.PHONY: lint
lint: setup ## ruff, mypy strict, basedpyright strict, layers, dependencies
	@.venv/bin/ruff check $(SOURCES)
	@.venv/bin/ruff format --check $(SOURCES)
	@.venv/bin/mypy
	@.venv/bin/basedpyright
	@.venv/bin/lint-imports
	@.venv/bin/deptry .

.PHONY: format
format: ## put the code into the house's form
	@.venv/bin/ruff check --fix $(SOURCES)
	@.venv/bin/ruff format $(SOURCES)

.PHONY: lock
lock: ## renew requirements.lock from pyproject.toml (hash-pinned, without addresses)
	@uv pip compile -q --universal --generate-hashes --all-extras --group dev -p 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --generate-hashes -p 3.11 --custom-compile-command "make lock" tests/bench/detect/peer/presidio.in -o tests/bench/detect/peer/presidio.lock
	@uv pip compile -q --universal --generate-hashes -p 3.11 --custom-compile-command "make lock" tests/bench/gateway/litellm.in -o tests/bench/gateway/litellm.lock
	@uv pip compile -q --universal --generate-hashes -p 3.11 --custom-compile-command "make lock" tests/bench/names/requirements.in -o tests/bench/names/requirements.lock

.PHONY: pictures
pictures: setup ## photograph the first screens of a demo of its own into docs/images
	@$(PY) tests/browser/demo_pictures.py docs/images

.PHONY: wheel
wheel: setup ## build the wheel into dist/
	@.venv/bin/hatchling build -t wheel

.PHONY: clean
clean: ## remove what the targets made (not the data of a demo)
	@rm -rf .venv .cache dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
