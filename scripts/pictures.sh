#!/usr/bin/env bash
# Takes the pictures of docs/design.md anew, in Chromium, and puts them into docs/design: after a change that people see.
# Look at them, and at those of the whole run in Tests/Web.Tests/bin/Debug/net10.0/screenshots, before they are committed.
set -eu
cd "$(dirname "$0")/.."
taken=Tests/Web.Tests/bin/Debug/net10.0
dotnet build Tests/Web.Tests -c Debug -nologo -v:q
rm -rf "$taken/design"
# Its last check fails as long as a new page has no place in the document; the pictures are there then.
dotnet "$taken/Countersign.Web.Tests.dll" -class '*.DesignTests' || echo "Look at what the test says; the pictures were copied all the same."
mkdir -p docs/design
rm -f docs/design/*.png
cp "$taken"/design/*.png docs/design/
ls -l docs/design
