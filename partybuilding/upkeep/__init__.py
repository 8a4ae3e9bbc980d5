"""The registers of the ground, community by community: what they hold, what their indicators lack, a new entry."""
