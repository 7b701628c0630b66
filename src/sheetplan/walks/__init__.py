"""The walks: one file per command, which rooms in which order; they print nothing and ask no clock."""
