using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;

namespace Countersign.Silo;

/// <summary>
/// The Orleans dashboard under <c>/dashboard/</c>, behind the administration token: as a bearer token, or for a browser, which asks for it,
/// as the password of any name. What it could show of a grain's state or of the log is not served.
/// </summary>
internal static class DashboardDoor
{
    private const string Path = "/dashboard";
    private static readonly string[] Shut = ["/GrainState", "/Trace"];

    public static void Map(WebApplication app, string token)
    {
        var hash = Hash(token);
        app.MapOrleansDashboard(Path).AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (!IsProved(http.Request.Headers.Authorization, hash))
            {
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"Countersign\", Bearer";
                return Results.Text("The administration token is required.\n", statusCode: StatusCodes.Status401Unauthorized);
            }

            http.Response.Headers.CacheControl = "no-store";
            return Shut.Any(shut => http.Request.Path.StartsWithSegments(Path + shut, StringComparison.OrdinalIgnoreCase))
                ? Results.NotFound()
                : await next(context);
        });
    }

    private static bool IsProved(string? given, byte[] hash)
    {
        if (given is null) return false;
        var space = given.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return false;
        var (scheme, rest) = (given[..space], given[(space + 1)..]);
        var shown = scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? rest
            : scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? Password(rest)
            : null;
        return shown is not null && CryptographicOperations.FixedTimeEquals(hash, Hash(shown));
    }

    private static string? Password(string basic)
    {
        var bytes = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
