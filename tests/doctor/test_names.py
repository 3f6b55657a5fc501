"""What the DNS says about our mail: read as large hosts read it."""

import dns.resolver
import pytest
from flask import Flask

from portal.config import dkim_key
from portal.config.dkim import make_dkim_key
from portal.doctor.service import names
from tests.doctor import name_server
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database
DOMAIN = "ourtown.nhs.uk"
SPF = "v=spf1 include:relay.nhs.uk -all"
DMARC = "v=DMARC1; p=reject; rua=mailto:us@ourtown.nhs.uk"


@pytest.fixture
def portal(make_app: MakeApp) -> Flask:
    """A portal that sends mail from a domain of its own."""
    return make_app(mail_from=f"bulletins@{DOMAIN}", mail_server="127.0.0.1")


def found(app: Flask, monkeypatch: pytest.MonkeyPatch, texts: dict[str, list[str]]) -> str:
    """The findings on these records, a word each."""
    with name_server.serve(texts) as resolver, app.app_context():
        monkeypatch.setattr(dns.resolver, "Resolver", lambda: resolver)
        return " ".join(f"{each.check}:{each.state}" for each in names.check())


def test_what_large_hosts_ask_for_is_fine(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {DOMAIN: ["other=1", SPF], f"_dmarc.{DOMAIN}": [DMARC]}
    assert found(portal, monkeypatch, texts) == "spf:ok dkim:look dmarc:ok"


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([], "wrong"),
        (["v=spf10 -all"], "wrong"),
        ([SPF, "v=spf1 mx -all"], "wrong"),
        (["v=spf1 +all"], "wrong"),
        (["v=spf1 mx ?all"], "look"),
        (["v=spf1 mx ~all"], "ok"),
        (["v=spf1 redirect=_spf.nhs.uk"], "ok"),
    ],
)
def test_who_may_send_for_us(
    records: list[str], state: str, portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = found(portal, monkeypatch, {DOMAIN: records})
    assert f"spf:{state} " in said


@pytest.mark.parametrize(("name", "state"), [(f"bounces.{DOMAIN}", "ok"), (DOMAIN, "wrong")])
def test_who_may_send_is_asked_of_the_domain_that_mail_comes_back_to(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, name: str, state: str
) -> None:
    bounces = f"b@bounces.{DOMAIN}"
    app = make_app(mail_from=f"news@{DOMAIN}", mail_server="127.0.0.1", mail_bounces=bounces)
    assert found(app, monkeypatch, {name: [SPF]}).startswith(f"spf:{state} ")


@pytest.mark.parametrize(
    ("name", "records", "state"),
    [
        (f"_dmarc.{DOMAIN}", ["v=DMARC1; p=none"], "look"),
        (f"_dmarc.{DOMAIN}", ["v=DMARC1;p=quarantine"], "ok"),
        (f"_dmarc.{DOMAIN}", ["v=DMARC1; pct=100"], "wrong"),
        (f"_dmarc.{DOMAIN}", [DMARC, "v=DMARC1; p=none"], "wrong"),
        ("_dmarc.nhs.uk", [DMARC], "ok"),
        ("_dmarc.elsewhere.uk", [DMARC], "wrong"),
    ],
)
def test_what_becomes_of_forgeries(
    name: str, records: list[str], state: str, portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = found(portal, monkeypatch, {DOMAIN: [SPF], name: records})
    assert said.endswith(f"dmarc:{state}")


def test_our_key_is_published_whole(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_dkim_key("autumn", "ed25519")
    app = make_app(mail_from=f"bulletins@{DOMAIN}", mail_server="127.0.0.1", dkim_keys=made.setting)
    name, record = f"autumn._domainkey.{DOMAIN}", dkim_key(made.setting).record
    assert "dkim:ok" in found(app, monkeypatch, {DOMAIN: [SPF], name: [record]})
    assert "dkim:wrong" in found(app, monkeypatch, {DOMAIN: [SPF], name: [record[:-8]]})
    assert "dkim:wrong" in found(app, monkeypatch, {DOMAIN: [SPF]})


def test_a_name_server_that_knows_nothing_is_only_worth_a_look(
    portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(portal, monkeypatch, {"elsewhere.uk": []}) == "mail names:look"


def test_no_name_server_is_only_worth_a_look(
    portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> dns.resolver.Resolver:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", none)
    with portal.app_context():
        assert [each.state for each in names.check()] == ["look"]
