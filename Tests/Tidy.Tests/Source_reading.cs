namespace Countersign.Tidy.Tests;

/// <summary>The other rules are only as good as this reading.</summary>
public sealed class Source_reading
{
    [Theory]
    [InlineData("a // b", "a ")]
    [InlineData("a /* b\nc */ d", "a \n d")]
    [InlineData("var u = \"http://x\"; // y", "var u = \"http://x\"; ")]
    [InlineData("var s = @\"a\\\"; // y", "var s = @\"a\\\"; ")]
    [InlineData("var c = '\"'; // y", "var c = '\"'; ")]
    [InlineData("var r = \"\"\"a \" // b\"\"\"; // y", "var r = \"\"\"a \" // b\"\"\"; ")]
    [InlineData("var i = $\"{a}//\"; // y", "var i = $\"{a}//\"; ")]
    public void Comments_go_and_literals_stay(string text, string expected) => Assert.Equal(expected, Source.WithoutComments(text));

    [Fact]
    public void Comments_and_literals_are_told_apart()
    {
        const string text = "a(\"b // c\"); // d \"e\"\nf";
        Assert.Equal("             // d \"e\"\n ", Source.Comments(text));
        Assert.Equal("  \"b // c\"           \n ", Source.Literals(text));
    }

    [Fact]
    public void Every_form_of_type_declaration_is_found()
    {
        const string text = """
            public sealed class A(int x) : B;
            internal readonly record struct C(int X);
            file static partial class D { private enum E { None } }
            record F;
                protected internal interface G<T> where T : class { }
            [Flags] public enum H : byte { }
            public delegate void J(int x);
            // class K
            var text = "class L";
            """;
        Assert.Equal(["A", "C", "D", "F", "G", "H", "J"], Source.DeclaredTypes(text));
    }

    [Theory]
    [InlineData("namespace A.B;", "A.B")]
    [InlineData("namespace A.B { }", "A.B")]
    public void Both_forms_of_namespace_are_found(string text, string expected) =>
        Assert.Equal([expected], Source.DeclaredNamespaces(text));
}
