"""Alerts: `compose` decides when and what is sent and writes it (pure), `channels` deliver it (the edges)."""
