"""How the baselines are served: as Baton is, without what only Baton has."""

preload_app = False
control_socket_disable = True
