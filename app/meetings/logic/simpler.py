"""A planning question in the words of the engine: softened musts, caps of a single day, and what it does not know."""

from dataclasses import replace

from app.meetings.logic.instance import Instance, Wanted


def deserving(meeting: Wanted) -> tuple[bool, bool, int, int]:
    """Who is placed first: locked, mandatory, then the dearest."""
    return meeting.fixed_slot is None, not meeting.mandatory, -meeting.weight, meeting.id


def needs_rules(instance: Instance) -> bool:
    """Are there orders or typed places?"""
    return any(each.after or each.place_type is not None for each in instance.meetings)


def price(instance: Instance) -> int:
    """What a softened must is worth beside all wishes together."""
    return sum(each.weight for each in instance.meetings) + 1


def softened(instance: Instance) -> Instance:
    """The same question when not all mandatory meetings can be: the more of them the better, locked ones first."""
    promised = price(instance)
    return replace(instance, meetings=tuple(
        replace(each, mandatory=each.fixed_slot is not None, weight=each.weight + promised * each.mandatory)
        for each in instance.meetings
    ))  # fmt: skip


def one_day_caps(instance: Instance) -> Instance:
    """On a single day the cap per day is a cap in all, which the engine knows."""
    if len(instance.frame.days) > 1:
        return instance
    people = tuple(
        replace(each, max_meetings=min(cap for cap in (each.max_meetings, each.max_per_day) if cap is not None))
        if each.max_per_day is not None
        else each
        for each in instance.participants
    )
    return replace(instance, participants=people)
