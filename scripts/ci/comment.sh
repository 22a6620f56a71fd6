#!/usr/bin/env bash
# The step "Comment" of action.yml: the Markdown report as the one comment of perfgate on a pull request. A comment of an earlier
# push is replaced, if the same account wrote it. Needs gh (it is on GitHub's runners) and GH_TOKEN.
set -euo pipefail
: "${GITHUB_REPOSITORY:?}" "${PERFGATE_PULL_REQUEST:?}" "${PERFGATE_REPORT:?}"
author=${PERFGATE_COMMENT_AUTHOR:-github-actions[bot]}
marker='<!-- perfgate -->'

[[ $PERFGATE_PULL_REQUEST =~ ^[0-9]+$ ]] || { echo "comment: '$PERFGATE_PULL_REQUEST' is no number of a pull request" >&2; exit 2; }
[[ -f $PERFGATE_REPORT ]] || { echo "comment: $PERFGATE_REPORT: no such file" >&2; exit 3; }

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ printf '%s\n' "$marker"; cat "$PERFGATE_REPORT"; } >"$body"

export PERFGATE_MARKER=$marker PERFGATE_AUTHOR=$author
found=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PERFGATE_PULL_REQUEST/comments" \
  --jq '.[] | select(.user.login == env.PERFGATE_AUTHOR and (.body | startswith(env.PERFGATE_MARKER))) | .id')
read -r id <<<"$found" || true
if [[ -n $id ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$body" >/dev/null
  echo "comment: replaced $id"
else
  gh api --method POST "repos/$GITHUB_REPOSITORY/issues/$PERFGATE_PULL_REQUEST/comments" --field "body=@$body" >/dev/null
  echo "comment: written"
fi
