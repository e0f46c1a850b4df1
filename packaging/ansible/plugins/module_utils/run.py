# -*- coding: utf-8 -*-
# Copyright: nftload developers
# BSD 2-Clause License (see https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
"""Runs nftload on a host and turns its reports into results."""
from __future__ import absolute_import, division, print_function
__metaclass__ = type

import json
import os

MAINS = ('/etc/nftables.conf', '/etc/sysconfig/nftables.conf')
DROP_INS = 'nftload.d'
UNIT = 'nftload'

# Exit statuses, nftload(8).
DONE, CHANGED, REVERTED = 0, 2, 7
USAGE = 3


def boot_files(listed, dest, path):
    """The files that a start syncs, with path in the place of dest; None: a start does not sync dest."""
    if dest in listed:
        return [path if name == dest else name for name in listed]
    mains = [name for name in listed if name in MAINS]
    others = [name for name in listed if name not in MAINS]
    if dest == MAINS[0] or (dest in MAINS and not mains):
        return [path] + others
    if os.path.basename(os.path.dirname(dest)) == DROP_INS and dest.endswith(('.nft', '.json')):
        later = [name for name in others if os.path.basename(name) > os.path.basename(dest)]
        return mains + others[:len(others) - len(later)] + [path] + later
    return None


class Nftload(object):
    """The program on this host, with what its calls have in common."""

    def __init__(self, module, shown=None):
        """shown: pairs of a path on the host and the name that messages have in its place."""
        self.module = module
        self.shown = shown or []
        self.path = module.get_bin_path(module.params.get('executable') or 'nftload', required=True)

    def run(self, words):
        """Exit status, standard output, standard error."""
        return self.module.run_command([self.path] + words, environ_update=dict(NO_COLOR='1', LC_ALL='C.UTF-8'))

    def options(self):
        """The options of inputs."""
        words = []
        for name, value in sorted((self.module.params.get('defines') or {}).items()):
            words += ['-D', '%s=%s' % (name, value)]
        for folder in self.module.params.get('includepath') or []:
            words += ['-I', folder]
        return words

    def inputs(self, dest, path):
        """The files to sync when path becomes dest, and the name of their owner or None."""
        status, out, dummy = self.run(['boot', '--list'])
        files = boot_files(out.splitlines() if status == DONE else [], dest, path)
        return (files, UNIT) if files else ([path], None)

    def json(self, words, good):
        """The status and the document on standard output; ends the module for any other status."""
        status, out, err = self.run(words)
        try:
            doc = json.loads(out)
        except ValueError:
            doc = None
        if status not in good or doc is None:
            self.fail(words, status, doc, err)
        return status, doc

    def rename(self, text):
        """Text with the names that the user knows."""
        for path, name in self.shown:
            text = text.replace(path, name)
        return text

    def fail(self, words, status, doc, err):
        """Ends the module with nftload's own words, the first error with its line."""
        doc = doc if isinstance(doc, dict) else {}
        errors = doc.get('errors') or []
        for error in errors:
            error['file'] = self.rename(error.get('file') or '')
        first = (err.strip().splitlines() or ['nftload ended with %d' % status])[-1]
        if errors:
            first = errors[0]['message']
            if errors[0].get('line'):
                first = '{file}:{line}:{column}: {message}'.format(**errors[0])
            if errors[0].get('source'):
                first += '\n' + errors[0]['source'].rstrip()
        elif status == USAGE:
            first = "this host's nftload is too old or an option is wrong: " + first
        self.module.fail_json(msg=self.rename(first), rc=status, errors=errors, stderr=self.rename(err),
                              pending=doc.get('pending'), changed=False)
