"""Documents and records elsewhere than in local folders: buckets, web servers, zip archives, lists of addresses.

All of it through fsspec, but for what lies in local archives and lists; `parser.batch.remote` is what the batch calls.
"""
