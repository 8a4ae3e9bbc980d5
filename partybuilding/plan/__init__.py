"""Reading a plan, its waivers, and loading a plan file."""
