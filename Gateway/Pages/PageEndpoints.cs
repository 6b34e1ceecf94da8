using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Passwords;

namespace Countersign.Gateway.Pages;

/// <summary>The pages people sign in at (docs/pages.md): drawn here, whole without script.</summary>
internal static class PageEndpoints
{
    public static void Map(
        IEndpointRouteBuilder routes, UseCases engine, Screens screens, StartGate gate, Transactions transactions, ProviderTickets tickets,
        IProviderSignOut providers, EvenAnswers even, SecretDoor secrets, SecondStep step, Telemetry telemetry)
    {
        Assets.Map(routes);
        var pages = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithMetadata(ProblemPage.Here).Behind(even);

        var signIn = new SignInPage(
            engine.SignIns, new(engine.Ports.PlaceOfAddress), gate, transactions, tickets, telemetry, engine.Clock);
        pages.MapGet("/sign-in", screens.Show(signIn.Show));
        pages.MapPost("/sign-in", screens.Take(signIn.Take));
        var number = new NumberPage(engine.SignIns, gate, transactions, telemetry, engine.Clock);
        pages.MapGet("/sign-in/number", screens.Show(number.Show));
        pages.MapPost("/sign-in/leave", screens.Take(new LeavePage(engine.SignIns, number, tickets, telemetry, engine.Clock).Take));

        OnwardPage.Map(pages, screens);
        var second = new SecondPage(step, number, engine.Clock);
        pages.MapPost("/sign-in/second", screens.Take(second.Take));

        var shared = new SecretPages(tickets, transactions);
        var (password, recovery) = (new PasswordPage(secrets, shared, second), new RecoveryPage(secrets, shared));
        pages.MapGet("/password", screens.Show(password.Show));
        pages.MapPost("/password", screens.Take(password.Take));
        pages.MapPost("/password/new", screens.Take(password.TakeNew));
        pages.MapGet("/recovery", screens.Show(recovery.Show));
        pages.MapPost("/recovery", screens.Take(recovery.Take));
        var passkey = new PasskeyPage(secrets, shared);
        pages.MapGet("/passkey", screens.Show(passkey.Show));
        pages.MapPost("/passkey", screens.Take(passkey.Take));

        var done = new DonePage(engine.SecurityInfo, providers);
        pages.MapGet("/sign-in/done", screens.Show(done.Show));
        pages.MapPost("/sign-in/sign-out", screens.Take(done.SignOut));
    }
}
