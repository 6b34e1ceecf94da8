using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Countersign.Clients.Tests;

/// <summary>
/// A script of the folder <c>node</c> that drives a client library nobody here wrote. It asks for what only a person can do, a line of
/// JSON each, and ends with what it saw.
/// </summary>
internal sealed class Conversation
{
    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "node");

    /// <param name="answer">Does what is asked and gives the line to answer with.</param>
    /// <param name="certificate">A PEM file of authorities that Node trusts beside its own.</param>
    /// <returns>What the scenario says it saw.</returns>
    public static async Task<JsonElement> Run(
        string script, string scenario, object settings, Func<JsonElement, Task<string>> answer, string? certificate = null)
    {
        var start = new ProcessStartInfo("node", [script, scenario])
        {
            WorkingDirectory = Folder(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SETTINGS"] = JsonSerializer.Serialize(settings);
        if (certificate is not null) start.Environment["NODE_EXTRA_CA_CERTS"] = certificate;
        using var node = Process.Start(start)!;
        try
        {
            var complaints = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            while (await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                var said = JsonElement.Parse(line);
                if (said.TryGetProperty("done", out var done)) return done;
                if (said.TryGetProperty("failed", out _)) Assert.Fail($"{script} {scenario}: {line}");
                await node.StandardInput.WriteLineAsync(await answer(said));
            }

            Assert.Fail($"{script} {scenario} ended without a word: {await complaints}");
            return default;
        }
        finally
        {
            if (!node.HasExited) node.Kill(entireProcessTree: true);
            await node.WaitForExitAsync(CancellationToken.None);
        }
    }
}
