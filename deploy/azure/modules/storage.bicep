// The account that holds all rows and the table of members. Whoever holds a key of it can write anything, so it has none.

@minLength(3)
@maxLength(24)
param name string
param location string
param subnet string
param identityPrincipal string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled' // to the subnet below and to nobody else
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Deny'
      virtualNetworkRules: [
        {
          id: subnet
          action: 'Allow'
        }
      ]
    }
  }
}

// A deleted account is gone with everybody's phones.
resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Every user, phone and audit record of Countersign is in it.'
  }
}

var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0320b160aaa3'

resource mayWriteRows 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, identityPrincipal, tableDataContributor)
  scope: account
  properties: {
    principalId: identityPrincipal
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
  }
}

output tables string = 'https://${account.name}.table.${environment().suffixes.storage}'
