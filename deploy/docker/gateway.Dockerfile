# A gateway: docker build -f deploy/docker/gateway.Dockerfile -t countersign-gateway:0.1.0 .   (from the root of the checkout)
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
RUN dotnet restore Gateway/Gateway.csproj
RUN dotnet publish Gateway/Gateway.csproj --configuration "$CONFIGURATION" --no-restore --output /app -p:UseAppHost=false
RUN mkdir -p /data/countersign

# Without a shell, a package manager or root. Nothing in it is written but /data, and that only by an embedded engine.
FROM ${RUNTIME}
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /data
USER 1654:1654
# Without diagnostics the runtime puts nothing into /tmp; the base image's own port is given up for ours. TLS wants to know a home, which
# need not be there, also of a user that the image does not know.
ENV DOTNET_EnableDiagnostics=0 \
    HOME=/home/app \
    ASPNETCORE_HTTP_PORTS= \
    Countersign__Urls=http://+:5080 \
    Countersign__AdminUrls=http://+:5081 \
    Countersign__Data=/data/countersign
EXPOSE 5080 5081
ENTRYPOINT ["dotnet", "Countersign.Gateway.dll"]
CMD ["serve"]
