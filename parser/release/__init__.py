"""Corpus releases: a folder of records as one versioned, checksummed package that describes itself, and its proof."""
