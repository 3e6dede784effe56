# Two commands carry everything: `make run` and `make test`. Both build what they need in .venv first.
.DEFAULT_GOAL := help
.PHONY: help run test check test-browser format messages compile bench runtime dev clean

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
OFFLINE := The packages could not be installed (above: why). Is this machine connected to a package index?

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 16

run: runtime ## install, migrate, load the demo season on first start, and serve (HOST, PORT, DATABASE_URL)
	@$(BIN)/python config.py
	@$(BIN)/python scripts/messages.py --compile
	@$(FLASK) db upgrade
	@$(FLASK) demo load --if-empty
	@exec $(FLASK) serve

test: dev ## all checks and all tests; says in one line what this machine had to leave out
	@$(BIN)/python scripts/run_tests.py checks sqlite postgres redis browser --coverage 95

check: dev ## what to run before a commit: everything but the browser
	@$(BIN)/python scripts/run_tests.py checks sqlite postgres redis

test-browser: dev ## whole journeys in a real browser
	@$(BIN)/python scripts/run_tests.py browser

format: dev ## put code in its usual shape
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

messages: runtime ## collect sentences, update both catalogues, report what lacks Chinese (FRAGMENTS=folder)
	@$(BIN)/python scripts/messages.py $(if $(FRAGMENTS),--fragments $(FRAGMENTS))

compile: runtime ## compile the catalogues the program reads
	@$(BIN)/python scripts/messages.py --compile

bench: dev ## measure pages against a bare Flask
	@$(BIN)/python bench/web.py

clean: ## remove what the tools left behind, but neither data nor .venv
	@rm -rf .test-report .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Luyan needs Python 3.11 or newer, and found none."; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Could not make .venv. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

# Packages are installed again only when the pins changed, and the search for few waits is compiled then.
runtime: $(BIN)/python
	@sum=$$(cksum < requirements.txt); [ "$$(cat .venv/installed 2>/dev/null)" = "$$sum" ] || { \
		echo "Installing packages (about a minute)"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt \
		&& $(BIN)/python -m app.meetings.logic.engine.exchanging < /dev/null \
		&& echo "$$sum" > .venv/installed || { echo "$(OFFLINE)"; exit 1; }; }

dev: runtime
	@sum=$$(cat requirements.txt requirements-dev.txt | cksum); [ "$$(cat .venv/installed-dev 2>/dev/null)" = "$$sum" ] || { \
		echo "Installing the tools of developers"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt \
		&& echo "$$sum" > .venv/installed-dev || { echo "$(OFFLINE)"; exit 1; }; }
