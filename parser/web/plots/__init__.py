"""Plots: where things stand in an SVG. What is drawn of them is a template's; every plot has a table beside it."""
