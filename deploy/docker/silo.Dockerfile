# A silo: docker build -f deploy/docker/silo.Dockerfile -t countersign-silo:0.1.0 .   (from the root of the checkout)
#
# The images are arguments, so that a mirror or a newer patch can be named without touching this file.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.401-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled

FROM --platform=$BUILDPLATFORM ${SDK} AS build
ARG CONFIGURATION=Release
# With CI=true a restore takes what the lock files say, and nothing else.
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY . .
RUN dotnet restore Silo/Silo.csproj
RUN dotnet publish Silo/Silo.csproj --configuration "$CONFIGURATION" --no-restore --output /app -p:UseAppHost=false

# Without a shell, a package manager or root. A silo writes nothing: its rows are in the store that all share.
FROM ${RUNTIME}
WORKDIR /app
COPY --from=build /app .
USER 1654:1654
# Without diagnostics the runtime puts nothing into /tmp; the base image's own port is given up for ours. TLS wants to know a home, which
# need not be there, also of a user that the image does not know.
ENV DOTNET_EnableDiagnostics=0 \
    HOME=/home/app \
    ASPNETCORE_HTTP_PORTS= \
    Countersign__Silo__HealthUrls=http://+:5082
EXPOSE 5082 11111 30000
ENTRYPOINT ["dotnet", "Countersign.Silo.dll"]
