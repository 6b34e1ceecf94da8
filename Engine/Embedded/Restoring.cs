using System.Collections.Concurrent;
using System.Globalization;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Enrolment;

namespace Countersign.Engine.Embedded;

/// <param name="Methods">
/// Every phone that the backup knows, one a line: tenant, user, device id, <c>on</c> or <c>off</c>, when it was activated, its name; tabs
/// between them. Of each passkey the same with <c>passkeys/</c> and its number, <c>passkey</c>, when it was added, its name; and where
/// somebody has recovery codes <c>recovery-codes</c> and how many. Among them may be what was removed or used after the backup was made.
/// </param>
/// <param name="Unreadable">Rows that no version of ours wrote; whoever asks for them is refused anyway (F16).</param>
public sealed record Restored(int Tenants, int Users, int Grants, IReadOnlyList<string> Methods, IReadOnlyList<RowKey> Unreadable);

/// <summary>
/// Ends what a backup that was put back has under way (F23): pending challenges, results nobody collected, codes, <c>auth_req_id</c>,
/// refresh tokens, sessions, passes, activation codes, stored requests and administration tokens. What was ended or used after the backup
/// was made cannot be told from what was not, so all of it ends. May be broken off and begun again.
/// </summary>
public sealed class Restoring(ISignInEngine engine, IStore store)
{
    private const int Page = 500;
    private const int AtOnce = 64;   // enough for the store to write many in one transaction

    private readonly List<string> _methods = [];
    private readonly ConcurrentBag<RowKey> _unreadable = [];
    private int _users, _grants;

    /// <exception cref="EngineUnavailableException">The storage cannot be asked now; nothing is lost by beginning again.</exception>
    public async Task<Restored> EndAll(long epoch, CancellationToken cancel)
    {
        var tenants = 0;
        await Drop(RowKind.Request, cancel);
        await Drop(RowKind.Decoy, cancel);

        await Each(RowKind.Grant, EndGrant, cancel);
        await Each(RowKind.User, EndUser, cancel);
        await Each(RowKind.Tenant, async (row, stop) =>
        {
            await engine.Ask(new TenantId(row.Key.Id), new TenantQuestion.RecordRestore(new(RandomValues.Handle()), epoch), stop);
            Interlocked.Increment(ref tenants);
        }, cancel);
        await engine.Ask(new AdminTokensQuestion.EndForRestore(), cancel);
        return new(tenants, _users, _grants, [.. _methods.Order(StringComparer.Ordinal)], [.. _unreadable]);
    }

    private async Task Drop(RowKind kind, CancellationToken cancel)
    {
        while (await store.DropDue(kind, DateTimeOffset.MaxValue, Page, cancel) == Page)
        {
        }
    }

    private async Task Each(RowKind kind, Func<Row, CancellationToken, ValueTask> end, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows;
        var after = "";
        do
        {
            rows = await store.List(kind, "", after, Page, cancel);
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                (row, stop) => IsReadable(row) ? end(row, stop) : default);
            if (rows.Count > 0) after = rows[^1].Key.Id;
        }
        while (rows.Count == Page);
    }

    private bool IsReadable(Row row)
    {
        try
        {
            _ = row.Key.Kind switch
            {
                RowKind.Grant => (object)StateJson.ReadGrant(row.Body.Span),
                RowKind.User => StateJson.ReadUser(row.Body.Span),
                _ => StateJson.ReadTenant(row.Body.Span),
            };
            return true;
        }
        catch (StorageUnavailableException)
        {
            _unreadable.Add(row.Key);
            return false;
        }
    }

    private async ValueTask EndGrant(Row row, CancellationToken cancel)
    {
        await engine.Ask(new GrantId(row.Key.Id), new GrantQuestion.EndForRestore(), cancel);
        Interlocked.Increment(ref _grants);
    }

    private async ValueTask EndUser(Row row, CancellationToken cancel)
    {
        var user = UserKey.FromKey(row.Key.Id);
        if (!(await engine.Ask(user, new EndForRestore(), cancel)).Has(out _, out _)) return;
        if (!(await engine.Ask(user, new DescribeUser(), cancel)).Has(out var described, out _)) return;
        Interlocked.Increment(ref _users);
        lock (_methods) _methods.AddRange(Lines(user, described.User));
    }

    private static IEnumerable<string> Lines(UserKey user, Description described)
    {
        foreach (var phone in described.Methods)
            yield return Line(user, phone.Device.Value, phone.PhoneSignIn ? "on" : "off", Time(phone.ActivatedAt), phone.Name);
        foreach (var passkey in described.Passkeys)
            yield return Line(user, "passkeys/" + Text(passkey.Number), "passkey", Time(passkey.AddedAt), passkey.Name);
        if (described.RecoveryCodesLeft > 0) yield return Line(user, "recovery-codes", Text(described.RecoveryCodesLeft));
    }

    private static string Line(UserKey user, params string[] what) =>
        string.Join('\t', [user.Tenant.Value, user.Name.Value, .. what.Select(one => one.Replace('\t', ' '))]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
