"""Diarium: Swedish municipal decisions from PDF into records that can be asked who reserved against what."""
