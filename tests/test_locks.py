"""What the locks name can be installed: by each Python at hand, and where the documentation says so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import uv

from support.visitor import ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("CI") == "true", reason="a package index with the wheels of other systems may be out of reach there"
)
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
# As `uv` calls those that docs/hosting.md says to be able to; macOS 15, Linux as of glibc 2.28.
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)


def find_pythons() -> Iterator[str]:
    """Yield each Python at hand of the versions that the project runs on; some may be the same."""
    yield sys.executable
    found = [shutil.which(f"python{version}") for version in VERSIONS]
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for path in [*filter(None, found), *map(str, root.glob("versions/3.1[1-4].*/bin/python"))]:
        done = subprocess.run([path, "-c", "import ssl"], capture_output=True, check=False)
        if done.returncode == 0:  # a name may stand for a version that is not there
            yield path


def plan(lock: str, folder: Path, options: Iterable[str]) -> subprocess.Popen[str]:
    """Begin to look whether a lock can be installed as wheels, without doing so."""
    # A lock names everything: what it needs in turn is not asked for, which for some packages would build them.
    whole = ["--dry-run", "--no-deps", "--require-hashes"]
    command = [uv.find_uv_bin(), "pip", "install", *whole, "--target", str(folder), "-r", lock]
    env = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": "15.0"}
    return subprocess.Popen(
        [*command, *options], cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def finish(plans: dict[str, subprocess.Popen[str]]) -> dict[str, str]:
    """Return what was said where a plan failed; skip the test where no package index answers."""
    said = {name: one.communicate()[0] for name, one in plans.items()}
    failed = {name: text for name, text in said.items() if plans[name].returncode != 0}
    if failed and all(re.search("error sending request|dns error|[Nn]etwork", text) for text in failed.values()):
        pytest.skip("no package index answers")
    return failed


def test_each_python_at_hand_installs_the_locks(tmp_path: Path) -> None:
    """What a host installs is there as wheels; of what development needs some are built."""
    plans = {}
    for python in find_pythons():
        plans[f"{python} run"] = plan("requirements.txt", tmp_path, ["--python", python, "--only-binary", ":all:"])
        plans[f"{python} dev"] = plan("requirements-dev.txt", tmp_path, ["--python", python])
    assert finish(plans) == {}


def test_a_host_installs_wheels_on_every_platform_that_is_named(tmp_path: Path) -> None:
    """The oldest and the newest version of Python find each package there."""
    plans = {
        f"{version} {platform}": plan(
            "requirements.txt",
            tmp_path,
            ["--python-version", version, "--python-platform", platform, "--only-binary", ":all:"],
        )
        for version in (VERSIONS[0], VERSIONS[-1])
        for platform in PLATFORMS
    }
    assert finish(plans) == {}
