"""Workbooks at the border: text into a cell safely, a file from people read safely."""
