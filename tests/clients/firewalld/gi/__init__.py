"""Stands for GObject's introspection, of which firewalld wants to know whether NetworkManager is there: it is not."""


def require_version(name, version):
    raise ValueError("no %s %s" % (name, version))
