using System.Text.Json;
using Countersign.Engine;

namespace Countersign.Gateway.Remote;

/// <summary>Goes the way of a plan, step by step; what went before a step that is refused stands.</summary>
/// <param name="keep">Makes the place where the secrets go that the service draws; null: nowhere.</param>
/// <param name="output">Hears what is done, and what is left to do.</param>
internal sealed class ConfigurationApply(AdminConnection service, ConfigurationFile file, Func<NewSecrets?> keep, TextWriter output)
{
    private NewSecrets? _kept;

    private static readonly string[] Foreseen = ["prerequisites", "settings", "legacy-policy", "policy"];

    /// <summary>The secrets that the plan's steps need, all there before the first step.</summary>
    /// <exception cref="FormatException">One of them is not.</exception>
    public IReadOnlyDictionary<(string Tenant, string Part), string> Resolve(ConfigurationPlan plan)
    {
        Dictionary<(string, string), string> secrets = [];
        foreach (var step in plan.Steps.Where(step => step.After is not null))
        {
            if (!file.Secrets.TryGetValue((step.Tenant, step.Path), out var reference)) continue;
            try
            {
                secrets.Add((step.Tenant, step.Path), reference.Resolve(file.Folder));
            }
            catch (FormatException missing)
            {
                throw new FormatException($"{step.Address}: {missing.Message}", missing);
            }
        }

        return secrets;
    }

    /// <summary>S-25: what the changes mean for the people who are there, asked before the first.</summary>
    /// <exception cref="RemoteException">The service refuses one of them: nothing is changed.</exception>
    public async Task Foresee(ConfigurationPlan plan, CancellationToken cancel)
    {
        foreach (var step in plan.Steps.Where(step => plan.There.Contains(step.Tenant) && Foreseen.Contains(step.Path)))
        {
            var answer = await service.Change(HttpMethod.Put, step.Address + "?preview=true", step.After, cancel);
            foreach (var line in WarningLines.From(answer)) await output.WriteLineAsync($"! {step.Tenant} {step.Path}: {line}");
        }
    }

    /// <exception cref="RemoteException">A step was refused, or nobody knows whether it is done.</exception>
    /// <returns>How many of the changes wait for a second person.</returns>
    public async Task<int> Carry(
        ConfigurationPlan plan, IReadOnlyDictionary<(string Tenant, string Part), string> secrets, CancellationToken cancel)
    {
        var (done, waiting) = (0, 0);
        _kept = keep();
        try
        {
            foreach (var step in plan.Steps)
            {
                var waits = Waiting.In(await Carry(step, plan, secrets, cancel));
                if (waits is not null) waiting++;
                done++;
                await output.WriteLineAsync(Shown.Plain(
                    $"{done}/{plan.Steps.Count} {step.Address}: {waits ?? (step.After is null ? "removed" : "set")}"));
            }

            foreach (var tenant in plan.Steps.Select(step => step.Tenant).Distinct()) await DrawClientSecrets(tenant, cancel);
            return waiting;
        }
        catch (RemoteException failed)
        {
            await output.WriteLineAsync(done == 0
                ? "Nothing was changed before this:"
                : $"{done} of {plan.Steps.Count} steps are done and stand. Run it again to go on. The next one failed:");
            throw new RemoteException(failed.Message, failed.IsUnreachable);
        }
    }

    private async Task<JsonElement> Carry(
        ConfigurationStep step, ConfigurationPlan plan, IReadOnlyDictionary<(string Tenant, string Part), string> secrets,
        CancellationToken cancel)
    {
        List<(string, string)> headers = [("Idempotency-Key", RandomValues.Handle())];
        if (step.Path == "policy") headers.Add(("If-Match", $"\"{plan.Versions.GetValueOrDefault(step.Tenant)}\""));
        var body = step.Path.Length == 0 ? null : step.After?.DeepClone().AsObject();
        if (body is not null && secrets.TryGetValue((step.Tenant, step.Path), out var secret)) SecretPlaces.Put(step.Path, body, secret);
        var method = step.After is null ? HttpMethod.Delete : HttpMethod.Put;
        var answer = await service.Change(method, step.Address, body, cancel, [.. headers]);
        if (step.Path == "settings" && answer.TryGetProperty("security_webhook_secret", out var drawn)) await Keep(step.Tenant, drawn);
        return answer;
    }

    private async Task Keep(string tenant, JsonElement drawn)
    {
        _kept?.Add(tenant, "security_webhook", drawn.GetString()!);
        if (_kept is null)
        {
            await output.WriteLineAsync(
                $"The security webhook of {tenant} has a new secret, which nobody was shown: "
                + $"draw another with POST /admin/v1/tenants/{tenant}/settings/security-webhook/secret.");
        }
    }

    private async Task DrawClientSecrets(string tenant, CancellationToken cancel)
    {
        if (await TenantReading.Read(service, tenant, cancel) is not { } now) return;
        foreach (var client in now.WithoutSecret)
        {
            var address = $"tenants/{tenant}/clients/{client}/secrets";
            if (_kept is null)
            {
                await output.WriteLineAsync(
                    Shown.Plain($"The client {client} of {tenant} has no secret yet: draw one with POST /admin/v1/{address}."));
                continue;
            }

            var drawn = await service.Change(HttpMethod.Post, address, null, cancel);
            _kept.Add(tenant, "clients/" + client, drawn.GetProperty("client_secret").GetString()!);
        }
    }
}
