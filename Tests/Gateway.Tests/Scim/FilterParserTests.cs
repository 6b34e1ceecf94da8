using Countersign.Gateway.Admin.Scim;

namespace Countersign.Gateway.Tests.Scim;

/// <summary>RFC 7644 3.4.2.2, figure 1, and 3.5.2, figure 7.</summary>
public sealed class FilterParserTests
{
    [Theory]
    [InlineData("userName eq \"ada\"", "(userName Equal ada)")]
    [InlineData("USERNAME EQ \"ada\"", "(USERNAME Equal ada)")]
    [InlineData("  userName   eq   \"a b\"  ", "(userName Equal a b)")]
    [InlineData("title pr", "(title pr)")]
    [InlineData("active eq true", "(active Equal True)")]
    [InlineData("active ne false", "(active NotEqual False)")]
    [InlineData("x eq null", "(x Equal )")]
    [InlineData("x gt -1.5", "(x Greater -1.5)")]
    [InlineData("x ge 2", "(x GreaterOrEqual 2)")]
    [InlineData("x lt 2 and x le 3", "((x Less 2) & (x LessOrEqual 3))")]
    [InlineData("a pr or b pr and c pr", "((a pr) | ((b pr) & (c pr)))")]
    [InlineData("a pr and b pr or c pr", "(((a pr) & (b pr)) | (c pr))")]
    [InlineData("(a pr or b pr) and c pr", "(((a pr) | (b pr)) & (c pr))")]
    [InlineData("not (a pr)", "!(a pr)")]
    [InlineData("not(a pr) and b pr", "(!(a pr) & (b pr))")]
    [InlineData("not pr", "(not pr)")]
    [InlineData("name.familyName co \"O'Malley\"", "(name.familyName Contains O'Malley)")]
    [InlineData("a sw \"x\" and a ew \"y\"", "((a StartsWith x) & (a EndsWith y))")]
    [InlineData("emails[type eq \"work\" and value co \"@\"]", "emails[((type Equal work) & (value Contains @))]")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"",
        "(urn:ietf:params:scim:schemas:core:2.0:User:userName StartsWith J)")]
    [InlineData("a eq \"quoted \\\" and \\\\ and \\u0041 and 영\"", "(a Equal quoted \" and \\ and A and 영)")]
    [InlineData("members.value eq \"x\"", "(members.value Equal x)")]
    [InlineData("members[$ref eq \"x\"]", "members[($ref Equal x)]")]
    public void A_filter_is_read(string text, string read) => Assert.Equal(read, Shown(FilterParser.Filter(text)));

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("userName"), InlineData("userName eq"), InlineData("userName eq ada")]
    [InlineData("userName eq \"ada"), InlineData("userName eq 'ada'"), InlineData("userName is \"ada\"")]
    [InlineData("userName eq \"a\" \"b\"")]
    [InlineData("eq \"a\""), InlineData("(a pr"), InlineData("a pr)"), InlineData("a pr and"), InlineData("and a pr")]
    [InlineData("a pr b pr")]
    [InlineData("not a pr"), InlineData("not (a pr"), InlineData("emails[a pr"), InlineData("emails[]"), InlineData("emails[a pr].x eq 1")]
    [InlineData("1a pr"), InlineData("a..b pr"), InlineData("a.b.c pr"), InlineData("a: pr"), InlineData("http://x:a pr")]
    [InlineData("a eq \"\\ud800\""), InlineData("a eq \"\\x\""), InlineData("a eq tru"), InlineData("a eq 1e999"), InlineData("a eq \"x\\")]
    [InlineData("a\u00a0pr"), InlineData("a\tpr"), InlineData("a pr;"), InlineData("a eq \"a\nb\""), InlineData("é pr")]
    public void What_is_no_filter_is_none(string text) => Assert.Null(FilterParser.Filter(text));

    [Fact]
    public void A_filter_has_its_bounds()
    {
        string Deep(int depth) => new string('(', depth) + "a pr" + new string(')', depth);
        Assert.NotNull(FilterParser.Filter(Deep(FilterParser.MostDepth - 1)));
        Assert.Null(FilterParser.Filter(Deep(FilterParser.MostDepth)));
        string Many(int count) => string.Join(" or ", Enumerable.Repeat("a pr", count));
        Assert.NotNull(FilterParser.Filter(Many(FilterParser.MostLeaves)));
        Assert.Null(FilterParser.Filter(Many(FilterParser.MostLeaves + 1)));
        Assert.Null(FilterParser.Filter("a eq \"" + new string('x', FilterParser.MostCharacters) + "\""));
    }

    [Fact]
    public void Whatever_comes_is_read_or_not_and_never_fails()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"SEED={seed}");
        var random = new Random(seed);
        string[] parts = ["a", "userName", " ", "eq", "pr", "and", "or", "not", "(", ")", "[", "]", "\"", "\\", ".", ":", "urn:", "1", "영"];
        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)]));
            if (FilterParser.Filter(text) is { } read) Assert.NotEqual("", Shown(read));
            FilterParser.Path(text);
        }
    }

    [Theory]
    [InlineData("members", "members", null)]
    [InlineData("name.familyName", "name.familyName", null)]
    [InlineData("members[value eq \"x\"]", "members", "(value Equal x)")]
    [InlineData("addresses[type eq \"work\"].street", "addresses.street", "(type Equal work)")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", null)]
    public void A_path_is_read(string text, string path, string? where)
    {
        var read = FilterParser.Path(text);
        Assert.Equal((path, where), (read!.Path.ToString(), read.Where is { } filter ? Shown(filter) : null));
    }

    [Theory]
    [InlineData(""), InlineData("members["), InlineData("members[]"), InlineData("members[value eq \"x\"]x"), InlineData("a b")]
    [InlineData("members[value eq \"x\"]."), InlineData("members.value[value pr]"), InlineData("[value pr]"), InlineData(".a")]
    public void What_is_no_path_is_none(string text) => Assert.Null(FilterParser.Path(text));

    private static string Shown(ScimFilter? filter) => filter switch
    {
        ScimFilter.And both => $"({Shown(both.One)} & {Shown(both.Other)})",
        ScimFilter.Or either => $"({Shown(either.One)} | {Shown(either.Other)})",
        ScimFilter.Not not => "!" + Shown(not.Inner),
        ScimFilter.Present present => $"({present.Path} pr)",
        ScimFilter.Within within => $"{within.Path}[{Shown(within.Inner)}]",
        ScimFilter.Compare compare => FormattableString.Invariant($"({compare.Path} {compare.How} {compare.Value})"),
        _ => "nothing",
    };
}
