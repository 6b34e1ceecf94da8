namespace Countersign.Gateway.Http;

/// <summary>Stands with the endpoints that people see: their refusals are shown as pages; those of the others are JSON.</summary>
public interface IProblemPage
{
    Task Show(HttpContext http, ProtocolError error, TimeSpan? retryAfter);
}
