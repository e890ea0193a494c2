"""What the configuration and the middleware keep from a public host, each measured beside a server without them."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from streamlit.proto.NewSession_pb2 import Config
from websockets.exceptions import ConnectionClosed, InvalidStatus

from geo.viewing.html.rendering import hash_inline_scripts
from geo.viewing.server.security import MAX_PARAMETERS, MAX_QUERY, build_headers, build_policies, find_refusal
from support.visitor import ROOT, Server, run_server, visit

APP = "import streamlit as st\n{imports}app = st.App('page.py'{middleware})\n"
# Shows what a page must not: an expression standing alone, a message too large, the words of an error.
PAGE = """
import time
import streamlit as st
"magic words"
if "slow" in st.query_params:
    time.sleep(2)
if "long" in st.query_params:
    st.text("x" * 20_000)
if "large" in st.query_params:
    st.text("x" * 21_000_000)
raise ValueError("secret words")
"""
# Everything that .streamlit/config.toml sets, the other way round.
LOOSE = {
    "STREAMLIT_SERVER_HEADLESS": "true",  # a test opens no browser
    "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "watchdog",
    "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
    "STREAMLIT_SERVER_ENABLE_CORS": "false",
    "STREAMLIT_SERVER_ENABLE_AGENT_API": "true",
}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a page that misbehaves behind our configuration and middleware."""
    folder = make_app(tmp_path_factory.mktemp("strict"), "from starlette.middleware import Middleware\n"
                      "from geo.viewing.server.security import Security\n",
                      ", middleware=[Middleware(Security)]")  # fmt: skip
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    with run_server(folder / "log", app=folder / "app.py") as server:
        yield server


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the same page with neither."""
    folder = make_app(tmp_path_factory.mktemp("loose"))
    with run_server(folder / "log", app=folder / "app.py", env=LOOSE) as server:
        yield server


def make_app(folder: Path, imports: str = "", middleware: str = "") -> Path:
    """Write the misbehaving app into `folder`."""
    (folder / "app.py").write_text(APP.format(imports=imports, middleware=middleware))
    (folder / "page.py").write_text(PAGE)
    (folder / "static").mkdir()
    (folder / "static" / "x.txt").write_text("static words")
    return folder


def get_config(server: Server) -> Config:
    """Return what the server tells a browser of its configuration."""
    with visit(server.port) as visitor:
        return next(m.new_session.config for m in visitor.run() if m.WhichOneof("type") == "new_session")


def read_page(server: Server, query: str = "") -> bytes:
    """Return all that a run of the page sends."""
    with visit(server.port) as visitor:
        return b"".join(message.SerializeToString() for message in visitor.run(query))


def can_open(server: Server, **headers: str) -> bool:
    """Return whether the server lets a session begin."""
    try:
        with visit(server.port, **headers):
            return True
    except InvalidStatus:
        return False


def can_send(server: Server, size: int) -> bool:
    """Return whether the server reads a message of `size` bytes."""
    with visit(server.port) as visitor:
        try:
            visitor.run("q=" + "x" * size)
        except ConnectionClosed:
            return False
    return True


def count_watchers(server: Server) -> int:
    """Return how many of Linux's file watchers the server holds once it has had a visitor."""
    read_page(server)
    links = []
    for entry in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            links.append(str(entry.readlink()))
    return links.count("anon_inode:inotify")


NEVER, LOCALLY = Config.SHOW_ERROR_LINKS_FALSE, Config.SHOW_ERROR_LINKS_AUTO


def count_kept(server: Server) -> int:
    """Return how many messages a browser is told to keep, for a later run that sends their names alone."""
    with visit(server.port) as visitor:
        return sum(message.metadata.cacheable for message in visitor.run("long="))


def runs_one_at_a_time(server: Server) -> bool:
    """Return whether a run that is interrupted is over before the next one begins."""
    with visit(server.port) as visitor:
        visitor.ask("slow=")
        visitor.listen("new_session")
        visitor.ask("slow=")
        return any(message.WhichOneof("type") == "script_finished" for message in visitor.listen("new_session"))


# What is observed, what it is with ours, and what without.
Probe = tuple[Callable[[Server], Any], Any, Any]
PROBES: dict[str, Probe] = {
    "browser.gatherUsageStats": (lambda s: get_config(s).gather_usage_stats, False, True),
    "client.toolbarMode": (lambda s: Config.ToolbarMode.Name(get_config(s).toolbar_mode), "MINIMAL", "AUTO"),
    "client.showErrorLinks": (lambda s: get_config(s).show_error_links, NEVER, LOCALLY),
    "client.disableDataExport": (lambda s: get_config(s).disable_data_export, True, False),
    "client.showErrorDetails": (lambda s: b"secret words" in read_page(s), False, True),
    "runner.magicEnabled": (lambda s: b"magic words" in read_page(s), False, True),
    "server.fileWatcherType": (count_watchers, 0, 1),
    "server.enableStaticServing": (lambda s: s.fetch("/app/static/x.txt")[2] == b"static words", False, True),
    "server.enableXsrfProtection": (lambda s: "_streamlit_xsrf" in str(s.fetch("/_stcore/health")[1]), True, False),
    "server.enableCORS": (
        lambda s: s.fetch("/_stcore/health", Origin="https://evil.example")[1].get("Access-Control-Allow-Origin"),
        None,
        "*",
    ),
    "server.enableAgentApi": (lambda s: s.fetch("/_stcore/agent/interact", "POST")[0], 405, 200),
    "server.maxMessageSize": (lambda s: len(read_page(s, "large=")) > 20_000_000, False, True),
    "server.maxWidgetStateSize": (lambda s: can_send(s, 1_100_000), False, True),
    "runner.fastReruns": (runs_one_at_a_time, True, False),
    "global.minCachedMessageSize": (count_kept, 0, 1),
    "metrics closed": (lambda s: s.fetch("/_stcore/metrics")[0], 404, 200),
    "agent description closed": (lambda s: s.fetch("/_stcore/agent/openapi.json")[0], 404, 200),
    "sign-in closed": (lambda s: s.fetch("/auth/login")[0], 404, 302),
    "uploads closed": (lambda s: s.fetch("/_stcore/upload_file/a/b", "PUT", b"x")[0], 405, 400),
    "a page of another site": (lambda s: can_open(s, Origin="https://evil.example"), False, True),
    "a page of this machine": (lambda s: can_open(s, Origin="http://localhost:1"), False, True),
    "a page of no origin": (lambda s: can_open(s, Origin="null"), False, True),
    "nosniff": (lambda s: s.fetch("/")[1]["X-Content-Type-Options"], "nosniff", None),
    "referrer": (lambda s: s.fetch("/")[1]["Referrer-Policy"], "strict-origin-when-cross-origin", None),
    "frames": (lambda s: s.fetch("/")[1]["X-Frame-Options"], "SAMEORIGIN", None),
    "permissions": (lambda s: "camera=()" in s.fetch("/")[1].get("Permissions-Policy", ""), True, False),
    "policy": (lambda s: "default-src 'self'" in s.fetch("/")[1].get("Content-Security-Policy", ""), True, False),
    "policy of what is missing": (
        lambda s: "default-src" in s.fetch("/component/none/x")[1].get("Content-Security-Policy", ""), True, False,
    ),
    "HSTS over TLS": (
        lambda s: s.fetch("/", X_Forwarded_Proto="https")[1]["Strict-Transport-Security"], "max-age=31536000", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBES)
def test_each_setting_matters(name: str, strict: Server, loose: Server) -> None:
    """Each setting and each header is observed from outside, and is otherwise on a server without it."""
    observe, ours, theirs = PROBES[name]
    assert (observe(strict), observe(loose)) == (ours, theirs)


BROKEN = """
import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from geo.viewing.server.security import Security

def fail(request):
    raise ValueError("secret words of " + request.url.query)

def fail_late(request):
    def parts():
        yield b"half"
        raise ValueError("secret words")
    return StreamingResponse(parts())

def vary(request):
    return Response("x" * 2000, headers={"Vary": "Accept-Encoding, accept-language, Accept-Encoding"})

app = st.App("page.py", routes=[Route("/fail", fail), Route("/late", fail_late), Route("/data/vary", vary)],
             middleware=[Middleware(Security)])
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run an app with routes that fail."""
    folder = make_app(tmp_path_factory.mktemp("broken"))
    (folder / "app.py").write_text(BROKEN)
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    with run_server(folder / "log", app=folder / "app.py") as server:
        yield server


def test_an_unexpected_exception_is_answered(broken: Server) -> None:
    """It gives problem details with every header, keeps the connection, and writes one line without the query."""
    before = len(broken.log.read_text())
    connection = http.client.HTTPConnection("127.0.0.1", broken.port, timeout=60)
    with contextlib.closing(connection):
        connection.connect()
        used = connection.sock
        for path, status in (("/fail?q=private", 500), ("/_stcore/health", 200), ("/fail", 500), ("/fail", 500)):
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == status
            assert "default-src" in (answer.headers["Content-Security-Policy"] or "")
            assert connection.sock is used
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert b"secret" not in body
    log = broken.log.read_text()[before:]
    assert log.count("ValueError in app.py:9") == 3
    assert not any(words in log for words in ("Traceback", "secret words", "private"))


def test_half_an_answer_ends_its_connection(broken: Server) -> None:
    """Where an answer fails midway its reader learns that it is not whole, and others are served."""
    with pytest.raises((http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionError)):
        broken.fetch("/late")
    assert broken.fetch("/_stcore/health")[2] == b"ok"


def test_vary_names_each_header_once(broken: Server) -> None:
    """Whoever adds to it, and whatever is compressed, one line names each header."""
    for coding in ("", "gzip", "gzip;q=0", "notgzip"):
        _, headers, _ = broken.fetch("/data/vary", Accept_Encoding=coding)
        assert headers.get_all("Vary") == ["Accept-Encoding, accept-language"]
        assert (headers["Content-Encoding"] == "gzip") == (coding == "gzip")


def test_cookies_are_secure_behind_tls(strict: Server) -> None:
    """Streamlit's cookies are sent by TLS alone where the visitor came by it."""
    plain = strict.fetch("/_stcore/health")[1].get_all("Set-Cookie") or []
    secure = strict.fetch("/_stcore/health", X_Forwarded_Proto="https")[1].get_all("Set-Cookie") or []
    assert [cookie.partition("=")[0] for cookie in plain] == [cookie.partition("=")[0] for cookie in secure]
    assert "_streamlit_xsrf" in str(secure)
    assert not any("secure" in cookie.lower() for cookie in plain)
    assert all(cookie.lower().count("secure") == 1 for cookie in secure)


def test_every_setting_is_probed() -> None:
    """No setting stands in the configuration that no probe looks at."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    names = {f"{section}.{name}" for section, values in settings.items() if section != "theme" for name in values}
    assert names - set(PROBES) == {"server.headless", "browser.serverAddress", "server.maxUploadSize"}


def test_a_start_asks_nobody(tmp_path: Path) -> None:
    """With our configuration Streamlit neither asks for an address nor looks for its own at a third party."""
    script = (
        "from streamlit import config, net_util; from streamlit.web import bootstrap\n"
        "net_util.get_external_ip = lambda: print('asked a third party')\n"
        "net_util.get_internal_ip = lambda: None\n"
        "config.get_config_options(force_reparse=True)\n"
        "bootstrap._print_url(False)\n"
        "from streamlit.runtime import credentials\n"
        "credentials.check_credentials()\n"
    )
    said = {}
    for name in ("strict", "loose"):
        folder = tmp_path / name
        folder.mkdir()
        if name == "strict":
            shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
        env = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")} | {"HOME": str(folder)}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, cwd=folder, env=env, input=b"\n", capture_output=True, check=False)
        said[name] = "asked a third party" in done.stdout.decode()
    assert said == {"strict": False, "loose": True}


def test_only_names_of_the_host_are_answered(tmp_path: Path) -> None:
    """With allowed hosts in the environment other names get no page and no session; the health check is answered."""
    start = "from starlette.middleware import Middleware\nfrom geo.viewing.server.security import Security\n"
    folder = make_app(tmp_path, start, ", middleware=[Middleware(Security)]")
    env = {"STREAMLIT_SERVER_ALLOWED_HOSTS": "map.example *.maps.example"}
    with run_server(folder / "log", app=folder / "app.py", env=env) as server:
        asked = {host: server.fetch("/", Host=host)[0] for host in ("map.example", "a.maps.example:80", "evil.example")}
        assert asked == {"map.example": 200, "a.maps.example:80": 200, "evil.example": 421}
        assert not can_open(server)
        assert server.fetch("/_stcore/health")[2] == b"ok"


@pytest.mark.parametrize(
    ("query", "status"),
    [("a=" + "x" * MAX_QUERY, 414), ("a&" * MAX_PARAMETERS, 400), ("a&" * (MAX_PARAMETERS - 1), None), ("", None)],
)
def test_the_query_of_a_download_has_limits(query: str, status: int | None) -> None:
    """A query that is too long or has too many parameters is answered by problem details before any route reads it."""
    refusal = find_refusal(make_scope("/base/data/locations.geojson", query))
    assert (None if refusal is None else refusal.status_code) == status
    assert refusal is None or refusal.media_type == "application/problem+json"
    assert find_refusal(make_scope("/", query)) is None


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/a/b/_stcore/metrics/", "/auth/login", "/oauth2callback"])
def test_closed_addresses_are_closed_under_a_prefix(path: str) -> None:
    """What is closed stays so under a path prefix and with a slash at the end."""
    refusal = find_refusal(make_scope(path))
    assert refusal is not None
    assert refusal.status_code == 404


@pytest.mark.parametrize("path", ["/DATA/locations.csv", "/Data", "//data/x", "/base/dAta/x", "/ASSETS/map/map.js"])
def test_addresses_are_spelt_in_one_way(path: str) -> None:
    """What would be an address of ours but for its case or a slash is none."""
    refusal = find_refusal(make_scope(path))
    assert refusal is not None
    assert refusal.status_code == 404
    assert find_refusal(make_scope("/data/locations.csv")) is None
    assert find_refusal(make_scope("/database")) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "X"])
def test_nothing_can_be_written(method: str) -> None:
    """Only methods that read are answered."""
    refusal = find_refusal(make_scope("/", method=method))
    assert refusal is not None
    assert (refusal.status_code, refusal.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_policies_name_no_third_party_but_the_tiles() -> None:
    """Scripts, styles, fonts and connections are the app's own; the map's frame alone may load tiles, as images."""
    policies = build_policies()
    hosts = {kind: [word for word in policy.split() if "." in word or "*" in word] for kind, policy in policies.items()}
    assert hosts == {"page": [], "frame": ["https://tile.openstreetmap.org;"], "static": [], "data": []}
    assert "unsafe" not in next(part for part in policies["page"].split("; ") if part.startswith("script-src"))
    assert not any("unsafe-eval" in policy for policy in policies.values())


def test_the_inline_script_of_the_page_is_allowed_by_its_hash() -> None:
    """The page has one inline script, Streamlit's, and its hash is that of CSP 3."""
    assert hash_inline_scripts("<script>alert('Hello, world.');</script>") == [
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    ]
    assert build_policies()["page"].count("'sha256-") == 1


@pytest.mark.parametrize(("scheme", "forwarded", "told"), [
    ("http", "", False), ("https", "", True), ("http", "https", True), ("http", "https, http", True),
    ("http", "http", False),
])  # fmt: skip
def test_hsts_is_told_behind_tls_alone(scheme: str, forwarded: str, told: bool) -> None:  # noqa: FBT001 -- a parameter
    """Only a browser that came by TLS is told to keep to it."""
    scope = make_scope("/", forwarded=forwarded) | {"scheme": scheme}
    assert ("Strict-Transport-Security" in build_headers(scope, build_policies())) == told


def make_scope(path: str, query: str = "", method: str = "GET", forwarded: str = "") -> dict[str, Any]:
    """Return the ASGI scope of a request."""
    headers = Headers({"host": "map.example", "x-forwarded-proto": forwarded}).raw
    return {"type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http",
            "headers": headers}  # fmt: skip
