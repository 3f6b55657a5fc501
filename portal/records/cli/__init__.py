"""Commands about records: how long, whose, and what proves it."""

from portal.records.cli.data import group as data_group
from portal.records.cli.proof import group as records_group
from portal.records.cli.retention import group as retention_group

__all__ = ["data_group", "records_group", "retention_group"]
