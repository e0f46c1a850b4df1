"""Stands for D-Bus, which nothing is asked of here."""


class DBusException(Exception):
    pass


class exceptions:
    DBusException = DBusException
