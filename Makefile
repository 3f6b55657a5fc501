# Every task of the portal. `make help` lists them; each first makes the environment it needs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PORT ?= 8000
HOST ?= 127.0.0.1

.PHONY: help setup run demo test test-quick check fix mutants fuzz bench pictures migrate lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv with the locked dependencies (quick when nothing changed)
	@scripts/setup dev

run: ## Serve the portal on this machine: make run PORT=8000
	@scripts/setup run
	@$(BIN)/portal serve --host $(HOST) --port $(PORT)

demo: ## Serve a throw-away portal with sample content: everything is forgotten when it stops
	@scripts/setup run
	@scripts/demo $(HOST) $(PORT)

test: setup ## Run every test: SQLite, PostgreSQL, browsers
	@scripts/test

test-quick: setup ## Run the tests that need neither PostgreSQL nor a browser
	@$(BIN)/pytest -n 2 -m "not browser and not slow" $(ARGS)

check: setup ## Check style, types, floors, templates and known vulnerabilities, then test
	@scripts/check
	@$(MAKE) --no-print-directory test

fix: setup ## Put right what a machine can put right
	@$(BIN)/ruff check -q --fix .
	@$(BIN)/ruff format -q .

mutants: setup ## Break each enforcement in turn: every one must turn a test red (nightly)
	@scripts/mutants $(ARGS)

fuzz: setup ## Play 2,000 games against the steps of a complaint (nightly)
	@$(BIN)/pytest -q --games 2000 tests/complaints/test_form_fuzz.py $(ARGS)

bench: setup ## Measure speed against peers (bench/README.md)
	@test -e bench/__main__.py || { echo 'There is nothing to measure with yet.' >&2; exit 1; }
	@$(BIN)/python -m bench

pictures: setup ## Make the pictures of README and docs anew: make pictures ARGS=complaint-desk
	@scripts/pictures $(ARGS)

migrate: setup ## Write a migration from the models: make migrate m="words"
	@test -n "$(m)" || { echo 'Say what changes: make migrate m="words"' >&2; exit 1; }
	@scripts/migrate "$(m)"

lock: setup ## Lock the newest dependencies that requirements*.in allow
	@scripts/lock
