"""The audit trail: every verb of people ends in `record`, in its own transaction.

recording: the numbered row · stamping: the HMAC by which a row is known as ours ·
acting: in which role somebody acted · signing_in: what allauth tells of sign-ins.
"""

from surveys.auditing import signing_in
from surveys.auditing.acting import held, role_of
from surveys.auditing.recording import CHAIN, address, record
from surveys.auditing.stamping import FIELDS, Key, canonical, keys, stamped_by

__all__ = [
    "CHAIN",
    "FIELDS",
    "Key",
    "address",
    "canonical",
    "held",
    "keys",
    "record",
    "role_of",
    "signing_in",
    "stamped_by",
]
