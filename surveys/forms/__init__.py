"""Forms: everything that people send passes one of these."""
