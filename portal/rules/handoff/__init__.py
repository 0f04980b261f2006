"""Handing a lead over: stages, working time, promises, routing, the words to open a call with."""
