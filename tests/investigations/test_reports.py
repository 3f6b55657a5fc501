"""The yearly report at the desk, as a page and as a file; and what anybody may read of it."""

from datetime import UTC, date, datetime

import pytest

from portal.complaints.models import Complaint
from portal.complaints.service.clocks import reporting_year
from portal.core import clock
from portal.extensions import db
from tests.investigations.investigator import HERE, Investigator, trail
from tests.support.cases import closed, filed, made
from tests.support.client import PortalClient
from tests.support.staff import come_in

pytestmark = pytest.mark.database

MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 4, 1, 9, tzinfo=UTC)


def a_year() -> None:
    """Seven complaints about a GP, five about a hospital, one about a dentist."""
    with clock.freeze(MAY):
        for area, outcome, count in (
            ("gp", "upheld", 7),
            ("hospital", "not", 5),
            ("dental", "not", 1),
        ):
            for _ in range(count):
                closed(filed(made(), area, "staff"), outcome=outcome)
        case = db.session.query(Complaint).first()
        assert case is not None
        case.learned = "=Phones are answered by noon."
        db.session.commit()


def test_the_desk_shows_every_number_and_says_not_to_publish_them(desk: Investigator) -> None:
    a_year()
    with clock.freeze(MAY):
        come_in(desk.client, "investigator")
        page = desk.read(desk.client.get(f"{HERE}/reports").location)
    assert "do not publish this page" in page
    assert f'As at <time datetime="2026-05-04">{clock.in_words(MAY)}</time>.' in page
    assert "We received 13 complaints about care" in page
    assert "Of those that we closed, 7 were well-founded: 7 upheld, 0 partly" in page
    assert "follows KO41a, shortened" in page
    assert "fewer than 5" in page
    assert "Phones are answered by noon" in page
    assert "complaint.reported" in trail()


def test_a_line_of_zeros_is_a_name_and_a_year_without_a_report_leads_on(
    desk: Investigator,
) -> None:
    with clock.freeze(MAY):
        closed(filed(made(), "gp", "staff"))
        come_in(desk.client, "investigator")
        page = desk.read(f"{HERE}/reports/2027")
        away = desk.client.get(f"{HERE}/reports/2019")
    assert page.count('<th scope="row">') == 3
    assert "None, and none open, in this year: " in page
    assert (away.status_code, f'href="{HERE}/reports/2027"' in away.get_data(True)) == (404, True)


def test_the_counts_come_as_a_file_that_runs_nothing(desk: Investigator) -> None:
    a_year()
    with clock.freeze(MAY):
        come_in(desk.client, "investigator")
        answer = desk.client.get(f"{HERE}/reports/2027/counts.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert 'filename="complaints-2026-2027.csv"' in answer.headers["Content-Disposition"]
    assert lines[0].startswith('"Part","What","Open on 1 April","Received"')
    assert '"By kind of service","Dentist","0","1","0","1","0","0","0","1","0","0"' in lines
    assert lines[-2] == f'"As at","{MAY.date().isoformat()}"'
    assert lines[-1] == '"What changed","\'=Phones are answered by noon."'


def test_a_year_that_is_not_over_is_not_published(client: PortalClient) -> None:
    a_year()
    with clock.freeze(MAY):
        assert "No year is over yet" in client.get("/complaints/figures").get_data(as_text=True)
        assert client.get("/complaints/figures/2027").status_code == 404


def test_anybody_reads_the_year_that_is_over_without_small_numbers(client: PortalClient) -> None:
    """The one dentist stands with others, and no two numbers give it away."""
    a_year()
    with clock.freeze(NEXT_YEAR):
        years = client.get("/complaints/figures").get_data(as_text=True)
        page = client.get("/complaints/figures/2027").get_data(as_text=True)
    assert f"{clock.in_words(NEXT_YEAR)}</time></p>" in page.partition(", as at ")[2]
    assert "1 April 2026 to 31 March 2027" in years
    assert "We received <strong>13</strong>" in page
    assert "<strong>7</strong> of them we found to be right" in page
    assert "Hospital: staying there; Hospital: outpatients;" in page
    assert 'scope="row">Dentist' not in page
    assert '<td data-label="How many">6</td>' in page
    assert '<td data-label="How many">1</td>' not in page
    assert "Phones are answered by noon" in page


def test_years_that_never_were_are_not_found(desk: Investigator, client: PortalClient) -> None:
    this = reporting_year(clock.today())
    for year in (0, 1999, this + 1, 10**9):
        assert client.get(f"/complaints/figures/{year}").status_code == 404
        assert desk.client.get(f"{HERE}/reports/{year}").status_code == 404
    assert desk.client.get(f"{HERE}/reports/{this}").status_code == 200
    assert date(this, 3, 31) >= clock.today()
