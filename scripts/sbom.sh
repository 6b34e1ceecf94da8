#!/usr/bin/env bash
# scripts/sbom.sh    writes .build/sbom/countersign.cdx.json: every NuGet package of the solution, direct or not, with its version, hash and
#                    licence, as a bill of materials in CycloneDX 1.7. "scope": "excluded" marks what only builds or tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in
  "") ;;
  -h | --help) sed -n '2,3s/^# \{0,1\}//p' scripts/sbom.sh; exit 0 ;;
  *) echo "scripts/sbom.sh takes nothing; not $1" >&2; exit 2 ;;
esac

. scripts/dotnet.sh

use_writable_home
need_dotnet_10
folder=.build/sbom file=countersign.cdx.json
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)

write() {
  dotnet tool restore &&
    dotnet restore Orleans.sln -v q &&
    dotnet dotnet-CycloneDX Orleans.sln --disable-package-restore --include-license-text --set-name Countersign --set-version "$version" \
      --output "$folder" --filename "$file" --output-format Json
}

mkdir -p "$folder"
quietly "Writing the bill of materials" "$folder/sbom.log" write
echo "$(grep -c '"purl"' "$folder/$file") packages in $folder/$file, by licence:"
{ grep -A1 '"license": {' "$folder/$file" || true; } | sed -n 's/.*"\(id\|name\)": "\(.*\)".*/  \2/p' | sort | uniq -c | sort -rn
