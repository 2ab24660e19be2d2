"""How sure the converter is of an act, for reading: one bound and one rounding, wherever it is told."""

UNSURE = 0.8
"""Acts of a lower confidence are marked as unsure."""


def is_unsure(confidence: float) -> bool:
    """Whether an act is to be marked as unsure."""
    return confidence < UNSURE


def percent(confidence: float) -> int:
    """A confidence in percent: 0.647 is 65."""
    return int(confidence * 100 + 0.5)
