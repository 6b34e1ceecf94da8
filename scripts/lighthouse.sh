#!/usr/bin/env bash
# Judges the phone and My Security Info by Lighthouse, how quick they are too, which ./test leaves out: that takes a machine that does nothing
# else. The figures go to docs/performance.md.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .build
. scripts/web.sh
{ prepare_browser && prepare_node Web.Tests; } || { echo "$web_reason" >&2; exit 1; }
dotnet build Tests/Web.Tests -c Debug -nologo -v:q
dotnet Tests/Web.Tests/bin/Debug/net10.0/Countersign.Web.Tests.dll -class '*.LighthouseTests' -explicit on -parallel none -showLiveOutput
