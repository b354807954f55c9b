"""Re-scoring: a round scored again under a corrected edition, beside what stands."""

from surveys.rescoring.working import CHUNK, newest_submissions, rescore_job

__all__ = ["CHUNK", "newest_submissions", "rescore_job"]
