"""The settings, as the environment gives them."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from rapport_unique.settings import ConfigurationError, Settings, load_settings
from tests.sealing import KEYS

KEY = "9f86d081884c7d659a2feaa0c55ad015"
PRODUCTION = {"SUBJECT_KEY": KEY, "SEALING_KEYS": KEYS}
DEVELOPMENT = {"ENVIRONMENT": "development"}
ISSUER = {"issuer": "https://issuer.example/realms/a", "audience": "rapport-unique"}
SIGNING = {**ISSUER, "signing_levels": ["Level500"], "person_rule": "exact"}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in os.environ:
        if variable.upper().startswith("RAPPORT_UNIQUE_"):
            monkeypatch.delenv(variable)


def loaded(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"RAPPORT_UNIQUE_{name}", value)
    return load_settings()


def problems(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as error:
        loaded(monkeypatch, variables)
    return error.value.problems


def test_production_is_the_default_and_shuts_every_door(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, PRODUCTION)

    assert settings.environment == "production"
    assert settings.dev_issuer is False
    assert settings.graphiql is False
    assert settings.issuers == ()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.max_body_bytes == 1_048_576
    assert settings.database_url == "sqlite:///./var/rapport_unique.sqlite3"
    assert settings.var_dir == Path("var")
    assert settings.log_level == "info"
    assert settings.subject_key_bytes() == KEY.encode()


def test_development_shows_the_graphiql_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, DEVELOPMENT).graphiql is True


def test_the_graphiql_page_is_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, {**PRODUCTION, "GRAPHIQL": "true"}).graphiql is True
    assert loaded(monkeypatch, {**DEVELOPMENT, "GRAPHIQL": "false"}).graphiql is False


def test_the_development_issuer_is_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = problems(monkeypatch, {**PRODUCTION, "DEV_ISSUER": "true"})

    assert problem == (
        "RAPPORT_UNIQUE_DEV_ISSUER: hands out tokens to everybody, so it is refused in "
        "production; RAPPORT_UNIQUE_ENVIRONMENT=development allows it"
    )


def test_the_development_issuer_runs_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, {**DEVELOPMENT, "DEV_ISSUER": "true"}).dev_issuer is True


def test_production_requires_a_subject_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, {**PRODUCTION, "SUBJECT_KEY": ""}) == (
        "RAPPORT_UNIQUE_SUBJECT_KEY: is required in production, at least 32 characters",
    )


def test_a_short_subject_key_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = problems(monkeypatch, {**PRODUCTION, "SUBJECT_KEY": KEY[:31]})

    assert problem.startswith("RAPPORT_UNIQUE_SUBJECT_KEY: ")
    assert KEY[:31] not in problem


def test_development_makes_its_own_subject_key(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, DEVELOPMENT)

    key = settings.subject_key_bytes()

    assert len(key) == 64
    assert settings.subject_key_bytes() == key
    assert stat.S_IMODE(Path("var/subject.key").stat().st_mode) == 0o600


def test_loading_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(monkeypatch, DEVELOPMENT)

    assert list(Path().iterdir()) == []


def test_issuers_are_a_json_list(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = {**SIGNING, "claims": {"roles": "realm_access.roles", "cpas_nis": ["be.spp:nis"]}}

    (config,) = loaded(monkeypatch, {**PRODUCTION, "ISSUERS": json.dumps([issuer])}).issuers

    assert config.issuer == "https://issuer.example/realms/a"
    assert config.claims.roles == ("realm_access", "roles")
    assert config.claims.cpas_nis == ("be.spp:nis",)
    assert config.algorithms == ("RS256", "PS256", "ES256", "EdDSA")


@pytest.mark.parametrize(
    ("issuers", "problem"),
    [
        ("{", "RAPPORT_UNIQUE_ISSUERS: is not valid JSON"),
        ("[" * 10_000, "RAPPORT_UNIQUE_ISSUERS: is not valid JSON"),
        ('"text"', "RAPPORT_UNIQUE_ISSUERS: Input should be a valid tuple"),
        ("[{}]", "RAPPORT_UNIQUE_ISSUERS.0.issuer: Field required"),
        (json.dumps([ISSUER, ISSUER]), "RAPPORT_UNIQUE_ISSUERS: names the same issuer twice"),
        (
            json.dumps([{**ISSUER, "algorithms": ["HS256"]}]),
            "RAPPORT_UNIQUE_ISSUERS.0.algorithms: only these are accepted: ES256, ES384, ES512, ",
        ),
        (
            json.dumps([{**ISSUER, "issuer": "http://issuer.example"}]),
            "RAPPORT_UNIQUE_ISSUERS.0: issuer must be an https URL without query",
        ),
        (
            json.dumps([SIGNING, {**SIGNING, "issuer": "https://other.example"}]),
            "RAPPORT_UNIQUE_ISSUERS: one person could sign twice, by two of these issuers: ",
        ),
    ],
)
def test_wrong_issuers_are_told(
    monkeypatch: pytest.MonkeyPatch, issuers: str, problem: str
) -> None:
    told, *_ = problems(monkeypatch, {**PRODUCTION, "ISSUERS": issuers})

    assert told.startswith(problem)


@pytest.mark.parametrize("missing", ["signing_levels", "person_rule"])
def test_production_leaves_nothing_open_for_an_issuer_that_signs(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    issuer = {name: value for name, value in SIGNING.items() if name != missing}

    (problem,) = problems(monkeypatch, {**PRODUCTION, "ISSUERS": json.dumps([issuer])})

    assert problem.startswith(f"RAPPORT_UNIQUE_ISSUERS.0.{missing}: is required in production")
    monkeypatch.setenv("RAPPORT_UNIQUE_ENVIRONMENT", "development")
    assert len(load_settings().issuers) == 1


def test_an_issuer_that_does_not_sign_needs_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    issuers = json.dumps([{**ISSUER, "signs": False}])

    assert len(loaded(monkeypatch, {**PRODUCTION, "ISSUERS": issuers}).issuers) == 1


@pytest.mark.parametrize("key", ["x" * 32, "0123456789abcdef" * 2, "change me " * 4])
def test_a_subject_key_that_can_be_guessed_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    (problem,) = problems(monkeypatch, {**PRODUCTION, "SUBJECT_KEY": key})

    assert problem.startswith("RAPPORT_UNIQUE_SUBJECT_KEY: ")
    assert key not in problem


def test_a_token_is_bounded_by_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {**PRODUCTION, "MAX_TOKEN_BYTES": "4096", "MAX_TOKEN_LIFE_S": "900"}

    settings = loaded(monkeypatch, chosen)

    assert (settings.max_token_bytes, settings.max_token_life_s) == (4096, 900)


# Settings from files -----------------------------------------------------------------------------


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    (tmp_path / "database").write_text("postgresql://user:password@host/name\n")
    (tmp_path / "keys").write_text(KEYS)
    files = {
        "SUBJECT_KEY_FILE": "key",
        "SEALING_KEYS_FILE": "keys",
        "DATABASE_URL_FILE": str(tmp_path / "database"),
    }

    settings = loaded(monkeypatch, files)

    assert settings.subject_key_bytes() == KEY.encode()
    assert settings.database_url == "postgresql://user:password@host/name"


def test_what_stands_in_a_file_is_checked_like_any_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("x" * 32)

    (problem,) = problems(monkeypatch, {"SUBJECT_KEY_FILE": "key", "SEALING_KEYS": KEYS})

    assert problem.startswith("RAPPORT_UNIQUE_SUBJECT_KEY: ")


def test_files_that_cannot_be_read_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    files = {"DATABASE_URL_FILE": "missing", "REPLICA_URL_FILE": "binary", "HOSTS_FILE": "x"}

    assert problems(monkeypatch, {**PRODUCTION, **files}) == (
        "RAPPORT_UNIQUE_HOSTS_FILE: there is no such setting",
        "RAPPORT_UNIQUE_DATABASE_URL_FILE: missing: No such file or directory",
        "RAPPORT_UNIQUE_REPLICA_URL_FILE: binary: is no text",
    )


def test_a_setting_is_given_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)

    (problem,) = problems(monkeypatch, {**PRODUCTION, "SUBJECT_KEY_FILE": "key"})

    assert problem.startswith("RAPPORT_UNIQUE_SUBJECT_KEY: is given twice")


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(
        monkeypatch,
        {"PORT": "a lot", "ENVIRONMENT": "test", "LOG_LEVEL": "loud", "GRAPHIQLL": "1"},
    )

    assert [problem.split(":")[0] for problem in told] == [
        "RAPPORT_UNIQUE_GRAPHIQLL",
        "RAPPORT_UNIQUE_ENVIRONMENT",
        "RAPPORT_UNIQUE_PORT",
        "RAPPORT_UNIQUE_LOG_LEVEL",
    ]
    assert not any("\n" in problem for problem in told)


def test_all_problems_of_production_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(monkeypatch, {"DEV_ISSUER": "true"})

    assert [problem.split(":")[0] for problem in told] == [
        "RAPPORT_UNIQUE_DEV_ISSUER",
        "RAPPORT_UNIQUE_SUBJECT_KEY",
        "RAPPORT_UNIQUE_SEALING_KEYS",
    ]


def test_a_misspelt_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(monkeypatch, {**PRODUCTION, "DATABASE": "secret"})

    assert told == ("RAPPORT_UNIQUE_DATABASE: there is no such setting",)


@pytest.mark.parametrize(
    ("variables", "base_url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "::1", "PORT": "80"}, "http://[::1]:80"),
        ({"PUBLIC_URL": "https://rapport.example/api/"}, "https://rapport.example/api"),
    ],
)
def test_clients_reach_the_service_at_its_address(
    monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str], base_url: str
) -> None:
    assert loaded(monkeypatch, {**PRODUCTION, **variables}).base_url == base_url


@pytest.mark.parametrize(
    "url", ["rapport.example", "ftp://a.example", "https://a:b@c", "http://a?b"]
)
def test_a_public_url_is_a_plain_url(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert problems(monkeypatch, {**PRODUCTION, "PUBLIC_URL": url})


def test_the_follow_up_is_read_from_the_database_itself_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert loaded(monkeypatch, PRODUCTION).replica_url is None


@pytest.mark.parametrize("primary", ["postgresql://a/b", "postgresql+psycopg://a/b"])
def test_a_replica_goes_with_postgresql(monkeypatch: pytest.MonkeyPatch, primary: str) -> None:
    urls = {"DATABASE_URL": primary, "REPLICA_URL": "postgresql://user:password@host/name"}

    settings = loaded(monkeypatch, {**PRODUCTION, **urls})

    assert settings.replica_url == "postgresql://user:password@host/name"


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        (
            {"DATABASE_URL": "mysql://user:password@host/name"},
            "RAPPORT_UNIQUE_DATABASE_URL: is not a URL of SQLite or PostgreSQL",
        ),
        (
            {"DATABASE_URL": "password"},
            "RAPPORT_UNIQUE_DATABASE_URL: is not a URL of SQLite or PostgreSQL",
        ),
        (
            {"DATABASE_URL": "postgresql://host:password/name"},
            "RAPPORT_UNIQUE_DATABASE_URL: is not a URL of SQLite or PostgreSQL",
        ),
        (
            {"DATABASE_URL": "postgresql://host/name", "REPLICA_URL": "sqlite:///password"},
            "RAPPORT_UNIQUE_REPLICA_URL: is not a URL of PostgreSQL",
        ),
        (
            {"REPLICA_URL": "postgresql://user:password@host/name"},
            "RAPPORT_UNIQUE_REPLICA_URL: is for PostgreSQL, and RAPPORT_UNIQUE_DATABASE_URL is not",
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str], problem: str
) -> None:
    assert problems(monkeypatch, {**PRODUCTION, **variables}) == (problem,)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://user:password@host/name"

    shown = repr(loaded(monkeypatch, {**PRODUCTION, "DATABASE_URL": url, "REPLICA_URL": url}))

    assert KEY not in shown
    assert "password" not in shown


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ({}, ("http://127.0.0.1:8000", "http://localhost:8000")),
        ({"PORT": "8001"}, ("http://127.0.0.1:8001", "http://localhost:8001")),
        ({"HOST": "10.0.0.1"}, ("http://10.0.0.1:8000",)),
        ({"PUBLIC_URL": "https://a.example/api"}, ("https://a.example/api",)),
        ({"PUBLIC_URL": "http://127.0.0.1:9000"}, ("http://127.0.0.1:9000",)),
    ],
)
def test_pages_of_the_public_address_are_ours(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], origins: tuple[str, ...]
) -> None:
    assert loaded(monkeypatch, {**PRODUCTION, **given}).origins == origins


def test_the_log_level_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, {**PRODUCTION, "LOG_LEVEL": "DEBUG"}).log_level == "debug"


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
