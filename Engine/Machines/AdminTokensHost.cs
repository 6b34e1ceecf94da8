using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>Hosts the service's administration tokens.</summary>
public sealed class AdminTokensHost(IStore store, TimeProvider clock)
    : StateMachineHost<AdminTokensState, AdminTokensQuestion, AdminTokensAnswer, AdminTokensEvent>(
        RowKey.OfAdminTokens, AdminTokensState.None, store, clock)
{
    protected override ValueTask<Ruling<AdminTokensAnswer, AdminTokensEvent>> Decide(
        AdminTokensState state, AdminTokensQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(AdminTokensRules.Decide(state, question, now));

    protected override AdminTokensState Apply(AdminTokensState state, AdminTokensEvent happened) =>
        AdminTokensRules.Apply(state, happened);

    protected override byte[] Write(AdminTokensState state) => StateJson.Write(state);

    protected override AdminTokensState Read(ReadOnlySpan<byte> body) => StateJson.ReadAdminTokens(body);
}
