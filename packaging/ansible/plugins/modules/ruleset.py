#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: nftload developers
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import absolute_import, division, print_function
__metaclass__ = type

DOCUMENTATION = r'''
---
module: ruleset
short_description: Make a host's nftables ruleset that of a template, or leave it alone
version_added: 0.1.0
description:
  - Syncs the kernel with a ruleset by the smallest transaction that does it, and sends nothing where nothing differs.
    Counters of rules that stay go on.
  - With I(confirm), the change stays only if the controller gets in over a new connection in time. Otherwise the host takes
    the change back by itself, the task fails, and I(dest) keeps its content.
  - Where I(dest) is one of the files that the host syncs at its start, all these files are synced together, as a reload of
    the unit does.
  - Every mistake of the ruleset fails the task before anything is changed, at its line of the rendered text.
requirements:
  - nftload on the host
attributes:
  check_mode:
    support: full
    description: The kernel judges the very change that would be sent, and nothing is sent or written.
  diff_mode:
    support: full
    description: Shows what is added, changed and removed in the kernel.
  platform:
    support: full
    platforms: linux
    description: Where it runs.
options:
  src:
    description:
      - A ruleset on the controller. One of I(src) and I(content) is required.
    type: path
  content:
    description:
      - The ruleset as text.
    type: str
  template:
    description:
      - Whether I(src) is a Jinja2 template.
    type: bool
    default: true
  dest:
    description:
      - The file on the host. It is replaced only after the confirmation, and gets mode 0644.
    type: path
    default: /etc/nftables.conf
  confirm:
    description:
      - Seconds in which the controller has to get in over a new connection, at least 5.
      - With C(0) the change is final at once.
    type: int
    default: 30
  defines:
    description:
      - Variables of the ruleset, as C(nftload -D name=value). A start of the host does not know them.
    type: dict
    default: {}
  includepath:
    description:
      - Folders on the host with included files, as C(nftload -I).
    type: list
    elements: path
    default: []
  keep:
    description:
      - Patterns of names and comments of what stays though the files lack it, as C(nftload sync --keep).
    type: list
    elements: str
    default: []
  name:
    description:
      - The owner of the tables, as C(nftload sync --name). Tables of this owner that have left the files are deleted.
      - Without it, the owner is C(nftload) where I(dest) is one of the unit's files, and nobody elsewhere.
    type: str
  adopt:
    description:
      - Take over tables that no sync has made, and remove from them what the files lack.
    type: bool
    default: false
  backup:
    description:
      - Keep the replaced file under a name with the date.
    type: bool
    default: false
  executable:
    description:
      - The program, where C(PATH) lacks it.
    type: path
notes:
  - Asynchronous tasks are refused. The host itself waits for the confirmation.
  - A connection that cannot prove anything, such as a local one, needs I(confirm=0).
seealso:
  - module: nftload.firewall.ruleset_info
author:
  - nftload developers (@nftload)
'''

EXAMPLES = r'''
- name: The firewall
  nftload.firewall.ruleset:
    src: nftables.conf.j2
    confirm: 20
  become: true

- name: One more file beside the host's own
  nftload.firewall.ruleset:
    content: |
      table inet monitoring {
          chain input {
              type filter hook input priority filter - 1
              tcp dport 9100 ip saddr 192.0.2.0/24 counter
          }
      }
    dest: /etc/nftload.d/50-monitoring.nft
  become: true
'''

RETURN = r'''
kernel_changed:
  description: Whether the kernel's ruleset was changed, or would be.
  returned: success
  type: bool
file_changed:
  description: Whether I(dest) was replaced, or would be.
  returned: success
  type: bool
outcome:
  description: One of C(unchanged), C(applied), C(confirmed), C(reverted), C(rejected), C(revert-failed) and C(unknown).
  returned: success, and failure after the change was made
  type: str
reason:
  description: Why the change was not confirmed.
  returned: failure after the change was made
  type: str
id:
  description: The change that waited for its confirmation.
  returned: with a confirmation
  type: str
confirmed_after:
  description: Seconds until the confirmation.
  returned: when confirmed
  type: float
fingerprint:
  description: Hashes of the files' tables in the kernel, before and after.
  returned: success
  type: dict
plan:
  description: How many objects were added, changed and removed and how many stayed.
  returned: success
  type: dict
backup_file:
  description: The copy of the replaced file.
  returned: with I(backup)
  type: str
errors:
  description: Mistakes of the ruleset, with file, line, column and source line.
  returned: failure
  type: list
  elements: dict
'''

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.nftload.firewall.plugins.module_utils.run import CHANGED, DONE, REVERTED, Nftload

OPTIONS = dict(
    src=dict(type='path'),
    content=dict(type='str'),
    template=dict(type='bool', default=True),
    dest=dict(type='path', default='/etc/nftables.conf'),
    confirm=dict(type='int', default=30),
    defines=dict(type='dict', default={}),
    includepath=dict(type='list', elements='path', default=[]),
    keep=dict(type='list', elements='str', default=[]),
    name=dict(type='str'),
    adopt=dict(type='bool', default=False),
    backup=dict(type='bool', default=False),
    executable=dict(type='path'),
)
# Of the action plugin.
INTERNAL = dict(
    _phase=dict(type='str', default='apply', choices=['apply', 'confirm', 'outcome']),
    _file=dict(type='path'),
    _label=dict(type='str', default='content'),
    _hash=dict(type='str'),
    _id=dict(type='str'),
)


class Ruleset(object):
    """One ruleset on its way to a host."""

    def __init__(self, module):
        self.module = module
        self.given = module.params
        self.dest = self.given['dest']
        # A name of its own for each text: a second run cannot slip its text under the confirmation of the first.
        self.staged = '%s.nftload-%s' % (self.dest, self.given['_hash'])
        self.nftload = Nftload(module, [(self.staged, self.given['_label']),
                                        (self.given['_file'] or self.staged, self.given['_label'])])

    def same_file(self):
        """Whether the file is already there."""
        return os.path.exists(self.dest) and self.module.sha256(self.dest) == self.module.sha256(self.given['_file'])

    def stage(self):
        """Writes the text beside its destination: whatever can fail there fails before the change."""
        folder = os.path.dirname(self.dest) or '.'
        if not os.path.isdir(folder):
            self.module.fail_json(msg="folder '%s' of dest does not exist" % folder)
        self.module.atomic_move(self.given['_file'], self.staged)
        self.module.set_mode_if_different(self.staged, '0644', False)

    def place(self):
        """Renames the text to its destination; again after a lost answer, it is there already."""
        kept = None
        if not os.path.exists(self.staged):
            return kept
        if self.given['backup'] and os.path.exists(self.dest):
            kept = self.module.backup_local(self.dest)
        os.rename(self.staged, self.dest)
        return kept

    def discard(self):
        """Removes the text of a change that did not stay."""
        if os.path.exists(self.staged):
            os.unlink(self.staged)

    def words(self, path):
        """The options of the sync, and its files."""
        files, owner = self.nftload.inputs(self.dest, path)
        owner = self.given['name'] or owner
        words = self.nftload.options() + (['--name', owner] if owner else [])
        for pattern in self.given['keep']:
            words += ['--keep', pattern]
        return words + (['--adopt'] if self.given['adopt'] else []) + files

    def difference(self, words):
        """As the user reads it."""
        dummy, out, dummy = self.nftload.run(['diff', '-q'] + words)
        return self.nftload.rename(out)

    def sync(self, words, how):
        """Whether the kernel differs or differed, and the report."""
        status, report = self.nftload.json(['sync', '--report=-', '--detailed-exitcode'] + how + words, (DONE, CHANGED))
        return status == CHANGED, report

    def apply(self):
        """The change, to be confirmed where that is asked for."""
        file_changed = not self.same_file()
        path = self.given['_file']
        words = self.words(path)
        # The pre-check says the same in check mode, and spares a host the writing of a faulty file.
        changed, report = self.sync(words, ['--check'])
        result = dict(kernel_changed=changed, file_changed=file_changed, changed=changed or file_changed,
                      plan=report.get('changes') or {}, fingerprint=report.get('fingerprint') or {},
                      outcome='applied' if changed else 'unchanged', diff=dict(prepared=''))
        if changed and (self.module._diff or self.module.check_mode):
            result['diff']['prepared'] = self.difference(words)
        if self.module.check_mode:
            self.module.exit_json(**result)
        if file_changed:
            self.stage()
            words = [self.staged if word == path else word for word in words]
        self.commit(words, result)

    def commit(self, words, result):
        """What is not confirmed stays beside its destination."""
        seconds = self.given['confirm']
        try:
            changed, report = self.sync(words, ['--confirm=%d' % seconds, '--detach'] if seconds else [])
        except SystemExit:
            self.discard()
            raise
        pending = report.get('pending') or {}
        result.update(kernel_changed=changed, changed=changed or result['file_changed'])
        if pending.get('id'):
            result['id'] = pending['id']
        else:
            result['backup_file'] = self.place()
        self.module.exit_json(**result)

    def confirm(self):
        """Keeps the change; asked twice, it says the same."""
        status, dummy, err = self.nftload.run(['confirm', self.given['_id']])
        if status != DONE:
            self.module.fail_json(msg=err.strip() or 'nftload confirm ended with %d' % status, rc=status,
                                  outcome='reverted' if status == REVERTED else 'unknown')
        self.module.exit_json(changed=True, outcome='confirmed', backup_file=self.place())

    def outcome(self):
        """What became of a change that was not confirmed."""
        record = self.nftload.json(['confirm', '--status', '--json', self.given['_id']], (DONE, ))[1]
        state = record.get('state', 'unknown')
        if state in ('reverted', 'rejected'):
            self.discard()
        self.module.exit_json(changed=False, outcome=state)


def main():
    module = AnsibleModule(argument_spec=dict(OPTIONS, **INTERNAL), supports_check_mode=True)
    if not module.params['_hash']:
        module.fail_json(msg='this module works only together with its action plugin')
    ruleset = Ruleset(module)
    getattr(ruleset, module.params['_phase'])()


if __name__ == '__main__':
    main()
