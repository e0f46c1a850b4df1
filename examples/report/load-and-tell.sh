#!/bin/sh
# load-and-tell.sh FILE...: loads rulesets and writes one line of what became
# of them, for a log or a mail.  Needs jq.

set -u
report=$(mktemp) || exit 10
trap 'rm -f "$report"' EXIT

nftload load --report="$report" "$@"
status=$?
[ -s "$report" ] || exit $status

jq -r '
  def where: if .file then "\(.file):\(.line):\(.column): " else "" end;
  if .committed then
    "loaded \(.counts.rule.add // 0) rules, \(.counts.element.add // 0) elements" +
    " in \(.timing_ms.total | round) ms; generation \(.generation.after)"
  elif .fallback.committed then
    "the fallback \(.fallback.path) is loaded: \(.errors[0] // {} | where + (.message // "see above"))"
  elif .committed == null then
    "it is not known whether the ruleset is loaded"
  elif .errors == [] then
    "not loaded: \(.failure // "exit status \(.exit)")"
  else
    "not loaded: \(.errors | length) errors, the first: \(.errors[0] | where + .message)"
  end' "$report"
exit $status
