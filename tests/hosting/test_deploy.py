"""The image, the compose file and the manifests: linted, and what they name exists and suffices."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import string
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.visitor import ROOT, find_port, run_server

DEPLOY = ROOT / "deploy"
TOOLS = Path(sys.executable).parent


def test_the_dockerfile_is_clean() -> None:
    """Hadolint finds nothing to say."""
    done = subprocess.run([TOOLS / "hadolint", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_manifests_are_valid() -> None:
    """Every manifest has the form that Kubernetes' own schema gives it, without a member that it does not know."""
    command = [str(TOOLS / "kubernetes-validate"), "--strict", "--quiet", str(DEPLOY / "kubernetes.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_manifests_fit_each_other() -> None:
    """Service, disruption budget, autoscaler, ingress and network policy are those of the one deployment."""
    manifests = {one["kind"]: one for one in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())}
    name, pod = "peru-partnership-map", manifests["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    assert {one["metadata"]["name"] for one in manifests.values()} == {name}
    assert manifests["Service"]["spec"]["selector"] == labels
    for kind, member in (
        ("Deployment", "selector"),
        ("PodDisruptionBudget", "selector"),
        ("NetworkPolicy", "podSelector"),
    ):
        assert manifests[kind]["spec"][member]["matchLabels"] == labels
    assert (
        manifests["PodDisruptionBudget"]["spec"]["minAvailable"]
        < manifests["HorizontalPodAutoscaler"]["spec"]["minReplicas"]
    )
    container = pod["spec"]["containers"][0]
    allowed = next(one["value"] for one in container["env"] if one["name"] == "STREAMLIT_SERVER_ALLOWED_HOSTS")
    assert allowed == manifests["Ingress"]["spec"]["rules"][0]["host"]
    assert {
        container[probe]["exec"]["command"][1] for probe in ("startupProbe", "readinessProbe", "livenessProbe")
    } == {"health.py"}
    assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_compose_fills_in_the_whole_template() -> None:
    """The compose file gives nginx every value that its template asks for, and names replicas that exist."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    values = compose["services"]["nginx"]["environment"]
    asked = set(re.findall(r"\$\{(\w+)\}", (DEPLOY / "nginx.conf.template").read_text()))
    assert asked == set(values) - {"NGINX_ENVSUBST_OUTPUT_DIR"}
    replicas = {value.partition(":")[0] for name, value in values.items() if name.startswith("MAP_")}
    assert replicas == {name for name in compose["services"] if name != "nginx"}
    assert all(one["read_only"] and one["cap_drop"] == ["ALL"] for one in compose["services"].values())


def read_copies() -> Iterator[tuple[list[str], str]]:
    """Yield what each COPY of the image takes from the repository, and where to."""
    for line in (DEPLOY / "Dockerfile").read_text().splitlines():
        words = line.split()
        if words[:1] == ["COPY"] and not words[1].startswith("--") and words[-1] != "/":
            yield words[1:-1], words[-1]


def test_the_image_holds_what_the_app_needs(tmp_path: Path) -> None:
    """The files that the image copies, and no others, run the app; its health check sees that it is well."""
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text()
    for sources, target in read_copies():
        for source in sources:
            assert f"!{source}" in ignored.splitlines()
            to = tmp_path / target / (Path(source).name if target.endswith("/") else "")
            to.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, to)
            else:
                shutil.copy(ROOT / source, to)
    with run_server(tmp_path.with_suffix(".log"), app=tmp_path / "app.py") as server:
        assert server.fetch("/data/locations.geojson")[2] == (ROOT / "data" / "locations.geojson").read_bytes()
        assert check_health(tmp_path / "health.py", server.port) == 0
    assert check_health(tmp_path / "health.py", server.port) == 1


def check_health(script: Path, port: int, base: str = "") -> int:
    """Return the exit code of the image's health check."""
    env = os.environ | {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_BASE_URL_PATH": base}
    return subprocess.run([sys.executable, script], env=env, capture_output=True, check=False).returncode


class Page(http.server.BaseHTTPRequestHandler):
    """Answers everything with a page, as Streamlit does where it knows no route."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok" if self.path == "/below/_stcore/health" else b"<!doctype html>")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("base", "code"), [("", 1), ("below", 0), ("/below/", 0)])
def test_the_health_check_reads_the_body(base: str, code: int) -> None:
    """A page with status 200 is no sign of health; the words of the health check are, under a prefix too."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", find_port()), Page) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            assert check_health(DEPLOY / "health.py", server.server_port, base) == code
        finally:
            server.shutdown()


def test_the_template_leaves_nothing_open() -> None:
    """With the template's variables filled in no `${` is left for nginx to read."""
    names = dict.fromkeys(("LISTEN", "BASE", "STATE", "MAP_1", "MAP_2", "MAP_3"), "x")
    assert "${" not in string.Template((DEPLOY / "nginx.conf.template").read_text()).safe_substitute(names)
