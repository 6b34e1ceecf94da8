// Silos and gateways. Silos have no ingress: they and the gateways find each other in the table of members, and speak by TLS alone.

param name string
param location string
param origin string
param gatewayImage string
param siloImage string
param registry string
param identity string
param identityClient string
param subnet string
param tables string
param vaultAddress string
param otlpEndpoint string
param fewestSilos int
param mostSilos int
param fewestGateways int
param mostGateways int

var identities = {
  type: 'UserAssigned'
  userAssignedIdentities: {
    '${identity}': {}
  }
}

var registries = empty(registry)
  ? []
  : [
      {
        server: registry
        identity: identity
      }
    ]

var clusterSecrets = map(['cluster-authority', 'cluster-certificate', 'cluster-key'], one => {
  name: one
  keyVaultUrl: '${vaultAddress}/${one}'
  identity: identity
})

var gatewaySecrets = map(['admin-token', 'keys-secret'], one => {
  name: one
  keyVaultUrl: '${vaultAddress}/${one}'
  identity: identity
})

var clusterFiles = {
  name: 'tls'
  storageType: 'Secret'
  secrets: [
    {
      secretRef: 'cluster-authority'
      path: 'ca.crt'
    }
    {
      secretRef: 'cluster-certificate'
      path: 'tls.crt'
    }
    {
      secretRef: 'cluster-key'
      path: 'tls.key'
    }
  ]
}

var gatewayFiles = {
  name: 'secrets'
  storageType: 'Secret'
  secrets: [
    {
      secretRef: 'admin-token'
      path: 'admin-token'
    }
    {
      secretRef: 'keys-secret'
      path: 'keys-secret'
    }
  ]
}

var collector = empty(otlpEndpoint)
  ? []
  : [
      {
        name: 'Countersign__Telemetry__OtlpEndpoint'
        value: otlpEndpoint
      }
    ]

var clusterSettings = concat(
  [
    {
      name: 'AZURE_CLIENT_ID'
      value: identityClient
    }
    {
      name: 'Countersign__Clustering'
      value: 'azure-storage'
    }
    {
      name: 'Countersign__Store'
      value: 'azure-storage'
    }
    {
      name: 'Countersign__StoreConnection'
      value: tables
    }
    {
      name: 'Countersign__Tls__Authority'
      value: '/run/countersign/tls/ca.crt'
    }
    {
      name: 'Countersign__Tls__Certificate'
      value: '/run/countersign/tls/tls.crt'
    }
    {
      name: 'Countersign__Tls__Key'
      value: '/run/countersign/tls/tls.key'
    }
  ],
  collector
)

// One of each: is it there, and can it be asked.
var siloProbes = [
  {
    type: 'Startup'
    httpGet: {
      path: '/health/live'
      port: 5082
    }
    periodSeconds: 2
    failureThreshold: 60
  }
  {
    type: 'Readiness'
    httpGet: {
      path: '/health/ready'
      port: 5082
    }
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 2
  }
  {
    type: 'Liveness'
    httpGet: {
      path: '/health/live'
      port: 5082
    }
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 6
  }
]

var gatewayProbes = [
  {
    type: 'Startup'
    httpGet: {
      path: '/health/live'
      port: 5081
    }
    periodSeconds: 2
    failureThreshold: 60
  }
  {
    type: 'Readiness'
    httpGet: {
      path: '/health/ready'
      port: 5081
    }
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 2
  }
  {
    type: 'Liveness'
    httpGet: {
      path: '/health/live'
      port: 5081
    }
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 6
  }
]

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 90
  }
}

resource place 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  properties: {
    zoneRedundant: true
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: subnet
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource silo 'Microsoft.App/containerApps@2025-01-01' = {
  name: '${name}-silo'
  location: location
  identity: identities
  properties: {
    environmentId: place.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: registries
      secrets: clusterSecrets
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'silo'
          image: siloImage
          resources: {
            cpu: json('1.0')
            memory: '2Gi'
          }
          env: concat(clusterSettings, [
            {
              name: 'Countersign__Silo__Address'
              value: '0.0.0.0/0' // the one that the replica has
            }
          ])
          probes: siloProbes
          volumeMounts: [
            {
              volumeName: 'tls'
              mountPath: '/run/countersign/tls'
            }
          ]
        }
      ]
      volumes: [clusterFiles]
      scale: {
        minReplicas: fewestSilos
        maxReplicas: mostSilos
        rules: [
          {
            name: 'cpu'
            custom: {
              type: 'cpu'
              metadata: {
                type: 'Utilization'
                value: '60'
              }
            }
          }
        ]
      }
    }
  }
}

resource gateway 'Microsoft.App/containerApps@2025-01-01' = {
  name: '${name}-gateway'
  location: location
  identity: identities
  properties: {
    environmentId: place.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: registries
      secrets: concat(clusterSecrets, gatewaySecrets)
      ingress: {
        external: true
        targetPort: 5080
        transport: 'http'
        allowInsecure: false
        // Administration, from within the environment's network alone.
        additionalPortMappings: [
          {
            external: false
            targetPort: 5081
            exposedPort: 5081
          }
        ]
      }
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'gateway'
          image: gatewayImage
          resources: {
            cpu: json('1.0')
            memory: '2Gi'
          }
          env: concat(clusterSettings, [
            {
              name: 'Countersign__Admin__TokenFile'
              value: '/run/countersign/secrets/admin-token'
            }
            {
              name: 'Countersign__Engine'
              value: 'cluster'
            }
            {
              name: 'Countersign__Keys__SecretFile'
              value: '/run/countersign/secrets/keys-secret'
            }
            {
              name: 'Countersign__Origin'
              value: origin
            }
            {
              name: 'Countersign__TrustedProxies'
              value: '10.20.0.0/23 100.64.0.0/10' // the environment's own ingress
            }
          ])
          probes: gatewayProbes
          volumeMounts: [
            {
              volumeName: 'secrets'
              mountPath: '/run/countersign/secrets'
            }
            {
              volumeName: 'tls'
              mountPath: '/run/countersign/tls'
            }
          ]
        }
      ]
      volumes: [gatewayFiles, clusterFiles]
      scale: {
        minReplicas: fewestGateways
        maxReplicas: mostGateways
        rules: [
          {
            name: 'cpu'
            custom: {
              type: 'cpu'
              metadata: {
                type: 'Utilization'
                value: '60'
              }
            }
          }
        ]
      }
    }
  }
}

output address string = gateway.properties.configuration.ingress.fqdn
output domainVerification string = place.properties.customDomainConfiguration.customDomainVerificationId
