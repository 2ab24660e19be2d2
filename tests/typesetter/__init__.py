"""A small typesetter for test documents: one marked text gives a PDF in many layouts, and its gold.

The form of the marked text is told in `corpus/annotated/README.md`.
"""
