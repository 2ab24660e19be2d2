"""The index: what the records of a folder say, in tables that answer quickly. Never the only copy of anything."""
