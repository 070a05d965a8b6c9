#!/bin/sh
# usage: vendor_lit_html.sh   Fetches the named version with npm, checks it, and writes both copies anew.
set -eu
cd "$(dirname "$0")/.."
VERSION=3.3.3
INTEGRITY=sha512-el8M6jK2o3RXBnrSHX3ZKrsN8zEV63pSExTO1wYJz7QndGYZ8353e2a5PPX+qHe2aGayfnchQmkAojaWAREOIA==
FILES="LICENSE lit-html.js directive.js directive-helpers.js directives/repeat.js directives/class-map.js directives/live.js"
# A candidate machine has no room server beside it, hence the second copy.
FOLDERS="static/vendor/lit-html agent_client/page/vendor/lit-html"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

npm pack --silent --pack-destination "$WORK" "lit-html@$VERSION" >/dev/null
FOUND=sha512-$(openssl dgst -sha512 -binary "$WORK/lit-html-$VERSION.tgz" | base64 -w0)
[ "$FOUND" = "$INTEGRITY" ] || { echo "lit-html $VERSION: expected $INTEGRITY, found $FOUND" >&2; exit 1; }
tar -xzf "$WORK/lit-html-$VERSION.tgz" -C "$WORK"

for folder in $FOLDERS; do
  rm -rf "$folder"
  mkdir -p "$folder/directives"
  for file in $FILES; do
    # Without its map the line would stop collectstatic, which looks for the file it names.
    sed '/^\/\/# sourceMappingURL=/d' "$WORK/package/$file" > "$folder/$file"
  done
  # Since 3.3.1 each removed row of repeat leaves a comment node behind (github.com/lit/lit issue 5298).
  sed -i 's/h=o=>{o\._\$AR(),o\._\$AA\.remove()}/h=o=>{o._$AR(),o._$AB?.remove(),o._$AA.remove()}/' "$folder/directive-helpers.js"
  grep -qF 'o._$AB?.remove()' "$folder/directive-helpers.js" || { echo "lit-html: removePart is not what it was; look at issue 5298" >&2; exit 1; }
  {
    echo "name: lit-html"
    echo "version: $VERSION"
    echo "licence: BSD-3-Clause, see LICENSE"
    echo "integrity: $INTEGRITY (the published npm package)"
    echo "changed: the sourceMappingURL line is taken off each file; directive-helpers.js: removePart takes the end marker away too (github.com/lit/lit issue 5298: one comment node stayed for each removed row of repeat)"
    echo "made by: scripts/vendor_lit_html.sh"
    echo
    (cd "$folder" && sha256sum $FILES)
  } > "$folder/VENDORED"
done
