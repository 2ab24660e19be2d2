"""The record: its types, and how it is written, validated and proved. Nothing here knows how it was made."""
