using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Countersign.Authenticator.Tests;

/// <summary>The rest of the server for the demonstration: the administration, and a browser's side of one sign-in.</summary>
internal sealed partial class FakeGateway
{
    public const string AdminToken = "admin-token-of-the-tests";

    private string _state = "pending";
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _pending;

    private string State
    {
        get => _state;
        set
        {
            _state = value;
            _pending = false;
            _ended.TrySetResult();
        }
    }

    private Task AnswerWeb(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/admin/", StringComparison.Ordinal)) return Administer(http, path);
        return (http.Request.Method, path["/contoso/v1".Length..]) switch
        {
    ("POST", "/session") when BodyOf(http).GetProperty("pass").GetString() == "the-pass" =>
                WithCookie(http, "session", "{\"user_name\":\"x\"}"),
            ("GET", "/security-info") when HasCookie(http, "session") => Json(http, $$"""{"methods":[{{Methods}}],"help_url":null}"""),
            ("POST", "/security-info/methods") when HasCookie(http, "session") =>
                Json(http, $$"""{"activation_code":"{{Code}}","expires_in":600}""", 201),
            ("DELETE", _) when HasCookie(http, "session") => Empty(http, () => PhoneSignIn = false),
            ("POST", "/sign-in") => Begin(http),
            ("GET", "/sign-in") when HasCookie(http, "sign-in") => Observe(http),
            ("POST", "/sign-in/redeem") when HasCookie(http, "sign-in") && State == "approved" =>
                WithCookie(http, "session", $$"""{"user_name":"{{User}}","amr":["mfa","pop"],"acr":"urn:countersign:number:select"}"""),
            _ => Refuse(http, 403, "CS1001", "session_required"),
        };
    }

    private string Methods => PhoneSignIn
        ? """{"device":"AAECAwQFBgcICQoLDA0ODw","name":"Demo phone","platform":"android","os":"14.0","phone_sign_in":true}"""
        : "";

    private Task Administer(HttpContext http, string path)
    {
        if (http.Request.Headers.Authorization != "Bearer " + AdminToken) return Refuse(http, 401, "CS1003", "token_required");
        return path.EndsWith("/pass", StringComparison.Ordinal)
            ? Json(http, "{\"pass\":\"the-pass\",\"expires_in\":600}", 201)
            : Json(http, "{}");
    }

    private Task Begin(HttpContext http)
    {
        if (BodyOf(http).GetProperty("user_name").GetString() != User) return Refuse(http, 400, "CS1002", "user");
        if (_pending) return Json(http, """{"result":"federate","url":"https://adfs.fabrikam.example/adfs/ls?x=1","reason":"pending"}""");
        (_pending, _state, _ended) = (true, "pending", new(TaskCreationOptions.RunContinuationsAsynchronously));
        Waiting = WaitingJson();
        return WithCookie(http, "sign-in", """{"result":"number","number":"42","mode":"select","expires_in":120}""");
    }

    private async Task Observe(HttpContext http)
    {
        if (http.Request.Query["wait"] != "25") throw new InvalidOperationException("The browser did not wait.");
        await _ended.Task.WaitAsync(http.RequestAborted);
        await Json(http, $$"""{"state":"{{State}}","redeemed":false}""");
    }

    private static bool HasCookie(HttpContext http, string name) =>
        http.Request.Headers.Cookie.ToString().Contains($"__Host-countersign-{name}=secret", StringComparison.Ordinal);

    private static Task WithCookie(HttpContext http, string name, string json)
    {
        http.Response.Headers.SetCookie = $"__Host-countersign-{name}=secret; Path=/; Secure; HttpOnly; SameSite=Lax";
        return Json(http, json);
    }
}
