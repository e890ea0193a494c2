# Two virtual environments, each made from its lock: .venv-run holds what a host installs, .venv everything.
PYTHON ?= python3
RUN := .venv-run/bin
DEV := .venv/bin
ADDRESS ?= 127.0.0.1
PORT ?= 8501

# What is compiled once is not compiled anew by each server and command that the tests start, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-hosting install data lint lock upgrade screenshots sbom audit clean

run: .venv-run/.done ## start the dashboard on the committed data
	@$(RUN)/python scripts/run.py "$(ADDRESS)" "$(PORT)"

test: lint ## every check
	$(DEV)/geo check
	$(DEV)/pytest --numprocesses auto --dist loadfile

test-hosting: .venv/.done ## nginx before three replicas, a part of `make test`
	$(DEV)/pytest tests/hosting

install: .venv/.done ## everything that development needs

EXAMPLE := --data examples/philippines --document examples/philippines/document.txt

data: .venv/.done ## build data/ and the example from the records, then check data/
	$(DEV)/geo build $(EXAMPLE)
	$(DEV)/geo build $(if $(DOCUMENT),--document $(DOCUMENT))
	$(DEV)/geo check $(if $(DOCUMENT),--document $(DOCUMENT))

lint: .venv/.done ## style and types
	$(DEV)/ruff check
	$(DEV)/ruff format --check
	$(DEV)/mypy
	$(DEV)/oxlint --deny-warnings src/geo/viewing/html/assets

screenshots: .venv/.done ## the pictures in docs/
	$(DEV)/python scripts/screenshots.py

lock: $(DEV)/uv ## what pyproject.toml names into both locks, in the versions that are there
	$(DEV)/uv pip compile $(LOCK) --output-file requirements.txt pyproject.toml
	$(DEV)/uv pip compile $(LOCK) --all-extras --constraints requirements.txt --output-file requirements-dev.txt pyproject.toml

upgrade: LOCK += --upgrade
upgrade: lock ## newer versions into both locks

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

# Not .venv/.done, which would first install anew what the old lock names.
$(DEV)/uv:
	$(MAKE) install

sbom: .venv/.done ## a CycloneDX bill of what a host installs
	mkdir -p build
	$(DEV)/cyclonedx-py requirements --output-reproducible --output-file build/sbom.json requirements.txt

audit: .venv/.done ## known vulnerabilities in both locks; advisories out of reach are an error
	$(DEV)/pip-audit --strict --disable-pip --require-hashes -r requirements.txt -r requirements-dev.txt

.venv-run/.done: requirements.txt
	@scripts/make_venv.sh "$(PYTHON)" .venv-run $< --only-binary :all:
	@touch $@

.venv/.done: requirements-dev.txt pyproject.toml
	@scripts/make_venv.sh "$(PYTHON)" .venv $< --no-compile
	$(DEV)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . || { rm -rf .venv; exit 1; }
	@touch $@

clean:
	rm -rf .venv .venv-run build
