"""How accurate the converter is on the annotated documents: run them, add up, say how sure the figures are."""
