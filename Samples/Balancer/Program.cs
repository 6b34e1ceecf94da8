using Yarp.ReverseProxy.Configuration;

// One address in front of several gateways, for `./run cluster`: each request to the next gateway that is ready. A real one is your own
// load balancer or ingress; this one listens on 127.0.0.1 and knows nothing of sign-ins.
//   BALANCER_URL       where to listen
//   BALANCER_GATEWAYS  addresses of the gateways, with commas
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var url = Setting("BALANCER_URL");
var gateways = Setting("BALANCER_GATEWAYS").Split(',', StringSplitOptions.RemoveEmptyEntries);
builder.WebHost.UseUrls(url);

var route = new RouteConfig { RouteId = "all", ClusterId = "gateways", Match = new() { Path = "/{**rest}" } };
var cluster = new ClusterConfig
{
    ClusterId = "gateways",
    LoadBalancingPolicy = "RoundRobin",
    Destinations = gateways.Select((address, at) => (Name: $"gateway{at}", address))
        .ToDictionary(gateway => gateway.Name, gateway => new DestinationConfig { Address = gateway.address }),
    HealthCheck = new()
    {
        Active = new()
        {
            Enabled = true, Path = "/health/ready", Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(3),
            Policy = "ConsecutiveFailures",
        },
        Passive = new() { Enabled = true, Policy = "TransportFailureRate", ReactivationPeriod = TimeSpan.FromSeconds(2) },
    },
};
builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);

var app = builder.Build();
app.MapReverseProxy();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"balancer ready on {url}"));
app.Run();

static string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
