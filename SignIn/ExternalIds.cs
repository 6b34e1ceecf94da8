namespace Countersign.SignIn;

/// <summary>Ids that another directory has for users and groups. Whether two have the same is that directory's business.</summary>
public static class ExternalIds
{
    /// <summary>1 to 128 UTF-16 code units of display text; or none.</summary>
    public static bool IsFit(string? text) =>
        text is null || (text.Length > 0 && DisplayText.IsFit(text, Limits.ExternalIdLength));

    /// <summary>Of one length whatever the id is, so that it can be a key.</summary>
    public static SecretHash Hash(string id) => SecretHash.OfSecret("external:" + id);
}
