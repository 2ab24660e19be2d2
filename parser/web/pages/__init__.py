"""The pages. Each module has a `routes` that adds its own; what they have in common is in ``asking.py``."""
