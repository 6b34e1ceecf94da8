#!/usr/bin/env bash
# Takes the pictures of docs/design.md anew, in Chromium, and puts them into docs/design: after a change that people see.
# Look at them, and at those of the whole run in Tests/Web.Tests/bin/Debug/net10.0/screenshots, before they are committed.
#
#   scripts/pictures.sh                  # those of the document
#   scripts/pictures.sh --looks          # every page in three languages, light and dark, on a phone and a computer: to look at
#   scripts/pictures.sh --looks ko-dark-wide zh
set -eu
cd "$(dirname "$0")/.."
taken=Tests/Web.Tests/bin/Debug/net10.0
dotnet build Tests/Web.Tests -c Debug -nologo -v:q

take() { PICTURES_LOOK="$1" dotnet "$taken/Countersign.Web.Tests.dll" -class '*.DesignTests'; }

if [ "${1:-}" = --looks ]; then
  shift
  [ $# -gt 0 ] || set -- en en-wide dark dark-wide zh zh-wide zh-dark zh-dark-wide ko ko-wide ko-dark ko-dark-wide
  for look in "$@"; do take "$look" || echo "$look: look at what the test says; the pictures before it are there."; done
  echo "They are in $taken/design, a folder for each look."
  exit
fi
rm -rf "$taken/design"
# Its last check fails as long as a new page has no place in the document; the pictures are there then.
take "" || echo "Look at what the test says; the pictures were copied all the same."
mkdir -p docs/design
rm -f docs/design/*.png
cp "$taken"/design/*.png docs/design/
ls -l docs/design
