namespace Countersign.LoadTests.Wire;

/// <summary>A browser's cookies of one sign-in.</summary>
internal sealed class CookieJar
{
    public string? Transaction { get; set; }

    public string? Session { get; set; }

    /// <summary>The id the transaction begins with; empty before there is one.</summary>
    public string Challenge => Transaction?[..22] ?? "";
}

/// <summary>The browser's requests (docs/api.md), on one connection.</summary>
internal sealed class Browser(HttpConnection connection, Target target)
{
    private const string SignInPath = "/" + Target.Tenant + "/v1/sign-in";
    private const string SessionPath = "/" + Target.Tenant + "/v1/session";
    private const string TransactionCookie = "__Host-countersign-sign-in";
    private const string SessionCookie = "__Host-countersign-session";

    private readonly RequestText _text = new();

    public async ValueTask<Reply<StartReply>> Start(string user, string? key, CookieJar jar, CancellationToken cancel)
    {
        var body = $$"""{"user_name":"{{user}}","application":"Contoso Portal"}""";
        await connection.Send(_text.Of("POST", SignInPath, target, Key(key), body), cancel);
        jar.Transaction = connection.Cookie(TransactionCookie) ?? jar.Transaction;
        return Reply<StartReply>.Of(connection, WireJson.Default.StartReply);
    }

    public async ValueTask<Reply<StateReply>> Observe(CookieJar jar, CancellationToken cancel)
    {
        await connection.Send(_text.Of("GET", SignInPath, target, Transaction(jar), null), cancel);
        return Reply<StateReply>.Of(connection, WireJson.Default.StateReply);
    }

    /// <summary>The status; 204 when it was ended.</summary>
    public async ValueTask<int> Cancel(CookieJar jar, CancellationToken cancel) =>
        await connection.Send(_text.Of("POST", SignInPath + "/cancel", target, Transaction(jar), null), cancel);

    public async ValueTask<Reply<RedeemReply>> Redeem(CookieJar jar, string? key, CancellationToken cancel)
    {
        await connection.Send(_text.Of("POST", SignInPath + "/redeem", target, Transaction(jar) + Key(key), null), cancel);
        if (connection.Status == 200) jar.Session = connection.Cookie(SessionCookie);
        return Reply<RedeemReply>.Of(connection, WireJson.Default.RedeemReply);
    }

    public async ValueTask<Reply<SessionReply>> Session(CookieJar jar, CancellationToken cancel)
    {
        await connection.Send(_text.Of("GET", SessionPath, target, $"Cookie: {SessionCookie}={jar.Session}\r\n", null), cancel);
        return Reply<SessionReply>.Of(connection, WireJson.Default.SessionReply);
    }

    private static string Transaction(CookieJar jar) => $"Cookie: {TransactionCookie}={jar.Transaction}\r\n";

    private static string? Key(string? key) => key is null ? null : $"Idempotency-Key: {key}\r\n";
}
