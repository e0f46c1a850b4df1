#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: nftload developers
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import absolute_import, division, print_function
__metaclass__ = type

DOCUMENTATION = r'''
---
module: ruleset_info
short_description: Tell whether a host's kernel has the ruleset of its files
version_added: 0.1.0
description:
  - Compares the kernel's tables with the files that declare them, and changes nothing.
  - Where I(path) is one of the files that the host syncs at its start, all these files are compared together.
requirements:
  - nftload on the host
attributes:
  check_mode:
    support: full
    description: Nothing is ever changed.
  diff_mode:
    support: none
    description: The difference is a result.
  platform:
    support: full
    platforms: linux
    description: Where it runs.
options:
  path:
    description:
      - The file on the host.
    type: path
    default: /etc/nftables.conf
  defines:
    description:
      - Variables of the ruleset, as C(nftload -D name=value).
    type: dict
    default: {}
  includepath:
    description:
      - Folders on the host with included files, as C(nftload -I).
    type: list
    elements: path
    default: []
  executable:
    description:
      - The program, where C(PATH) lacks it.
    type: path
seealso:
  - module: nftload.firewall.ruleset
author:
  - nftload developers (@nftload)
'''

EXAMPLES = r'''
- name: Does the host still have its ruleset
  nftload.firewall.ruleset_info:
  register: firewall
  become: true

- name: Say what differs
  ansible.builtin.debug:
    msg: "{{ firewall.difference }}"
  when: firewall.drift
'''

RETURN = r'''
drift:
  description: Whether the kernel differs from the files.
  returned: success
  type: bool
difference:
  description: What a sync would change, as text.
  returned: success
  type: str
fingerprint:
  description: Hashes of the tables in the files (C(file)) and in the kernel (C(kernel)).
  returned: success
  type: dict
plan:
  description: How many objects a sync would add, change and remove.
  returned: success
  type: dict
'''

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.nftload.firewall.plugins.module_utils.run import CHANGED, DONE, Nftload


def main():
    module = AnsibleModule(
        argument_spec=dict(path=dict(type='path', default='/etc/nftables.conf'),
                           defines=dict(type='dict', default={}),
                           includepath=dict(type='list', elements='path', default=[]),
                           executable=dict(type='path')),
        supports_check_mode=True)
    nftload = Nftload(module)
    files, owner = nftload.inputs(module.params['path'], module.params['path'])
    words = nftload.options() + (['--name', owner] if owner else []) + files
    status, report = nftload.json(['sync', '--check', '--report=-', '--detailed-exitcode'] + words, (DONE, CHANGED))
    prints = report.get('fingerprint') or {}
    difference = nftload.run(['diff', '-q'] + words)[1] if status == CHANGED else ''
    module.exit_json(changed=False, drift=status == CHANGED, difference=difference, plan=report.get('changes') or {},
                     fingerprint=dict(file=prints.get('after'), kernel=prints.get('before')))


if __name__ == '__main__':
    main()
