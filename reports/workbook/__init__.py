"""Benchmarks as Excel workbooks: plain figures in, the bytes of a file out."""

from reports.workbook.assembling import render

__all__ = ["render"]
