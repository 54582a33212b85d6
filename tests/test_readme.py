"""The README holds: its walk, word for word, and every name in its tables."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auth.issuers import ClaimPaths, IssuerConfig, SignInConfig
from models.people import Role
from models.refusals import RefusalCode
from rapport_unique.settings import PREFIX, Settings
from tests.sealing import KEYS
from tests.servers import PATIENCE_S, own_port, wait_until_ready

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def blocks(mark: str) -> list[str]:
    """The code blocks that follow this mark."""
    return re.findall(rf"^<!-- {mark} -->\n```\w+\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def first_column(mark: str) -> list[str]:
    """The names in the first column of the table that follows this mark."""
    _, found, rest = README.partition(f"<!-- {mark} -->\n")
    assert found, f"the README has no table {mark}"
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in re.findall("`([^`]+)`", row.split("|")[1])]


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of a service that was started from nothing, as `make run` does."""
    port = own_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {
        **own,
        "PYTHONPATH": str(ROOT),
        f"{PREFIX}ENVIRONMENT": "development",
        f"{PREFIX}DEV_ISSUER": "true",
        f"{PREFIX}PORT": str(port),
    }
    command = [sys.executable, "-m", "rapport_unique"]
    for step in ("migrate", "demo"):
        subprocess.run([*command, step], cwd=tmp_path, env=environment, check=True)
    process = subprocess.Popen([*command, "serve"], cwd=tmp_path, env=environment)
    try:
        wait_until_ready(address := f"http://127.0.0.1:{port}", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def answers(printed: str) -> list[dict[str, Any]]:
    """The JSON documents that were printed one after the other."""
    found, decoder = [], json.JSONDecoder()
    while printed := printed.lstrip():
        answer, end = decoder.raw_decode(printed)
        found.append(answer["data"])
        printed = printed[end:]
    return found


@pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="The walk needs bash and curl."
)
def test_the_walk_ends_with_three_green_marks_and_a_form_that_can_only_be_read(
    service: str,
) -> None:
    script = "".join(blocks("walk")).replace(ADDRESS, service)

    walked = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607 - the shell of the reader
        check=True,
        capture_output=True,
        text=True,
    )

    home, contact, form, saved, president, director, refused, end = answers(walked.stdout)
    assert walked.stderr == ""
    assert home["cpas"]["report"]["forms"][0]["progress"] == {
        "encoded": False,
        "signed": False,
        "sent": False,
    }
    assert contact["updateContact"]["userErrors"] == []
    assert contact["updateContact"]["report"]["bankAccount"]["iban"] == "BE71096123456769"
    assert form["cpas"]["report"]["form"]["viewerCannotSignReasons"] == ["NOT_ENCODED"]
    assert saved["saveJustifiedAmount"]["userErrors"] == []
    assert saved["saveJustifiedAmount"]["form"]["amounts"]["balance"]["direction"] == "TO_REPAY"
    assert president["sign"]["form"]["missingSignatures"] == ["DIRECTOR_GENERAL"]
    assert president["sign"]["submission"] is None
    assert director["sign"]["submission"]["reference"] == "RU-2020-52011-COVID"
    assert [no["code"] for no in refused["saveJustifiedAmount"]["userErrors"]] == ["ALREADY_SENT"]
    assert end["node"]["progress"] == {"encoded": True, "signed": True, "sent": True}
    assert end["node"]["viewerCanEdit"] is False
    assert end["node"]["viewerCannotEditReasons"] == ["ALREADY_SENT"]
    assert end["node"]["viewerCanSignAs"] == []


def test_the_table_of_settings_names_every_variable_and_no_other() -> None:
    variables = [f"{PREFIX}{name}".upper() for name in Settings.model_fields]
    assert sorted(first_column("settings")) == sorted(variables)


def test_the_tables_of_an_issuer_name_every_key_and_no_other() -> None:
    assert first_column("issuer") == list(IssuerConfig.model_fields)
    assert first_column("claims") == list(ClaimPaths.model_fields)
    assert first_column("sign-in") == list(SignInConfig.model_fields)


def test_the_issuers_of_the_example_can_be_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = blocks("issuers")
    monkeypatch.setenv(f"{PREFIX}ISSUERS", example)
    monkeypatch.setenv(f"{PREFIX}SUBJECT_KEY", "9f86d081884c7d659a2feaa0c55ad015")
    monkeypatch.setenv(f"{PREFIX}SEALING_KEYS", KEYS)

    first, second = Settings().issuers

    assert first.sign_in is not None
    assert first.claims.roles == ("resource_access", "rapport-unique", "roles")
    assert second.role_names["ru_sign_dg"] is Role.DIRECTOR_GENERAL


def test_every_role_and_every_code_is_explained() -> None:
    explained = set(re.findall("`([A-Z_]+)`", section("Who may do what")))
    coded = set(re.findall("`([A-Z_]+)`", section("Reading an answer")))

    assert explained == set(Role)
    assert set(RefusalCode) <= coded
