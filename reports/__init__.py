"""What the answers say together: figures, pages and workbooks of several responses."""
