"""Swedish: phrases and their matching, the lexicon, the grammar of bodies' names."""
