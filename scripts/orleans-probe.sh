# Sourced by ./run and ./test, after dotnet.sh. Finds out whether this machine's package sources can give the Orleans packages, exports
# UseOrleans=true or false (the builds read it), and says in one line when the cluster part is left out.
#
# What is restored is a project of its own under .build, with every Orleans package of Directory.Packages.props: a failed restore then
# leaves no half-written state in the obj folders of the real projects, and the packages of the cluster's tests are asked for as well.
# Set UseOrleans yourself to skip the question; remove .build/orleans-probe to have it asked again.

orleans_left_out="Orleans packages cannot be restored from this machine's package sources: Silo, Grains and their tests are left out."

# What the answer depends on: the versions wanted and the files that say where packages come from.
orleans_probe_key() {
  local folder=$PWD
  cat Directory.Packages.props
  cat "$HOME"/.nuget/NuGet/*.[Cc]onfig "$HOME"/.nuget/config/*.[Cc]onfig "$HOME"/.config/NuGet/*.[Cc]onfig 2>/dev/null || true
  while [ -n "$folder" ]; do
    cat "$folder"/[Nn]u[Gg]et.[Cc]onfig 2>/dev/null || true
    folder=${folder%/*}
  done
  echo "${NUGET_PACKAGES:-}"
}

write_orleans_probe_project() {
  echo '<Project Sdk="Microsoft.NET.Sdk">'
  echo '  <ItemGroup>'
  echo '    <FrameworkReference Include="Microsoft.AspNetCore.App" />'
  sed -n 's/.*<PackageVersion Include="\(Microsoft\.Orleans\.[^"]*\)".*/    <PackageReference Include="\1" \/>/p' Directory.Packages.props
  echo '  </ItemGroup>'
  echo '</Project>'
}

probe_orleans() {
  local probe=.build/orleans-probe key stamp
  if [ -n "${UseOrleans:-}" ]; then
    export UseOrleans
    if [ "$UseOrleans" != true ]; then echo "UseOrleans=$UseOrleans is set: Silo, Grains and their tests are left out."; fi
    return
  fi
  mkdir -p "$probe"
  key=$(orleans_probe_key | cksum | tr ' ' '-')
  stamp="$probe/$key"
  # A yes stands as long as the question is the same; a no is worth asking again after a day.
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = false ]; then find "$stamp" -mmin +1440 -delete; fi
  if [ ! -f "$stamp" ]; then
    write_orleans_probe_project >"$probe/OrleansProbe.csproj"
    printf 'Looking for the Orleans packages ... '
    if dotnet restore "$probe/OrleansProbe.csproj" -nologo -v:q >"$probe/restore.log" 2>&1 </dev/null; then
      echo true >"$stamp"
      echo "found"
    else
      echo false >"$stamp"
      echo "not there (the reasons: $probe/restore.log)"
    fi
  fi
  UseOrleans=$(cat "$stamp")
  export UseOrleans
  if [ "$UseOrleans" != true ]; then echo "$orleans_left_out"; fi
}
