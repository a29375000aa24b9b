# The two commands are `make run` and `make test`; everything they need they set up themselves.
.PHONY: run test test-long lint bench bundle text lock clean help
.DEFAULT_GOAL := help

PY := .venv/bin/python
export PYTHON SKIP_APT
# Qt's own words must not depend on who runs the tests.
export PYTHONUTF8 := 1
TRACE := -X faulthandler

help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

run:  ## do the main job on the samples: a window where there is a display, else everything headless into build/run
	@.ci/setup run
	@$(PY) -m workstation tour

test:  ## lint, types, import floors and every test but the long ones (about 20 minutes at most)
	@.ci/setup test
	@$(MAKE) --no-print-directory lint
	$(PY) $(TRACE) -m pytest $(ARGS)

test-long:  ## everything at full length: 200 kills, 300 random histories ...
	@.ci/setup test
	@$(MAKE) --no-print-directory lint
	$(PY) $(TRACE) -m pytest --long $(ARGS)

lint:  ## ruff, mypy --strict and the import floors
	@.ci/setup test
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo

bench:  ## the budgets on 1,000,000 rows x 20 columns, as ratios to named yardsticks (ROWS=5000000 for more)
	@.ci/setup test
	$(PY) -m tests.bench $(ARGS)

bundle:  ## the folder to hand out, in dist/workstation, built in a clean environment and tried
	@.ci/setup bundle
	.ci/bundle

text:  ## gather the sentences of the program into the catalogues and compile them
	@.ci/setup test
	$(PY) -m tests.house.text

lock:  ## choose the newest packages that pyproject.toml allows and write them, with hashes, into the lock files
	@.ci/setup test
	.ci/lock

clean:  ## remove what was built (the virtual environment stays)
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
