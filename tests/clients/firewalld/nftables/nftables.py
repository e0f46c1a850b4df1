"""Stands for python3-nftables: the same calls, done by the program nft on PATH instead of its library.

json_cmd() prints the document with -j -e, and reads the answer: firewalld looks up the handle of its n-th command at the
n-th command of the answer.
"""
import json
import subprocess


class Nftables:
    def set_echo_output(self, on):
        """Always on."""

    def set_handle_output(self, on):
        """Always on."""

    def json_cmd(self, document):
        done = subprocess.run(["nft", "-j", "-e", "-f", "-"], input=json.dumps(document), text=True, capture_output=True,
                              check=False)
        return done.returncode, json.loads(done.stdout) if done.stdout else "", done.stderr
