"""Sealing: a chain of HMACs over the audit rows, laid and verified by the machine.

chaining: one link · laying: the job that goes on with the chain · anchoring: where it
stood on a day, in a table and in a file · verifying: the first row that is not right.
"""

from surveys.sealing.anchoring import Mark, anchor, noted
from surveys.sealing.laying import seal
from surveys.sealing.verifying import Fault, Kind, Verdict, verify

__all__ = ["Fault", "Kind", "Mark", "Verdict", "anchor", "noted", "seal", "verify"]
