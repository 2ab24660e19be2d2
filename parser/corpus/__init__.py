"""What is told over many records at once: one person through the corpus."""
