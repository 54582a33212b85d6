"""The page about security names tests that are there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.only_on("sqlite", reason="No database is asked.")


def test_every_file_that_is_named_is_there() -> None:
    folder, missing = Path(), []
    for name in re.findall(r"`([\w/]+\.py)`", PAGE):
        path = ROOT / name if "/" in name else folder / name
        folder = path.parent
        if not path.exists() and not (ROOT / "rapport_unique" / name).exists():
            missing.append(name)

    assert missing == []


def test_every_chapter_of_the_standard_is_there() -> None:
    assert re.findall(r"^\| \*\*(V\d+)\*\*", PAGE, re.MULTILINE) == [
        f"V{number}" for number in range(1, 18)
    ]


@pytest.mark.parametrize(("offline", "status"), [((), 2), (("OFFLINE=skip",), 0)])
def test_packages_that_cannot_be_asked_about_are_not_found_good(
    offline: tuple[str, ...], status: int
) -> None:
    done = subprocess.run(
        ["make", "audit", "TOOLS=false", *offline],  # noqa: S607 - whichever make there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "NOT AUDITED" in done.stderr) == (status, True)


def test_the_bases_of_images_are_pinned_by_what_the_page_says(tmp_path: Path) -> None:
    digest = f"sha256:{'0f' * 32}"
    docker = tmp_path / "docker"
    docker.write_text(f"#!/bin/sh\necho {digest}\n", encoding="utf-8")
    docker.chmod(0o700)
    for name in ("Dockerfile", "compose.yaml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (pin,) = re.findall(r"<!-- pin -->\n(?:<!--.*-->\n)?```sh\n(.*?)```", PAGE, re.DOTALL)

    for _ in range(2):  # again when there is another digest
        subprocess.run(
            ["/bin/sh", "-ec", pin], cwd=tmp_path, env={"PATH": f"{tmp_path}:/bin"}, check=True
        )

    bases = re.findall("^FROM (\\S+)", (tmp_path / "Dockerfile").read_text(), re.MULTILINE)
    assert bases == [f"python:3.13-slim@{digest}"] * 2
    assert f"image: postgres:17@{digest}\n" in (tmp_path / "compose.yaml").read_text()
