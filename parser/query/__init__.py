"""Questions to a corpus: what is asked, who is meant, and the answers with their places. Reads the index only."""
