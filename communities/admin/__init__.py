"""Staff entry of registers and accounts, one module per models module."""

from communities.admin import account, cadre, cobuilding, community, compound, project, venue

__all__ = ["account", "cadre", "cobuilding", "community", "compound", "project", "venue"]
