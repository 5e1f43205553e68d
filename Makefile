# The commands of the course. Type "make" alone to see them.
PYTHON ?= python3
PORT ?= 8800
RUN = .venv/bin

PYTEST = $(RUN)/python -m pytest -n 2 --dist loadgroup
OLDEST = greaterdata_lessons/analysis greaterdata_lessons/data tests/analysis tests/data tests/oldest
NBVAL = $(RUN)/python -m pytest -o addopts= --nbval --nbval-current-env --nbval-cell-timeout=120

.PHONY: help environment course lessons book editions quick oldest test lint notebooks pages hub hub-bundle hub-test room bench lock clean

help:
	@echo "The course's commands:"
	@echo "  make course            open the book and the notebooks on this machine (Ctrl-C stops)"
	@echo "  make course PORT=9000  the same at another port"
	@echo "  make lessons           rebuild the notebooks after a change in book/lessons"
	@echo "  make book              rebuild the book's pages; FROM=folder takes the pages' Python from there"
	@echo "  make editions          make the files to take away: PDF, paper, a stick (needs Chromium)"
	@echo "  make quick             the checks that take about three minutes"
	@echo "  make lint              style and types alone"
	@echo "  make oldest            the analysis on the oldest versions, beside ACRO and on Spark"
	@echo "  make notebooks         all of that, and every notebook run again"
	@echo "  make pages             all of that, and the book in a browser"
	@echo "  make room              all of that, and a shared hub with ten learners: the same as make test"
	@echo "  make test              every check, the ones in a browser too"
	@echo "  make hub               a shared hub to try out on this machine (Ctrl-C stops; as root, with walls)"
	@echo "  make hub-bundle        one folder for a stick: the shared hub on a laptop without internet"
	@echo "  make hub-test          the shared hub: a room of thirty, every fault, every wall (needs root)"
	@echo "  make bench             how fast it is, beside a named peer"
	@echo "  make environment       put the packages in place; the others do it by themselves"
	@echo "  make lock              pin the packages anew after a change in pyproject.toml (needs uv)"
	@echo "  make clean             delete what was built (your my-lessons folder stays)"

environment:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) on this machine. Install Python 3.11 or newer (python.org, or: sudo apt install python3 python3-venv), then type the same command again." >&2; exit 2; }
	@$(PYTHON) tools/environment.py

course: environment
	@exec $(RUN)/greaterdata course --port $(PORT)

# Nothing that is built or checked counts as somebody's progress.
lessons quick test notebooks pages: export GREATERDATA_PROGRESS = off

lessons: environment
	$(RUN)/python -m tools.build_lessons

# The Python that runs in the pages; make book FROM=folder takes its files from there.
book: environment
	$(RUN)/python -m tools.get_browser_python $(if $(FROM),--from "$(FROM)")
	$(RUN)/python -m tools.build_book
	$(RUN)/python -m tools.build_lite

editions: book
	$(RUN)/python -m tools.build_editions

quick: lint
	$(PYTEST) -m "not browser and not slow"

test: quick oldest notebooks pages room

# The analysis on the oldest versions (the browser's), beside ACRO, and on Spark.
oldest: quick
	@$(PYTHON) tools/environment.py oldest
	.venv-oldest/bin/python -m pytest -m "not browser and not slow" $(OLDEST)

lint: environment
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy

# Every notebook says what it says when it is run again, and comes from its source.
notebooks: oldest
	$(RUN)/python -m tools.build_lessons --check
	$(NBVAL) notebooks

# The book as a reader meets it, and the commands as a newcomer types them.
pages: notebooks
	@$(PYTHON) tools/environment.py deploy
	$(RUN)/python -m tools.get_browser_python $(if $(FROM),--from "$(FROM)")
	$(RUN)/python -m tools.build_book
	$(RUN)/python -m tools.build_lite
	$(PYTEST) -m "browser or slow" --durations=15

# A hub to try out: three seats, their cards in the terminal, and nothing left after Ctrl-C.
hub:
	@$(PYTHON) tools/environment.py hub
	@exec .venv-hub/bin/python -m tools.try_hub

# A real hub on a throwaway machine inside this one; nothing of it stays. Only root may make one.
AS_ROOT = $(if $(filter 0,$(shell id -u)),,sudo)
HUB_TEST = $(AS_ROOT) .venv-hub/bin/python tools/hub_machine.py .venv-hub/bin/python -m pytest \
  -o addopts="--strict-markers --strict-config --doctest-modules" \
  --confcutdir=tests/hub/real -s -q

# Each file of tests has a machine of its own, so that none finds what another left (5: no test).
EACH_FILE = failed=; for file in tests/hub/real/test_*.py greaterdata_lessons/hub/server; do \
  echo "$$file"; $(HUB_TEST) $(1) $$file; code=$$?; \
  [ $$code -eq 0 ] || [ $$code -eq 5 ] || failed="$$failed $$file"; \
done; [ -z "$$failed" ] || { echo "These failed:$$failed" >&2; exit 1; }

hub-test: hub-bundle
	@$(call EACH_FILE,)
	$(HUB_TEST) tests/hub/real/laptop

# What a laptop without internet needs to be a hub, for a stick.
hub-bundle:
	@$(PYTHON) tools/environment.py hub
	@.venv-hub/bin/python tools/hub_bundle.py

# The short form for CI: a room of ten, and six faults.
room: pages
	@$(PYTHON) tools/environment.py hub
	@$(call EACH_FILE,-m "not whole")

bench: environment
	@for file in benchmarks/*.py; do echo "$$file"; $(RUN)/python "$$file"; done

lock: environment
	$(RUN)/python -m tools.lock

clean:
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis
