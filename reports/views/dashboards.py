"""Dashboards: the figures of a round for the city, a region, and each cluster."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports import overseeing
from reports.figures import Line
from reports.narrowing import Filters
from reports.picturing import Board, leads
from reports.views import showing
from reports.views.asking import Asking
from surveys.access import (
    READERS,
    SignedInRequest,
    for_offices,
    may_narrow,
    one,
    regions_to_oversee,
)
from surveys.explaining.words import worded
from surveys.models import Cluster, Lane, Region

AXES = 3  # a radar has as many at least


@for_offices(*READERS)
@require_safe
def city(request: SignedInRequest) -> HttpResponse:
    """The whole city."""
    asking = Asking(request)
    board = asking.board()
    context = _about(asking, _("The whole city")) | {"whole_city": True}
    if regions_to_oversee(request.holdings) is None:
        context |= _ladder(asking)
    if board:
        context |= _figures(asking, board, lambda code: _cluster_link(asking, code))
        context |= _places(asking, board)
    return render(request, "reports/dashboard.html", context)


def _cluster_link(asking: Asking, code: str) -> str:
    return asking.link("dashboard_cluster", code)


def _places(asking: Asking, board: Board) -> dict[str, Any]:
    """Regions, as rows and beside the clusters."""

    def place(code: str) -> str:
        return asking.link("dashboard_region", code)

    def narrows(code: str) -> bool:
        return may_narrow(asking.request.holdings, code)

    regions = showing.rows(board.tables.regions, board, place)
    return {
        "regions": [row for row in regions if row.shown],
        "regions_withheld": [row for row in regions if row.summary.hidden],
        "heat": showing.heat(board, place, narrows),
    }


@for_offices(*READERS)
@require_safe
def region(request: SignedInRequest, code: str) -> HttpResponse:
    """One region: all of it for its own officials, else what was published."""
    asking = Asking(request, region=code)
    context = _about(asking, _region_name(asking, code))
    board = asking.board()
    everywhere = regions_to_oversee(request.holdings) is None
    if everywhere or asking.sees_all:
        context |= _ladder(asking)
    if board and asking.free:
        context |= _figures(asking, board, lambda found: asking.filtered(cluster=found))
    elif board:
        context |= _published(asking, board, code)
    return render(request, "reports/dashboard.html", context)


def _region_name(asking: Asking, code: str) -> str:
    """The name of a region; 404 where there is none."""
    known = asking.scene.frame.regions if asking.scene else ()
    for group in known:
        if group.code == code:
            return worded(group.name)
    return one(Region.objects.all(), code=code).name


def _published(asking: Asking, board: Board, code: str) -> dict[str, Any]:
    """Of a region what stands in the tables of the city, and nothing else."""
    codes = [group.code for group in board.scene.frame.regions]
    if code not in codes:
        return {"nothing": True}
    at = codes.index(code)
    line = board.tables.regions[at]
    frame = board.scene.frame
    cells = [
        (worded(group.name), _cluster_link(asking, group.code), cell)
        for group, cell in zip(frame.clusters, board.tables.cells[at], strict=True)
        if cell.n != 0
    ]
    return {
        "cells_withheld": [name for name, _url, cell in cells if cell.n is None],
        "board": board,
        "total": showing.row(line, board, ""),
        "leads": leads(line, board.tables.total, frame),
        "cells": cells,
    }


@for_offices(*READERS)
@require_safe
def clusters(request: SignedInRequest) -> HttpResponse:
    """All clusters on one page, small and alike."""
    asking = Asking(request, narrows=False)
    board = asking.board(Filters())
    context = _about(asking, _("All clusters"))
    if board:
        found = showing.rows(
            board.tables.clusters, board, lambda code: _cluster_link(asking, code)
        )
        groups = board.scene.frame.clusters
        context |= {
            "board": board,
            "total": showing.row(board.tables.total, board, ""),
            "tiers": [
                (
                    row,
                    [
                        own
                        for own, group in zip(found, groups, strict=True)
                        if group.parent == row.code
                    ],
                )
                for row in showing.rows(board.tables.tiers, board)
            ],
        }
    return render(request, "reports/dashboard_clusters.html", context)


@for_offices(*READERS)
@require_safe
def cluster(request: SignedInRequest, code: str) -> HttpResponse:
    """One cluster: where it leads and lags, its stages, regions, sizes and roles."""
    place = one(Cluster.objects.all(), code=code)
    asking = Asking(request, cluster=code, narrows=False)
    whole = asking.board(Filters())
    context = _about(asking, place.name) | {"above": True}
    if whole:
        context |= _chain(asking, whole, code)
    return render(request, "reports/dashboard_cluster.html", context)


def _chain(asking: Asking, whole: Board, code: str) -> dict[str, Any]:
    """The figures of a cluster; a table has what the city's tables have of it, and for
    readers who see every enterprise its own further ones."""
    frame = whole.scene.frame
    at = [group.code for group in frame.clusters].index(code)
    line: Line = whole.tables.clusters[at]
    found = leads(line, whole.tables.total, frame)
    hidden = line.summary.hidden
    own = asking.board() if asking.free and not hidden else None
    by_code = {lead.group.code: lead for lead in found}
    ordered = [by_code[group.code] for group in frame.dimensions]
    cells = [
        (worded(group.name), asking.link("dashboard_region", group.code), row[at])
        for group, row in zip(frame.regions, whole.tables.cells, strict=True)
        if row[at].n != 0
    ]
    return {
        "board": whole,
        "own": own,
        "total": showing.row(line, whole, "", whole.changes[at]),
        "leads": found,
        "radar": None
        if line.summary.median is None or len(ordered) < AXES
        else showing.profile(
            ordered, worded(line.group.name), _("The whole city"), frame.profile_scale
        ),
        "spread": showing.spread_of(own) if own else None,
        "cells": cells,
        "cells_withheld": [name for name, _url, cell in cells if cell.n is None],
        "further": _further(own) if own else [],
    }


def _further(board: Board) -> list[tuple[str, str, list[showing.Row]]]:
    """Tables that only readers within their own scope have."""
    found = (
        ("sizes", _("By size"), board.sizes),
        ("tiers", _("By SME tier"), board.sme_tiers),
        ("roles", _("By role in the chain"), board.chain_roles),
    )
    # One row alone says what the page says of all.
    return [
        (name, title, showing.rows(lines, board))
        for name, title, lines in found
        if len(lines) > 1
    ]


def _about(asking: Asking, name: str) -> dict[str, Any]:
    """What every dashboard says of its figures."""
    asked = asking.asked
    return {
        "name": name,
        "asking": asking,
        "asked": asked,
        "form": asking.form,
        "lane": Lane(asked.lane).label if asked else "",
        "at": asking.found.at if asking.found else None,
        "chosen": asking.form.in_words(),
        "home": asking.link("dashboard"),
        "map": asking.link("dashboard_clusters"),
        "order": _order_link(asking),
        "cluster_word": _("Cluster"),
        "region_word": _("Region"),
        "wide": True,
    } | ({"at": asked.cut.at} if asked and asked.cut else {})


def _order_link(asking: Asking) -> str:
    """The form of workbooks with the same figures chosen."""
    if asking.asked is None:
        return reverse("reports:list")
    query = "&".join(f"{name}={value}" for name, value in asking.chosen.items())
    return f"{reverse('reports:list')}?{query}"


def _ladder(asking: Asking) -> dict[str, Any]:
    """The files of the round by questionnaire, whatever the filters."""
    if asking.asked is None:
        return {}
    rungs = overseeing.ladder(asking.asked.round, asking.region)
    return {
        "steps": [step.label for step in overseeing.Reached],
        "rungs": [
            (
                worded(rung.name),
                [(n, 100 * n / max(rung.reached[0], 1)) for n in rung.reached],
            )
            for rung in rungs
        ],
    }


def _figures(asking: Asking, board: Board, linked: showing.Linked) -> dict[str, Any]:
    """The parts that a city and a region of one's own have."""
    ranking = showing.ranked(board, linked)
    shown = [row for row in ranking if row.shown]
    return {
        "board": board,
        "total": showing.row(board.tables.total, board, ""),
        "leads": leads(board.tables.total, board.tables.total, board.scene.frame),
        "ranking": shown,
        "withheld": [row for row in ranking if row.summary.hidden],
        "idle": [row.name for row in ranking if row.empty],
        "stages": showing.stages(shown),
        "spread": showing.spread_of(board),
        "compared": asking.before,
        "further": _further(board) if asking.free else [],
    }
