"""Flagging: what an official should look at in a file, found by comparing many.

found: one finding and the risk of several · cases: what is read · peers: the spread of
a cluster, earlier results, shared files · answering: what one file says by itself ·
standing_out: what it says beside others · keeping: rows of the database · working: the
job. Flags inform; no score changes by them.
"""

from reports.flagging.found import Found, risk_of
from reports.flagging.working import (
    flag_all,
    flag_job,
    flag_round,
    flag_submission,
)

__all__ = ["Found", "flag_all", "flag_job", "flag_round", "flag_submission", "risk_of"]
