# Everything a person or the checks run, from nothing but Python 3.11+ and make. Windows: see CONTRIBUTING.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test corpus check lint format templates samples goldens bench wheels constraints clean

help:  ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(READY)  ## update a copy of the sample plan in ./scratch, and say which files to open
	@$(BIN)/python samples/demo.py

test: $(READY)  ## all tests
	@$(BIN)/python -m pytest

corpus: $(READY)  ## every workbook of SHEETPLAN_CORPUS edited, edited back and made worse (about ten minutes)
	SHEETPLAN_CORPUS_WHOLE=1 $(BIN)/python -m pytest tests/test_corpus.py

check: lint test  ## what must hold before a change is kept

lint: $(READY)  ## form, types and floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## put the form right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

templates: $(READY)  ## paint the blank workbooks in templates/ anew
	$(BIN)/python templates/paint.py

samples: $(READY)  ## build the workbooks in samples/ anew
	$(BIN)/python samples/build.py

goldens: $(READY)  ## write the golden files anew; read the diff before you keep it
	$(BIN)/python -m pytest --remake-goldens

bench: $(READY)  ## time ourselves side by side with what one would use instead
	@set -e; for script in benchmarks/*.py; do echo "$$script"; $(BIN)/python "$$script"; done

wheels: $(READY)  ## build the wheel, and install and run it with every Python from 3.11 on that is here (some minutes)
	@$(BIN)/python tests/wheels.py

constraints:  ## write constraints.txt anew, from the newest versions that pyproject.toml allows
	@sh -e -c 'fresh=$$(mktemp -d); trap "rm -rf $$fresh" EXIT; \
	$(PYTHON) -m venv $$fresh; $$fresh/bin/python -m pip install -q --disable-pip-version-check ".[dev]"; \
	{ grep -E "^#|;" constraints.txt; $$fresh/bin/python -m pip list --format freeze \
	    --exclude sheetplan --exclude pip --exclude setuptools; } > $$fresh/constraints.txt; \
	cp $$fresh/constraints.txt constraints.txt'

clean:  ## remove what was made here and can be made again
	rm -rf $(VENV) scratch build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Made anew when the needs change, never otherwise; the mark comes last, so that a broken install is begun again.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sheetplan needs Python 3.11 or newer. Name one: make PYTHON=python3.12 ...")'
	@echo "Setting up $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
