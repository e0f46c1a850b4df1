# -*- coding: utf-8 -*-
# Copyright: nftload developers
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of nftload.firewall.ruleset: renders, hands over, and confirms over a new connection."""
from __future__ import absolute_import, division, print_function
__metaclass__ = type

import hashlib
import os
import time

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError
from ansible.module_utils._text import to_bytes, to_native, to_text
from ansible.plugins.action import ActionBase
from ansible.template import generate_ansible_template_vars

MODULE = 'nftload.firewall.ruleset'
LEAST = 5  # seconds: a new connection takes one or two
MARGIN = 2  # seconds that the host may take to go back
TRIES = 5  # to learn what became of the change


class ActionModule(ActionBase):
    TRANSFERS_FILES = True
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        del tmp
        self.vars = task_vars or {}
        self.words = dict(self._task.args)
        self._check_words()
        label, text = self._text()
        before = self._connection_name()
        if self.seconds and not before and not self._task.check_mode:
            raise AnsibleActionFail('a connection of kind %s proves nothing: confirm needs ssh, or confirm: 0'
                                    % self._connection.transport)
        self._hand_over(label, text)
        result.update(self._module('apply'))
        # The host counts from its commit, which was before its answer.
        answered = time.time()
        self._remove_tmp_path(self._connection._shell.tmpdir)
        if not result.get('failed') and result.get('id'):
            self.words['_id'] = result['id']
            self._settle(result, before, answered + self.seconds)
        return result

    # ---- the task ----

    def _check_words(self):
        """What the module cannot see."""
        for word in self.words:
            if word.startswith('_'):
                raise AnsibleActionFail("no option '%s'" % word)
        if (self.words.get('src') is None) == (self.words.get('content') is None):
            raise AnsibleActionFail('one of src and content is required')
        try:
            self.seconds = int(self.words.get('confirm', 30))
        except (TypeError, ValueError):
            raise AnsibleActionFail('confirm is a number of seconds')
        if self.seconds < 0 or 0 < self.seconds < LEAST:
            raise AnsibleActionFail('confirm is 0, or at least %d seconds' % LEAST)

    def _text(self):
        """The name that messages have, and the ruleset."""
        src = self.words.pop('src', None)
        text = self.words.pop('content', None)
        template = self.words.pop('template', True)
        if src is None:
            return 'content', text
        if not isinstance(template, bool):
            template = to_text(template).lower() in ('yes', 'true', '1', 'on')
        path = self._find_needle('templates' if template else 'files', src)
        with open(self._loader.get_real_file(path), 'rb') as stream:
            text = to_text(stream.read(), errors='surrogate_or_strict')
        return src, self._render(src, path, text) if template else text

    def _render(self, src, path, text):
        known = dict(self.vars)
        known.update(generate_ansible_template_vars(src, path, self.words.get('dest')))
        templar = self._templar.copy_with_new_env(searchpath=[os.path.dirname(path)], available_variables=known)
        try:
            return templar.template(text, preserve_trailing_newlines=True, escape_backslashes=False, convert_data=False)
        except AnsibleError as error:
            raise AnsibleActionFail('%s: %s' % (src, to_native(error)))

    def _hand_over(self, label, text):
        """The text as a file on the host."""
        data = to_bytes(text if text.endswith('\n') else text + '\n')
        self._make_tmp_path()
        folder = self._connection._shell.tmpdir
        path = self._connection._shell.join_path(folder, 'ruleset.nft')
        self._transfer_data(path, data)
        self._fixup_perms2((folder, path))
        self.words.update(_file=path, _label=label, _hash=hashlib.sha256(data).hexdigest()[:16])

    def _module(self, phase):
        return self._execute_module(MODULE, module_args=dict(self.words, _phase=phase), task_vars=self.vars)

    # ---- the confirmation ----

    def _settle(self, result, before, deadline):
        """Confirms, or learns what the host made of it: a result that is not confirmed has failed."""
        begun = deadline - self.seconds
        self._new_connections_only()
        done, why = self._confirm(before, deadline)
        if done:
            result.update(outcome='confirmed', confirmed_after=round(time.time() - begun, 1))
            if done.get('backup_file'):
                result['backup_file'] = done['backup_file']
            return
        time.sleep(max(0, deadline + MARGIN - time.time()))
        # Only "failed" ends a rollout; "unreachable" would let it go on with the next hosts.
        outcome = self._outcome()
        result.update(failed=True, changed=outcome == 'confirmed', outcome=outcome, reason=why,
                      msg='not confirmed within %d seconds over a new connection: %s (%s)' % (self.seconds, outcome, why))

    def _confirm(self, before, deadline):
        """The module's answer and None, or None and why there is none."""
        why = 'no time was left'
        while time.time() < deadline:
            try:
                now = self._connection_name()
                if now == before:
                    return None, 'the connection plugin reused the old connection'
                answer = self._module('confirm')
                if answer.get('failed') or answer.get('unreachable'):
                    return None, answer.get('msg')
                return answer, None
            except (AnsibleConnectionFailure, AnsibleActionFail) as error:
                why = to_native(error).strip()
                self._connection.close()
                time.sleep(1)
        return None, why

    def _outcome(self):
        for dummy in range(TRIES):
            try:
                return self._module('outcome').get('outcome', 'unknown')
            except (AnsibleConnectionFailure, AnsibleError):
                self._connection.close()
                time.sleep(1)
        return 'unknown'

    def _connection_name(self):
        """Addresses and ports of both ends, asked without become, which hides them; '': not over ssh."""
        answer = self._low_level_execute_command('echo "$SSH_CONNECTION"', sudoable=False)
        name = (answer.get('stdout') or '').strip()
        if answer.get('rc') == 255 and not name:
            raise AnsibleConnectionFailure('ssh: %s' % (answer.get('stderr') or '').strip())
        # A controller that itself came by ssh has the variable in local connections, too.
        return '' if self._connection.transport == 'local' else name

    def _new_connections_only(self):
        """A rule for established connections keeps an old one alive that nobody could open again."""
        if self._connection.transport == 'ssh':
            more = self._connection.get_option('ssh_extra_args') or ''
            # reset() alone does not see a master of the user's own ssh_config.
            self._connection.set_option('ssh_extra_args',
                                        (more + ' -o ControlPath=none -o ControlMaster=no -o ConnectTimeout=3').strip())
        try:
            self._connection.reset()
        except (AttributeError, AnsibleConnectionFailure):
            self._connection.close()
