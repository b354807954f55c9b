"""Views of reports: order, watch, download; the result of one response."""
