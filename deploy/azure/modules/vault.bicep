// The secrets. A new value here is taken by the apps' next revision or restart.

@minLength(3)
@maxLength(24)
param name string
param location string
param subnet string
param identityPrincipal string

@secure()
param keysSecret string
@secure()
param adminToken string
@secure()
param clusterCertificate string
@secure()
param clusterKey string
@secure()
param clusterAuthority string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: 'Enabled' // to the subnet below, and to Azure's own services on behalf of the identity
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      virtualNetworkRules: [
        {
          id: subnet
        }
      ]
    }
  }

  resource keys 'secrets' = {
    name: 'keys-secret'
    properties: {
      value: keysSecret
    }
  }

  resource admin 'secrets' = {
    name: 'admin-token'
    properties: {
      value: adminToken
    }
  }

  resource certificate 'secrets' = {
    name: 'cluster-certificate'
    properties: {
      value: clusterCertificate
    }
  }

  resource key 'secrets' = {
    name: 'cluster-key'
    properties: {
      value: clusterKey
    }
  }

  resource authority 'secrets' = {
    name: 'cluster-authority'
    properties: {
      value: clusterAuthority
    }
  }
}

var secretsUser = '4633458b-17de-408a-874e-0445c86b69e6'

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identityPrincipal, secretsUser)
  scope: vault
  properties: {
    principalId: identityPrincipal
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

@description('Where the secrets are; not what they are.')
output address string = '${vault.properties.vaultUri}secrets'
