using System.Reflection;

namespace Countersign.SignIn.Tests;

/// <summary>The members of a closed family of records, in the order they are written.</summary>
internal static class Family
{
    public static Type[] Of(Type root) =>
        [.. root.GetNestedTypes(BindingFlags.Public).Where(root.IsAssignableFrom).OrderBy(type => type.MetadataToken)];
}
