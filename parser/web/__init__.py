"""The corpus in a browser and as an API: `diarium serve`. Read-only; asks `parser.query`, writes nothing but caches.

``site.py`` is what all requests share, ``app.py`` puts it together, ``guard.py`` stands before every request.
``pages/`` make HTML from ``templates/``, ``api/`` makes JSON, XML and downloads, ``plots/`` draws SVG.
"""
