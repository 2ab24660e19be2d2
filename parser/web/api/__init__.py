"""The API, version 1: JSON and more for other systems. docs/api.md explains it, `/api/v1/openapi.json` describes it."""
