using System.Text.Json.Serialization;

namespace Countersign.SignIn.Ways;

/// <summary>The place where passwords are checked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Here), "here")]
[JsonDerivedType(typeof(Directory), "directory")]
[JsonDerivedType(typeof(Verifier), "verifier")]
public abstract record PasswordPlace
{
    /// <summary>Its word on the wire and in the audit.</summary>
    [JsonIgnore]
    public abstract string Word { get; }

    /// <summary>Whether what was signed in by the other would be by this one, too (I7).</summary>
    public abstract bool IsSame(PasswordPlace other);

    /// <summary>By this service, as hashes.</summary>
    public sealed record Here : PasswordPlace
    {
        public static readonly Here It = new();

        [JsonIgnore]
        public override string Word => "here";

        public override bool IsSame(PasswordPlace other) => other is Here;
    }

    /// <summary>By an LDAP directory: it finds the person's entry and binds as it.</summary>
    /// <param name="Host">A name that is on the directory's certificate.</param>
    /// <param name="IsTlsFromStart">LDAPS; otherwise StartTLS. Without either no password is sent.</param>
    /// <param name="Base">The entry below which people are.</param>
    /// <param name="Attribute">The attribute that holds the user name.</param>
    /// <param name="IsLocalPart">What stands before the <c>@</c> is looked for; otherwise the whole name.</param>
    /// <param name="BindName">The entry that looks for people; null: nobody in particular may.</param>
    /// <param name="SealedBindPassword">Its password, sealed by the gateway.</param>
    /// <param name="Group">Only members of this entry may sign in, by way of other groups, too; null: everybody found.</param>
    public sealed record Directory(
        string Host, int Port, bool IsTlsFromStart, string Base, string Attribute, bool IsLocalPart = false, string? BindName = null,
        string? SealedBindPassword = null, string? Group = null) : PasswordPlace
    {
        [JsonIgnore]
        public override string Word => "directory";

        public override bool IsSame(PasswordPlace other) => other is Directory directory
            && (directory.Host, directory.Port, directory.Base, directory.Attribute, directory.IsLocalPart, directory.Group)
            == (Host, Port, Base, Attribute, IsLocalPart, Group);
    }

    /// <summary>By a service of the tenant's own, over https.</summary>
    /// <param name="SealedSecret">Shared with it, sealed by the gateway: questions and answers are signed with it.</param>
    public sealed record Verifier(string Url, string? SealedSecret = null) : PasswordPlace
    {
        [JsonIgnore]
        public override string Word => "verifier";

        public override bool IsSame(PasswordPlace other) => other is Verifier verifier && verifier.Url == Url;
    }
}
