# Every way in. `make test` in a fresh clone is enough: what a target needs, it makes.
# PYTHON names the interpreter for the environment where it is not found by itself.

SHELL := /bin/sh
BIN := .venv/bin
STAMP := .venv/.installed
ROOMS := crossdock portal flows checks sinks sources storage edi domain schemas bench
MARKDOWN := README.md

# Some machines forbid it; the tests start hundreds of processes, and each would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test check fix bench soak

# make .venv with all that is needed, at the versions of constraints.txt
install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt deploy/make-venv
	@sh deploy/make-venv "$(PYTHON)"
	@echo "Installing the packages of constraints.txt into .venv (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

# a believable day of a distributor, from bytes to available-to-sell, checked against the truth
demo: $(STAMP)
	$(BIN)/crossdock demo

# all checks, then all tests but the soak, on two processes
test: check
	$(BIN)/python -m pytest -n 2 --dist loadgroup </dev/null

# format, lint, types, fences between rooms, and drawn parts of the documents
check: $(STAMP)
	$(BIN)/ruff format --check --quiet $(ROOMS) tests
	$(BIN)/ruff check --quiet $(ROOMS) tests
	$(BIN)/basedpyright --warnings
	$(BIN)/basedpyright --warnings -p tests/pyrightconfig.json
	$(BIN)/lint-imports --no-cache
	$(BIN)/cog -I . --check --check-fail-msg "run 'make fix'" $(MARKDOWN)

# mend what machines can mend, and draw again what is drawn in the documents
fix: $(STAMP)
	$(BIN)/ruff format $(ROOMS) tests
	$(BIN)/ruff check --fix $(ROOMS) tests
	$(BIN)/cog -I . -r $(MARKDOWN)

# speed of inventory and of EDI, beside their peers
bench: $(STAMP)
	$(BIN)/crossdock bench inventory --latency 60
	$(BIN)/crossdock bench edi

# at least five hundred real kills; takes long
soak: $(STAMP)
	$(BIN)/python -m pytest -m soak --timeout 14400 </dev/null
