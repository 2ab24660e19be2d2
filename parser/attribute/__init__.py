"""Who acts, of which party, against what: drafts of acts become acts."""
