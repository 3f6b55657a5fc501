"""The registers agree: what one of them names and another lacks stops the start."""

from dataclasses import replace

import pytest

from portal.register import RegisterError, agreement, personal_data, retention

TABLE = next(table for table in personal_data().tables if table.is_about_people)
SWEPT = next(rule for rule in retention().rules if rule.is_swept)


def test_a_table_needs_a_purpose_that_is_written_down() -> None:
    with pytest.raises(RegisterError, match="'curiosity' is not in purposes.toml"):
        agreement._check_table(replace(TABLE, purpose="curiosity"))


def test_a_table_needs_a_period() -> None:
    with pytest.raises(RegisterError, match="nothing says how long it is kept"):
        agreement._check_table(replace(TABLE, name="shoe_sizes"))


def test_a_rule_needs_a_table_that_is_there() -> None:
    with pytest.raises(RegisterError, match="'shoe_sizes' is not in personal_data.toml"):
        agreement._check_rule(replace(SWEPT, table="shoe_sizes"))


@pytest.mark.parametrize("change", [{"anchor": ("born_at",)}, {"only": {"born_at": ("x",)}}])
def test_a_rule_needs_columns_that_are_there(change: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(RegisterError, match="has no column 'born_at'"):
        agreement._check_rule(replace(SWEPT, **change))  # type: ignore[arg-type]  # one of two fields


def test_a_record_that_cannot_be_named_cannot_be_held() -> None:
    rule = retention().find("limits")
    with pytest.raises(RegisterError, match="no record of it can be named"):
        agreement._check_rule(replace(rule, legal_hold=True))
