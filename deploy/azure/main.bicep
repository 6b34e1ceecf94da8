// Countersign on Azure Container Apps: silos and gateways, rows and members in a storage account of their own, secrets in a key vault.
// Neither the account nor the vault is reached with a key: both know the managed identity.
// How it is used: docs/operations.md, "On Azure Container Apps".

@description('What all resources are named after.')
@minLength(3)
@maxLength(11)
param name string = 'countersign'

param location string = resourceGroup().location

@description('The address that people see, such as https://sign-in.example.com. Set it before the first phone is added; it does not change.')
param origin string

@description('The image of a gateway, with its registry and tag.')
param gatewayImage string

@description('The image of a silo, with its registry and tag.')
param siloImage string

@description('A registry that wants the identity to sign in, such as example.azurecr.io; empty: the images are public. The identity needs AcrPull there.')
param registry string = ''

@description('32 random bytes, base64: what seals signing keys. Keep a copy elsewhere; without it no token can be signed.')
@secure()
param keysSecret string

@description('The bearer token of administration, at least 32 characters.')
@secure()
@minLength(32)
param adminToken string

@description('PEM: the certificate of silos and gateways among each other.')
@secure()
param clusterCertificate string

@description('PEM: its key.')
@secure()
param clusterKey string

@description('PEM: the authority that issued it, and nothing else.')
@secure()
param clusterAuthority string

@description('An OpenTelemetry collector that takes OTLP over HTTP, such as http://collector:4318; empty: none.')
param otlpEndpoint string = ''

@minValue(3)
param fewestSilos int = 3
param mostSilos int = 12

@minValue(2)
param fewestGateways int = 2
param mostGateways int = 12

var unique = take(uniqueString(resourceGroup().id, name), 8)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
}

module network 'modules/network.bicep' = {
  name: '${name}-network'
  params: {
    name: name
    location: location
  }
}

module storage 'modules/storage.bicep' = {
  name: '${name}-storage'
  params: {
    name: '${replace(name, '-', '')}${unique}'
    location: location
    subnet: network.outputs.apps
    identityPrincipal: identity.properties.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: '${name}-vault'
  params: {
    name: '${name}-${unique}'
    location: location
    subnet: network.outputs.apps
    identityPrincipal: identity.properties.principalId
    keysSecret: keysSecret
    adminToken: adminToken
    clusterCertificate: clusterCertificate
    clusterKey: clusterKey
    clusterAuthority: clusterAuthority
  }
}

module apps 'modules/apps.bicep' = {
  name: '${name}-apps'
  params: {
    name: name
    location: location
    origin: origin
    gatewayImage: gatewayImage
    siloImage: siloImage
    registry: registry
    identity: identity.id
    identityClient: identity.properties.clientId
    subnet: network.outputs.apps
    tables: storage.outputs.tables
    vaultAddress: vault.outputs.address
    otlpEndpoint: otlpEndpoint
    fewestSilos: fewestSilos
    mostSilos: mostSilos
    fewestGateways: fewestGateways
    mostGateways: mostGateways
  }
}

@description('Where the gateways are reached; the name in the origin is an alias of it.')
output address string = apps.outputs.address

@description('To be entered with the name in the origin, as a TXT record asuid.NAME.')
output domainVerification string = apps.outputs.domainVerification
