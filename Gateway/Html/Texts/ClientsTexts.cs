namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of clients, in one language.</summary>
public sealed record ClientsTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }
    public required string None { get; init; }
    public required string Register { get; init; }
    public required string Id { get; init; }
    public required string IdHint { get; init; }
    public required string IdTaken { get; init; }
    public required string IdWrong { get; init; }
    public required string Name { get; init; }
    public required string NameHint { get; init; }
    public required string NameWrong { get; init; }
    public required string Kind { get; init; }
    public required string KindSecret { get; init; }
    public required string KindPublic { get; init; }
    public required string KindKey { get; init; }
    public required string Redirects { get; init; }
    public required string RedirectsHint { get; init; }
    public required string Returns { get; init; }
    public required string ReturnsHint { get; init; }
    public required string Refresh { get; init; }
    public required string Device { get; init; }
    public required string Ciba { get; init; }
    public required string Pushed { get; init; }
    public required string Bound { get; init; }
    public required string AsksSecond { get; init; }
    public required string AsksFirst { get; init; }
    public required string May { get; init; }
    public required string Refused { get; init; }
    public required string Change { get; init; }
    public required string Saved { get; init; }
    public required string Secrets { get; init; }
    public required string NoSecret { get; init; }
    public required string NewSecret { get; init; }
    public required string NewSecretAbout { get; init; }
    public required string ReplaceSecret { get; init; }
    public required string ReplaceSecretAbout { get; init; }
    public required string SecretShown { get; init; }
    public required string Remove { get; init; }
    public required string RemoveAbout { get; init; }
    public required string Removed { get; init; }
    public required string Snippets { get; init; }
    public required string SnippetsAbout { get; init; }
    public required string Issuer { get; init; }
    public required string Algorithm { get; init; }
}
