using System.CommandLine;
using Countersign.Gateway.Remote;

namespace Countersign.Gateway.Commands;

/// <summary>What the commands that ask a running service have in common.</summary>
internal static class RemoteCommand
{
    public static Option<string> Tenant() => new("--tenant") { Description = "The tenant.", Required = true };

    public static Argument<string> Person() => new("user") { Description = "The user name." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON: of a list, one entry a line." };

    public static Option<int?> Limit()
    {
        var limit = new Option<int?>("--limit") { Description = "How many, at the most; all, where it is absent." };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }] && int.TryParse(typed, out var count) && count < 1)
                result.AddError("--limit is not 1 or more.");
        });
        return limit;
    }

    /// <summary>The address of a tenant's, with a slash at its end.</summary>
    public static string RootOf(string tenant) => $"tenants/{Uri.EscapeDataString(tenant)}/";

    /// <summary>A command that asks a running service; its failures are told as <see cref="Asking"/> does.</summary>
    /// <param name="isChange">It takes a reason.</param>
    public static Command Asks(
        this Command command, bool isChange, Func<ParseResult, AdminConnection, CancellationToken, Task> act)
    {
        var remote = new RemoteOptions(command, isChange);
        command.SetAction((parsed, cancel) => Asking.On(remote, parsed, async service =>
        {
            await act(parsed, service, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>The filters that were given, as a query.</summary>
    public static string Query(string path, params (string Name, string? Value)[] filters)
    {
        var given = filters.Where(filter => filter.Value is not null)
            .Select(filter => $"{filter.Name}={Uri.EscapeDataString(filter.Value!)}").ToArray();
        return given.Length == 0 ? path : path + "?" + string.Join('&', given);
    }
}
