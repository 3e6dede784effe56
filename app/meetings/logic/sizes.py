"""How many times an event needs: for everybody to meet everybody, for groups that go around, for experts' tables."""


def times_for_everybody(investors: int, teams: int, tables: int) -> int | None:
    """The fewest times in which all pairs meet: nobody is at two tables, and each time has so many tables."""
    if not investors or not teams:
        return 0
    return max(investors, teams, -(-investors * teams // tables)) if tables else None


def times_to_go_around(hosts: int, guests: int, seats: int) -> int:
    """The fewest times in which every group of guests has been with every host, each host at a table of its own."""
    return max(hosts, -(-guests // seats)) if hosts and guests else 0


def times_for_needs(needs: int, experts: int, tables: int, *, least: int) -> int | None:
    """No fewer times than these: each need takes a table once, and an expert faces one need at a time."""
    if not needs:
        return 0
    if not tables or experts < least:
        return None
    return max(-(-needs // tables), -(-needs * least // experts))
