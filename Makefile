# Set-up and the few commands there are. Re-running any of them is quick and harmless.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: demo run test fuzz bench translations lock clean

demo: $(VENV)/.runtime ## the portal with invented families, on http://127.0.0.1:8000
	@PORTAL_INSTANCE=$(CURDIR)/instance/demo DATABASE_URL=sqlite:///$(CURDIR)/instance/demo.db \
	 PORTAL_URL=http://127.0.0.1:$(PORT) MAIL_URL=file:$(CURDIR)/instance/demo/mail \
	 $(BIN)/flask demo --port $(PORT)

run: $(VENV)/.runtime ## real use, on instance/portal.db
	@PORTAL_URL=$${PORTAL_URL:-http://127.0.0.1:$(PORT)} $(BIN)/flask serve --port $(PORT)

test: $(VENV)/.development ## every check and every test there is
	@$(BIN)/python -m tests.everything

fuzz: $(VENV)/.development ## what the tests throw at every form, a hundred times as much
	@FUZZ_EXAMPLES=600 $(BIN)/python -m pytest -q -n auto tests/architecture/test_fuzz.py

bench: $(VENV)/.development ## measurements, as lines of: name value unit
	@for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

translations: $(VENV)/.development ## write the catalogue's template anew from the sources
	@$(BIN)/pybabel -q extract -F portal/translations/babel.cfg -k _l -k lazy_gettext -k mark --no-location \
	 --sort-output --omit-header -o portal/translations/messages.pot portal templates

lock: $(VENV)/.development ## pin every dependency anew
	@$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header requirements-postgres.in -o requirements-postgres.txt
	@$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

clean: ## everything but what people entered
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The portal needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the portal runs on…"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what tests and checks need…"
	@$(PIP) -r requirements-dev.txt
	@touch $@
