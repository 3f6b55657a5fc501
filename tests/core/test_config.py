"""A wrong setting stops the start, with its name and what to write."""

import stat
from pathlib import Path

import pytest

from portal.config import SettingsError, load, make_keys

PRODUCTION = {
    "PORTAL_ENV": "production",
    "PORTAL_BASE_URL": "https://portal.example.org",
    "PORTAL_ORGANISATION": "Anytown Health",
    "PORTAL_CONTACT_EMAIL": "hello@anytown.example.org",
    "PORTAL_DPO_EMAIL": "dpo@anytown.example.org",
    "PORTAL_MAIL_SERVER": "relay.example.org",
    "PORTAL_MAIL_FROM": "bulletins@anytown.example.org",
    **{f"PORTAL_{name}": value for name, value in make_keys().items()},
}


def production(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {**PRODUCTION, "PORTAL_INSTANCE": str(tmp_path), **changes}


def test_a_whole_production_environment_loads(tmp_path: Path) -> None:
    settings = load(production(tmp_path))
    assert settings.secure
    assert settings.trusted_hosts == ("portal.example.org",)


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"PORTAL_ENV"}))
def test_a_required_setting_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    environ = production(tmp_path)
    del environ[name]
    with pytest.raises(SettingsError, match=name) as caught:
        load(environ)
    assert len(str(caught.value)) > len(name) + 20, "it also says what to write"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "prod"),
        ("PORTAL_BASE_URL", "portal.example.org"),
        ("PORTAL_BASE_URL", "https://portal.example.org/people"),
        ("PORTAL_BASE_URL", "javascript:alert(1)"),
        ("PORTAL_DATABASE_URL", "mysql://localhost/portal"),
        ("PORTAL_DATABASE_URL", "postgresql+psycopg://portal@localhost:port/portal"),
        ("PORTAL_KEYS_DATABASE_URL", "mysql://localhost/portal"),
        ("PORTAL_MAIL_PORT", "none"),
        ("PORTAL_MAIL_PORT", "70000"),
        ("PORTAL_MAIL_USE_TLS", "perhaps"),
        ("PORTAL_MAIL_FROM", "Bulletins <a@example.org>"),
        ("PORTAL_CONTACT_EMAIL", "nobody"),
        ("PORTAL_SECRET_KEYS", "short"),
        ("PORTAL_DATA_KEYS", "k1:notakey"),
        ("PORTAL_INDEX_KEY", "notakey"),
        ("PORTAL_DKIM_KEYS", "s1:notakey"),
        ("PORTAL_DKIM_KEYS", "notakey"),
        ("PORTAL_PROXY_HOPS", "-1"),
        ("PORTAL_CONTENT_DIR", "/no/such/folder"),
        ("PORTAL_BASE_URL", "https://[::1"),
        ("PORTAL_BASE_URL", "https://portal.example.org:99999"),
        ("PORTAL_INSTANCE", "/dev/null/instance"),
        ("PORTAL_TRUSTED_HOSTS", ","),
        ("PORTAL_TRUSTED_HOSTS", "*"),
        ("PORTAL_TRUSTED_HOSTS", "*.example.org"),
        ("PORTAL_TRUSTED_HOSTS", "https://portal.example.org"),
        ("PORTAL_TRUSTED_HOSTS", "portal.example.org/people"),
        ("PORTAL_TRUSTED_HOSTS", "portal.example.org other.example.org"),
        ("PORTAL_TRUSTED_HOSTS", "."),
        ("PORTAL_TRUSTED_HOSTS", "portal..example.org"),
        ("PORTAL_TRUSTED_HOSTS", "10.0.0.0/8"),
        ("PORTAL_BASE_URL", "https://*"),
        ("PORTAL_BASE_URL", "https://somebody@portal.example.org"),
        ("PORTAL_BASE_URL", "https://portal.example.org:0"),
        ("PORTAL_SECRET_KEYS", ","),
        ("PORTAL_DATA_KEYS", ","),
        ("PORTAL_SECRET_KEYS_FILE", "/no/such/file"),
        ("PORTAL_NAME", "Two\nlines"),
        ("PORTAL_EXTRA_BANK_HOLIDAYS", "19 September 2022"),
        ("PORTAL_EXTRA_BANK_HOLIDAYS", "2022-09-19 2022-09-31"),
        ("PORTAL_ANALYTICS_ID", "UA-12345-1"),
        ("PORTAL_ANALYTICS_ID", "G-1');alert(1)"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load(production(tmp_path, **{name: value}))


def test_names_of_hosts_are_kept_in_one_spelling_and_our_own_is_always_there(
    tmp_path: Path,
) -> None:
    settings = load(
        production(
            tmp_path,
            PORTAL_BASE_URL="https://Portal.Example.org.:8443/",
            PORTAL_TRUSTED_HOSTS="WWW.example.org., .Care.example, bücher.example:8443, [::1]",
        )
    )
    assert settings.base_url == "https://portal.example.org:8443"
    others = ("www.example.org", ".care.example", "xn--bcher-kva.example", "[::1]")
    assert settings.trusted_hosts == ("portal.example.org", *others)


def test_companies_that_are_not_named_are_words_for_the_middle_of_a_sentence(
    tmp_path: Path,
) -> None:
    silent = load(production(tmp_path))
    assert silent.hosting_company.startswith("our hosting company (ask")
    named = load(production(tmp_path, PORTAL_MAIL_COMPANY="Posthorn Limited"))
    assert named.mail_company == "Posthorn Limited"


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("x" * 40 + "\n")
    environ = production(tmp_path, PORTAL_SECRET_KEYS_FILE=str(file))
    assert load(environ).secret_keys == ("x" * 40,)


def test_a_secret_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xff\xfe" * 40)
    with pytest.raises(SettingsError, match="PORTAL_SECRET_KEYS_FILE: cannot be read"):
        load(production(tmp_path, PORTAL_SECRET_KEYS_FILE=str(file)))


def test_development_makes_its_own_keys_once_and_keeps_them_private(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path / "new")}
    first, second = load(environ), load(environ)
    assert first.data_keys == second.data_keys
    files = list((tmp_path / "new" / "keys").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
