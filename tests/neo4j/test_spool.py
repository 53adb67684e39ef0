"""Rows of a spool come back as they were put, as often as asked, whoever else reads meanwhile."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from graphx.neo4j import spool
from graphx.neo4j.spool import GROUP, Spool


@pytest.fixture(params=[2**25, 100], ids=["in memory", "on a disk"])
def rows_of(request, monkeypatch):
    monkeypatch.setattr(spool, "IN_MEMORY", request.param)
    return {
        name: [{"id": f"{name}-{number}", "fields": {"x": [number, None, "華"]}} for number in range(count)]
        for name, count in {"none": 0, "few": 3, "many": 2 * GROUP + 1}.items()
    }


def spooled(rows_of):
    kept = Spool()
    for name, rows in rows_of.items():
        kept.put(name, iter(rows))
    return kept


def test_rows_come_in_their_order_as_often_as_asked(rows_of):
    kept = spooled(rows_of)
    for name in [*rows_of, *reversed(rows_of)]:
        assert list(kept.rows(name)) == rows_of[name]


def test_two_may_read_at_once(rows_of):
    kept = spooled(rows_of)
    one, other = zip(*zip_longest(kept.rows("many"), kept.rows("few")), strict=True)
    assert list(one) == rows_of["many"]
    assert [row for row in other if row] == rows_of["few"]


def test_a_name_nobody_put_is_no_name(rows_of):
    with pytest.raises(KeyError):
        list(spooled(rows_of).rows("else"))
