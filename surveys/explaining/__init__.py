"""Puts texts, figures, answers, problems and results of the engine into words."""
