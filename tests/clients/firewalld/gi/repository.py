GLib = None
