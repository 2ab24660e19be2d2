"""A folder whose arrivals are converted when they are wholly written."""
