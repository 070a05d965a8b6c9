# make run | demo | drill | test | test-all | check | bench | client | messages | lock | clean      PORT=8000 DATA_DIR=data
.PHONY: help setup run demo drill test test-all check fix bench client messages lock clean
PORT ?= 8000
CENTRE_PORT ?= 8100
SEATS ?= 40
DRILL_SECONDS ?= 60
ARGS ?=
BIN := .venv/bin
PY := $(BIN)/python
READY := .venv/.ready
# A run of the tests starts some hundred programs; where compiled files may not be kept, each would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE
MO := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

help:   ## what can be asked for
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

$(READY): scripts/bootstrap.sh requirements/all.txt requirements/uv.txt
	@sh scripts/bootstrap.sh

%.mo: %.po | $(READY)
	@msgfmt --check-format -o $@.new $< && mv $@.new $@

setup: $(READY) $(MO)   ## install everything into .venv

run: setup   ## room server at PORT and test centre at CENTRE_PORT, on all addresses
	@$(PY) scripts/together.py $(PY) manage.py room --host 0.0.0.0 --port $(PORT) \
		--- $(PY) manage.py centre --host 0.0.0.0 --port $(CENTRE_PORT)

demo: setup   ## a room with invented candidates who sit an exam now, and a test centre with the sample plan
	@$(PY) manage.py demo --port $(PORT) --centre-port $(CENTRE_PORT)

drill: setup   ## a whole exam day in one go: SEATS machines, DRILL_SECONDS of exam; figures in drill.json
	@$(PY) manage.py drill --seats $(SEATS) --seconds $(DRILL_SECONDS) --json drill.json --out drill-out

# Exit code 5 is pytest's "none selected".
test: setup   ## all tests on SQLite, and those marked `db` on PostgreSQL and Redis
	@$(PY) -m pytest -q -n 2 --dist loadfile -m "not slow" $(ARGS)
	@$(PY) -m pytest -q -n 2 --dist loadfile --ds=centre.settings centre/tests -m "not slow" $(ARGS)
	@$(PY) scripts/with_services.py $(PY) -m pytest -q -n 2 --dist loadfile -m "db and not slow" $(ARGS) || [ $$? = 5 ]

test-all: setup .venv/.ready-client   ## every test on both
	@$(PY) -m pytest -q -n 2 --dist loadfile $(ARGS)
	@$(PY) -m pytest -q -n 2 --dist loadfile --ds=centre.settings centre/tests $(ARGS)
	@$(PY) scripts/with_services.py $(PY) -m pytest -q -n 2 --dist loadfile $(ARGS)
	@$(PY) scripts/with_services.py sh -c 'CENTRE_DATABASE_URL=$$DATABASE_URL $(PY) -m pytest -q -n 2 --dist loadfile --ds=centre.settings centre/tests $(ARGS)'

check: setup   ## lint, format, types, import contracts, translations, missing migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PY) -m pytest -q tests/test_translations.py
	@$(PY) manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=centre.settings $(PY) manage.py makemigrations --check --dry-run

fix: setup   ## what lint and format can mend by themselves
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.venv/.ready-bench: requirements/bench.txt $(READY)
	@.uv/bin/uv pip install -q --python $(PY) --require-hashes -r requirements/bench.txt
	@touch $@

bench: setup .venv/.ready-bench   ## the benchmarks, beside the libraries they are compared with
	@$(PY) -m benchmarks $(ARGS)

.venv/.ready-client: requirements/client.txt $(READY)
	@.uv/bin/uv pip install -q --python $(PY) --require-hashes -r requirements/client.txt
	@touch $@

client: setup .venv/.ready-client   ## the candidate machine's program as one file, in dist/: for machines without Python
	@$(PY) scripts/build_client.py

messages: setup   ## gather what is to be translated into locale/
	@$(PY) scripts/translate.py

LOCK = .uv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(ARGS)
lock: setup   ## resolve pyproject.toml anew into requirements/; ARGS=--upgrade for newer versions
	@$(LOCK) pyproject.toml --group test -o requirements/all.txt
	@$(LOCK) --group bench -c requirements/all.txt -o requirements/bench.txt
	@$(LOCK) --group client -c requirements/all.txt -o requirements/client.txt
	@$(LOCK) --group bootstrap -o requirements/uv.txt

clean:   ## take away what make made; what the programs store stays
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find locale -name '*.mo' -delete
