"""Since when somebody holds each role: the list of staff has the roles, and the trail the days."""

from collections.abc import Collection
from datetime import datetime

from portal.staff.service import trail

GIVEN, CHANGED = "staff.invited", "staff.roles"
# Between the roles before and the roles after, in the detail of a change (people.py).
BECAME = " > "


def since(people: Collection[str]) -> dict[str, dict[str, datetime]]:
    """By public id and role, the moment from which it was held without a break; without one when
    that is longer ago than the trail goes back.
    """
    found: dict[str, dict[str, datetime]] = {}
    for each in trail.acts(people, GIVEN, CHANGED):
        before, _, after = each.detail.rpartition(BECAME)
        known, had = found.get(each.about, {}), before.split()
        found[each.about] = {
            role: moment
            for role in after.split()
            if (moment := known.get(role) if role in had else each.at)
        }
    return found
