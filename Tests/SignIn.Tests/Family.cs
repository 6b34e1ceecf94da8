namespace Countersign.SignIn.Tests;

/// <summary>The members of a closed family of records, in the order they are written.</summary>
internal static class Family
{
    public static Type[] Of(Type root) =>
        [.. root.Assembly.GetTypes().Where(type => type.IsPublic || type.IsNestedPublic)
            .Where(type => !type.IsAbstract && root.IsAssignableFrom(type))
            .OrderBy(type => type.MetadataToken)];
}
