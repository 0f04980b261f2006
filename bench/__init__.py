"""How fast, how small: measured beside baseline applications on the same machine in the same run. `make bench`."""
