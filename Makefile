# Everything a developer types. `make help` lists it; .ci/run strings it together.
# Needed: make and Python 3.11 or newer. The rest goes into .venv.

BIN := .venv/bin
MANAGE := DEBUG=1 $(BIN)/python manage.py
# A worker that has nothing left takes over tests from the other: some take a second, some half a minute.
PYTEST := $(BIN)/python -m pytest -q
PARALLEL := $(PYTEST) -n auto --dist worksteal
# What was compiled once is compiled: each pass starts several Pythons, and each would rewrite every test anew.
unexport PYTHONDONTWRITEBYTECODE
DEMO := DEBUG=1 FENGXIANG_TODAY=2005-11-15 DATABASE_URL=sqlite:///demo.sqlite3 MEDIA_ROOT=demo-media \
	BACKUP_DIR=demo-backups KEPT_PAGES_MB=32
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
# How many acts each history of `make never-stale` has, how many pages are drawn for each act (two rounds of them are
# looked at before and after it, each by three people), and what the histories are drawn by.
ACTS ?= 300
PAGES ?= 4
SEEDS ?= 1,2
# Set to anything (.ci/run does): a pass that cannot be made is then a failure instead of a line that says so.
REQUIRE_ALL ?=
# Set to anything: PostgreSQL is asked what it cannot answer otherwise than SQLite, too (twice as many tests).
ALIKE ?=
# A file that is there as long as what the later passes need is being installed (.ci/run).
INSTALLING ?=

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-sqlite test-browser test-postgres lint types floors migrations deploy \
	test-rendering fuzz fuzz-requests crawl never-stale simulate crash campaigns cuts recovery long-life large-pictures installed translations messages \
	catalogues lock sbom licences holes bench bench-quick bench-mixed failover \
	serving screenshots clean venv base dev

help: ## list what can be made
	@awk -F ': .*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# --- To try it --------------------------------------------------------------------------------------------------------

demo: base catalogues ## the 2004-2006 plan with demonstration data on 127.0.0.1:8000 (PORT=…)
	@$(DEMO) $(BIN)/python manage.py demo --check
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py demo --jobs
	@$(DEMO) $(BIN)/python manage.py runserver --noreload 127.0.0.1:$${PORT:-8000}

demo-reset: ## throw away what was entered in the demonstration and start over
	rm -rf demo.sqlite3 demo.sqlite3-wal demo.sqlite3-shm demo-media demo-backups
	@$(MAKE) --no-print-directory demo

# --- To check it ------------------------------------------------------------------------------------------------------

test: test-sqlite test-browser test-rendering test-postgres ## the suite on SQLite, in Chromium, with LibreOffice, on PostgreSQL, as far as they are there

# The tables straight from the models: `make migrations` goes through the migrations, and tells whether both come to the
# same. On PostgreSQL they run beside the suite.
test-sqlite: dev catalogues
	$(PARALLEL) --no-migrations

installed:
	@while [ -e "$(INSTALLING)" ]; do sleep 1; done

# Its headless shell, where there is one, draws the same without the windows nobody looks at: half the work.
test-browser: dev catalogues installed
	@chromium=$${CHROMIUM:-$$(command -v chromium chromium-browser google-chrome | head -n 1)}; \
	shell=$${CHROMIUM:-$$(command -v chromium-headless-shell)}; \
	if [ -n "$$chromium" ]; then \
		echo "browser tests with $${shell:-$$chromium}"; \
		CHROMIUM=$$chromium HEADLESS_SHELL=$$shell $(PARALLEL) --no-migrations -m browser tests/browser; \
	else \
		echo "browser tests skipped: no Chromium found"; \
		[ -z "$(REQUIRE_ALL)" ]; \
	fi

test-rendering: dev catalogues installed
	@if command -v soffice >/dev/null && command -v pdftotext >/dev/null; then \
		echo "rendering tests with $$(command -v soffice)"; \
		$(PYTEST) -m rendering tests/papers; \
	else \
		echo "rendering tests skipped: no LibreOffice or no pdftotext found"; \
		[ -z "$(REQUIRE_ALL)" ]; \
	fi

test-postgres: dev catalogues installed ## the suite on PostgreSQL alone (all of it: ALIKE=1)
	@if bash .ci/with-postgres --find; then \
		bash .ci/with-postgres sh -c '$(MANAGE) migrate --verbosity 0 & $(PARALLEL) --no-migrations \
			-m "not browser and not rendering$(if $(ALIKE),, and not alike)" && wait $$!'; \
	else \
		echo "PostgreSQL pass skipped: no PostgreSQL found"; \
		[ -z "$(REQUIRE_ALL)" ]; \
	fi

fuzz: dev catalogues ## every address, filter and staff form with every hostile value, method and fault, axe everywhere: the suite tries a share
	FUZZ=1 $(PARALLEL) --no-migrations tests/test_permissions.py tests/site/test_foreign_words.py -k 'fault or method or english or chinese'
	FUZZ=1 $(PARALLEL) --no-migrations tests/record/test_verify.py
	FUZZ=1 $(MAKE) --no-print-directory test-browser

# 20,000 others each time, by the seconds since 1970, or those of FUZZ_SEED once more.
fuzz-requests: dev catalogues ## 20,000 requests of any kind by anybody on each database (FUZZ_REQUESTS=…, FUZZ_SEED=…): no fault, nothing of what is others'
	@FUZZ_SEED=$(or $(FUZZ_SEED),$$(date +%s)); export FUZZ_SEED; echo "FUZZ_SEED=$$FUZZ_SEED"; \
	export FUZZ_REQUESTS=$(or $(FUZZ_REQUESTS),20000); \
	$(PARALLEL) --no-migrations tests/fuzz && \
	if bash .ci/with-postgres --find; then bash .ci/with-postgres sh -c '$(PARALLEL) --no-migrations tests/fuzz'; \
	else echo "PostgreSQL pass skipped: no PostgreSQL found"; [ -z "$(REQUIRE_ALL)" ]; fi

crawl: dev catalogues ## every link on every page of the demonstration, followed as each of its people: the suite follows a share
	CRAWL=1 $(PARALLEL) --no-migrations tests/site/test_crawl_of_the_demonstration.py

# The histories first, one for each processor: whoever is done with theirs goes on to the next that nobody has begun.
never-stale: dev catalogues ## long random histories against pages gone stale; what they were stands in build/never-stale.txt (SEEDS=…, ACTS=…, PAGES=…)
	NEVER_STALE_ACTS=$(ACTS) NEVER_STALE_PAGES=$(PAGES) NEVER_STALE_SEEDS=$(SEEDS) $(PYTEST) -n auto --dist loadgroup --no-loadscope-reorder \
		-p no:randomly --no-migrations tests/shared/test_never_stale.py tests/shared/test_never_stale_served.py

simulate: dev catalogues ## a county in a box with faults everywhere: SEED=7 or 1-300, HISTORY=80 acts; PLANTED=all plants faults to be found
	$(BIN)/python -m tests.simulation --seeds $(or $(SEED),$(if $(PLANTED),1-300,1-20)) --acts $(or $(HISTORY),80) $(if $(PLANTED),--planted $(PLANTED))

campaigns: dev catalogues ## what .ci/run makes of both: 20 short seeds and 3 kills on SQLite, 3 seeds on PostgreSQL
	@$(MAKE) --no-print-directory --jobs 2 --keep-going --output-sync=target simulate crash SEED=1-20 HISTORY=8 KILLS=3 ON=sqlite
	@bash .ci/with-postgres $(MAKE) --no-print-directory simulate SEED=1-3 HISTORY=8

cuts: dev catalogues ## acts on SQLite under strace: the disk after every call, as a kill and as a cut of the current leave it
	$(BIN)/python -m bench.crash.cuts

long-life: dev catalogues ## ten years of one county (PART=years), or 3,000 plans with their history (PART=plans PLANS=…): sizes, pages, jobs
	$(BIN)/python -m bench.long_life $(PART) $(if $(PLANS),--plans $(PLANS)) $(if $(ON),--database $(ON))

recovery: dev catalogues ## back up under writes, wipe, restore, on both databases (or ON=sqlite): what is lost, how long it takes
	$(BIN)/python -m bench.crash.recovery $(ON)

large-pictures: dev catalogues ## four large pictures at once: how large a worker grows
	$(BIN)/python -m bench.crash.memory

crash: dev catalogues ## kill real processes under load, KILLS times (30), on both databases (or ON=sqlite): what was lost, what is impossible
	$(BIN)/python -m bench.crash $(ON)

lint: dev ## ruff: faults and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev ## mypy, strict
	DEBUG=1 $(BIN)/mypy

floors: dev ## import-linter: which floor may import which
	$(BIN)/lint-imports

migrations: dev ## no model changed without a migration, and all of them run
	$(MANAGE) makemigrations --check --dry-run
	@folder=$$(mktemp -d) && DATABASE_URL=sqlite:///$$folder/db.sqlite3 $(MANAGE) migrate --verbosity 0; \
	status=$$?; rm -rf "$$folder"; exit $$status

deploy: dev ## Django's checks for production, and its static files
	@key=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))'); \
	export DEBUG=0 SECRET_KEY=$$key ALLOWED_HOSTS=fengxiang.example; \
	$(BIN)/python manage.py check --deploy --fail-level WARNING && \
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0

translations: dev ## the catalogue holds every text of the sources, translated (needs gettext)
	DEBUG=1 $(BIN)/python .ci/translations.py

bench: dev catalogues ## what pages and acts cost beside a bare view, on the production server (docs/performance.md; hours, or PART=…)
	$(BIN)/python -m bench $(PART)

bench-quick: dev catalogues ## the same in three minutes: SQLite, 3 pilots, the pages alone
	$(BIN)/python -m bench quick

bench-mixed: dev catalogues ## fifty people read and save at the same time on SQLite, for a minute: no error, no save far behind the others
	$(BIN)/python -m bench.mixed

failover: dev catalogues ## kill the primary of two PostgreSQL under load, ROUNDS times (1): what was refused, what was lost
	$(BIN)/python -m bench.failover

serving: dev catalogues ## a rush, half-sent forms, killed workers, no database: whether the site goes on serving (behind nginx: deploy/try)
	$(BIN)/python -m bench.serving

screenshots: dev catalogues ## pages of the demonstration as pictures in build/screenshots (needs Chromium)
	DEBUG=1 $(BIN)/python .ci/screenshots.py

# --- To change it -----------------------------------------------------------------------------------------------------

messages: dev ## write the texts of the sources into the catalogue, to be translated (needs gettext)
	$(MANAGE) makemessages --locale zh_Hans --no-location --no-obsolete \
		--ignore .venv --ignore build --ignore tests --ignore bench --ignore .ci

sbom: dev ## what the site is made of, as CycloneDX, into build/sbom.json
	@mkdir -p build && $(BIN)/python .ci/components.py sbom > build/sbom.json

licences: dev ## the licences of all packages that run the site
	@$(BIN)/python .ci/components.py licences

holes: dev ## known holes of these packages (by pip-audit, installed for it; fails and says so where there is no data)
	@$(BIN)/python -c 'import pip_audit' 2>/dev/null || $(BIN)/python -m pip install -qq pip-audit || true
	@$(BIN)/python .ci/components.py holes

lock: venv ## resolve pyproject.toml into requirements/*.txt, with hashes (newer versions: UPGRADE=--upgrade)
	@$(BIN)/python -c 'import uv' 2>/dev/null || $(BIN)/python -m pip install -qq uv
	@for group in base shared dev; do \
		case $$group in base) extras=;; shared) extras="--extra shared";; dev) extras="--extra shared --extra dev";; esac; \
		UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
			--generate-hashes --quiet $(UPGRADE) $$extras \
			-o requirements/$$group.txt || exit 1; \
	done

clean: ## remove .venv and everything made, but no data
	rm -rf .venv build staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the others stand on -----------------------------------------------------------------------------------------

venv:
	@bash .ci/venv

# Installed again only when the lock has changed since; the copy inside .venv tells.
base dev: venv
	@cmp -s requirements/$@.txt .venv/installed-$@.txt || { \
		echo "Installing requirements/$@.txt into .venv …"; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/$@.txt && \
		cp requirements/$@.txt .venv/installed-$@.txt; }

catalogues: $(CATALOGUES)

%.mo: %.po | base
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
	@test -e $@ || { echo "$< is not compiled while its header says fuzzy: remove that line"; exit 1; }
