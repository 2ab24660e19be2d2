"""What `scripts/bench.py` measures, and how: contestants, forgetting, stages, memory, the report."""
