using 'main.bicep'

param origin = 'https://sign-in.example.com'
param gatewayImage = 'example.azurecr.io/countersign-gateway:0.1.0'
param siloImage = 'example.azurecr.io/countersign-silo:0.1.0'
param registry = 'example.azurecr.io'

// Secrets stand in no file: export them first, out of wherever they are kept.
param keysSecret = readEnvironmentVariable('COUNTERSIGN_KEYS_SECRET')
param adminToken = readEnvironmentVariable('COUNTERSIGN_ADMIN_TOKEN')
param clusterCertificate = readEnvironmentVariable('COUNTERSIGN_CLUSTER_CERTIFICATE')
param clusterKey = readEnvironmentVariable('COUNTERSIGN_CLUSTER_KEY')
param clusterAuthority = readEnvironmentVariable('COUNTERSIGN_CLUSTER_AUTHORITY')
