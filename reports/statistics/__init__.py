"""Figures of many scores, pure: NumPy and the standard library only.

describing: quantiles, summaries · ranking: places · estimating: intervals · growing:
growth, concentration · decomposing: why a mean changed · dominating: amounts that one
enterprise makes up · hiding, crossing, bounding: what stays hidden, and how well.
"""

from reports.statistics.arrays import Flags, Floats, Ints
from reports.statistics.bounding import Arc, Network
from reports.statistics.crossing import Cross, CrossPattern, suppress_crossed
from reports.statistics.decomposing import (
    HIDDEN_CHANGE,
    After,
    Before,
    Decomposition,
    decompose,
    grouped,
)
from reports.statistics.describing import (
    DEFAULTS,
    EMPTY,
    HIDDEN,
    LEAST,
    Summary,
    Thresholds,
    best_in_class,
    cross_counts,
    distribution,
    quantile,
    quantile_exc,
    summaries,
    summarise,
)
from reports.statistics.dominating import (
    DOMINANCE,
    Dominance,
    breaks_nk,
    breaks_p_percent,
    dominated,
    dominated_groups,
)
from reports.statistics.estimating import Interval, bootstrap_mean, share_of
from reports.statistics.growing import growth, growth_a_year, herfindahl, top_share
from reports.statistics.hiding import NestedPattern, Pattern, suppress, suppress_nested
from reports.statistics.ranking import (
    competition_ranks,
    mean_ranks,
    percentile_rank,
    ranks,
)

__all__ = [
    "DEFAULTS",
    "DOMINANCE",
    "EMPTY",
    "HIDDEN",
    "HIDDEN_CHANGE",
    "LEAST",
    "After",
    "Arc",
    "Before",
    "Cross",
    "CrossPattern",
    "Decomposition",
    "Dominance",
    "Flags",
    "Floats",
    "Interval",
    "Ints",
    "NestedPattern",
    "Network",
    "Pattern",
    "Summary",
    "Thresholds",
    "best_in_class",
    "bootstrap_mean",
    "breaks_nk",
    "breaks_p_percent",
    "competition_ranks",
    "cross_counts",
    "decompose",
    "distribution",
    "dominated",
    "dominated_groups",
    "grouped",
    "growth",
    "growth_a_year",
    "herfindahl",
    "mean_ranks",
    "percentile_rank",
    "quantile",
    "quantile_exc",
    "ranks",
    "share_of",
    "summaries",
    "summarise",
    "suppress",
    "suppress_crossed",
    "suppress_nested",
    "top_share",
]
