"""The cache of finished pages stays small."""

from app.events.routes.programme_cache import BoundedCache


def test_the_cache_forgets_what_was_used_least_and_stays_small() -> None:
    cache = BoundedCache(most_bytes=10)
    for key in "abc":
        cache.put(key, b"1234")
    assert [cache.get(key) is None for key in "abc"] == [True, False, False]
    cache.get("b")
    cache.put("d", b"1234")
    assert [cache.get(key) is None for key in "bcd"] == [False, True, False]
    cache.put("b", b"12")
    assert len(cache) == 2
    cache.put("e", b"longer than everything that fits")
    assert len(cache) == 1
