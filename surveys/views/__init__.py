"""Views: the object from access, a form, one verb, render or redirect."""
