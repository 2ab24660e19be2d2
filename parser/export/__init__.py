"""Records in the forms that the field reads: tables, Akoma Ntoso, TEI, Popolo, RDF. See docs/exports.md."""
