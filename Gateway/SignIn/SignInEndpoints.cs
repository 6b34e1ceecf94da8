using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Passwords;
using Microsoft.OpenApi;

namespace Countersign.Gateway.SignIn;

/// <summary>Signing in, for front ends that draw their own pages (docs/api.md).</summary>
internal static class SignInEndpoints
{
    /// <param name="routes">Under <c>/{tenant}/v1</c>.</param>
    public static void Map(
        IEndpointRouteBuilder routes, UseCases engine, StartGate gate, Transactions transactions, ProviderTickets tickets,
        EvenAnswers even, SecretDoor door, SecondStep second, Telemetry telemetry)
    {
        var browser = routes.MapGroup("").WithTags("Signing in").Behind(even);
        Start.Map(browser, engine.SignIns, transactions, new(engine.Ports.PlaceOfAddress), gate, tickets, telemetry, engine.Clock);
        Observe.Map(browser, engine.SignIns, transactions, telemetry, engine.Clock);
        Leave.Map(browser, engine.SignIns, transactions, tickets, telemetry, engine.Clock);
        Password.Map(browser, tickets, transactions, door, second, engine.Clock);
        Redeem.Map(browser, engine.SignIns, transactions, gate, telemetry, engine.Clock);
    }

    /// <summary>Which of the browser's sign-ins is meant.</summary>
    internal static RouteHandlerBuilder TakesName(this RouteHandlerBuilder builder) => builder.TakesQuery(
        "t", "The sign-in's name: 32 hexadecimal digits, drawn by the front end. Without one, a browser has one sign-in at a time.",
        JsonSchemaType.String);
}
