using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>WAY-4: passwords that an LDAP directory checks, against OpenLDAP.</summary>
public sealed class DirectoryTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password;

    private const string People = """
        dn: ou=people,dc=contoso,dc=example
        objectClass: organizationalUnit
        ou: people

        dn: uid=mona,ou=people,dc=contoso,dc=example
        objectClass: inetOrgPerson
        uid: mona
        cn: Mona
        sn: M
        mail: mona@contoso.example
        userPassword: four plain words here

        dn: uid=noah,ou=people,dc=contoso,dc=example
        objectClass: inetOrgPerson
        uid: noah
        cn: Noah (O'Neil, Jr.) *
        sn: N
        mail: noah@contoso.example
        userPassword: four plain words here

        dn: uid=twin1,ou=people,dc=contoso,dc=example
        objectClass: inetOrgPerson
        uid: twin1
        cn: Twin
        sn: T
        mail: twin@contoso.example
        userPassword: four plain words here

        dn: uid=twin2,ou=people,dc=contoso,dc=example
        objectClass: inetOrgPerson
        uid: twin2
        cn: Twin
        sn: T
        mail: twin@contoso.example
        userPassword: four plain words here

        dn: ou=groups,dc=contoso,dc=example
        objectClass: organizationalUnit
        ou: groups

        dn: cn=field,ou=groups,dc=contoso,dc=example
        objectClass: groupOfNames
        cn: field
        member: uid=mona,ou=people,dc=contoso,dc=example
        member: cn=staff,ou=groups,dc=contoso,dc=example

        dn: cn=staff,ou=groups,dc=contoso,dc=example
        objectClass: groupOfNames
        cn: staff
        member: cn=field,ou=groups,dc=contoso,dc=example
        """;

    /// <summary>One for all tests of this class; it ends with this process.</summary>
    private static readonly Lazy<Task<SlapdServer>> Server =
        new(() => SlapdServer.Start(Certificates.File, Certificates.KeyFile, People));

    private static string Setting(
        int port, string tls, string? group = null, string password = SlapdServer.ReaderPassword, string attribute = "mail",
        bool localPart = false, string host = "127.0.0.1") => JsonSerializer.Serialize(new
        {
            place = "directory",
            directory = new
            {
                host, port, tls, @base = SlapdServer.Base, attribute, local_part = localPart, bind_name = SlapdServer.Reader,
                bind_password = password, group,
            },
        });

    private static async Task<PasswordScene> Open(string setting, params string[] users)
    {
        var scene = await PasswordScene.Open(setting);
        foreach (var user in users.DefaultIfEmpty(Mona)) await scene.Gateway.Operator.CreateUser("contoso", user);
        return scene;
    }

    private static async Task<Reply> Try(PasswordScene scene, string user = Mona, string password = Password)
    {
        var visitor = scene.Visitor();
        return await PasswordScene.Type(visitor, await scene.ToPassword(visitor, user), password);
    }

    [Theory]
    [InlineData("ldaps"), InlineData("starttls")]
    public async Task The_entry_is_found_and_bound_as(string tls)
    {
        var server = await Server.Value;
        await using var scene = await Open(Setting(tls == "ldaps" ? server.SecurePort : server.Port, tls));
        Assert.Equal("CS2041", (await Try(scene, password: "four plain words")).Code);
        scene.Portal.Answer(await scene.SignIn(scene.Visitor()));
        Assert.Contains(
            "checked by directory",
            Assert.Single(await scene.Gateway.Operator.Audit("sign_in.password")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_local_part_may_be_what_is_looked_for()
    {
        var server = await Server.Value;
        await using var scene = await Open(Setting(server.SecurePort, "ldaps", attribute: "uid", localPart: true));
        Assert.Equal(303, (await Try(scene)).Status);
    }

    /// <summary>By way of a group of a group; a circle of groups ends.</summary>
    [Fact]
    public async Task Only_members_of_the_group_may_sign_in_by_way_of_other_groups_too()
    {
        var server = await Server.Value;
        await using var scene = await Open(
            Setting(server.SecurePort, "ldaps", "cn=staff, OU=groups,dc=contoso,dc=example"), Mona, "noah@contoso.example");
        Assert.Equal(303, (await Try(scene)).Status);
        Assert.Equal("CS2041", (await Try(scene, "noah@contoso.example")).Code);
    }

    /// <summary>A name of two entries is nobody's; one that the directory has and this tenant has not is nobody here.</summary>
    [Fact]
    public async Task Two_entries_of_one_name_and_people_that_are_not_here_are_nobody()
    {
        var server = await Server.Value;
        await using var scene = await Open(Setting(server.SecurePort, "ldaps"), "twin@contoso.example");
        Assert.Equal("CS2041", (await Try(scene, "twin@contoso.example")).Code);
        Assert.Equal("CS2041", (await Try(scene, "noah@contoso.example")).Code);
        Assert.Equal("CS2041", (await Try(scene, "nobody@contoso.example")).Code);
        Assert.Empty(await scene.Gateway.Operator.Audit("sign_in.password"));
    }

    /// <summary>Nothing of a name is read as a filter (RFC 4515).</summary>
    [Theory]
    [InlineData("*", @"\2a"), InlineData("mona)(uid=*", @"mona\29\28uid=\2a"), InlineData(@"a\b", @"a\5cb"), InlineData("nul\0", @"nul\00")]
    [InlineData("é", @"\c3\a9"), InlineData("mona@contoso.example", "mona@contoso.example")]
    [InlineData("o'neil|&!<>", @"o\27neil\7c\26\21\3c\3e")]
    public void A_value_in_a_filter_is_a_value(string value, string escaped) => Assert.Equal(escaped, DirectoryPasswords.Escape(value));

    [Theory]
    [InlineData("m*@contoso.example"), InlineData("mona)(uid=*@contoso.example"), InlineData("*)(mail=mona@contoso.example")]
    public async Task A_filter_in_a_user_name_finds_nobody(string typed)
    {
        if (!UserName.TryParse(typed, out _)) return;   // no such name comes as far as that
        var server = await Server.Value;
        await using var scene = await Open(Setting(server.SecurePort, "ldaps"), typed);
        Assert.Equal("CS2041", (await Try(scene, typed)).Code);
    }

    /// <summary>RFC 4513 5.1.2: an empty password would be nobody's bind, and a success.</summary>
    [Fact]
    public async Task An_empty_password_is_wrong_before_anybody_is_asked()
    {
        var server = await Server.Value;
        await using var scene = await Open(Setting(server.SecurePort, "ldaps"));
        var before = server.Log.Length;
        Assert.Equal("CS2041", (await Try(scene, password: "")).Code);
        Assert.Equal(before, server.Log.Length);
    }

    /// <summary>I10: whatever is wrong with the directory signs nobody in, in time.</summary>
    [Theory, Trait("Rule", "I10")]
    [InlineData("reader's password"), InlineData("nobody listens"), InlineData("no TLS"), InlineData("silent")]
    [InlineData("silent, StartTLS")]
    [InlineData("no such name"), InlineData("address of others")]
    public async Task A_directory_that_cannot_be_used_signs_nobody_in(string trouble)
    {
        var server = await Server.Value;
        using var silent = new TcpListener(IPAddress.Loopback, FreePort.Find());
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var setting = trouble switch
        {
            "reader's password" => Setting(server.SecurePort, "ldaps", password: "wrong"),
            "nobody listens" => Setting(FreePort.Find(), "ldaps"),
            "no TLS" => Setting(server.Port, "ldaps"),
            "silent" => Setting(port, "ldaps"),
            "silent, StartTLS" => Setting(port, "starttls"),
            "no such name" => Setting(server.SecurePort, "ldaps", host: "nobody.invalid"),
            _ => Setting(server.SecurePort, "ldaps", host: "192.168.255.254"),
        };
        await using var scene = await Open(setting);
        var held = scene.Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(8));
        var trying = Try(scene);
        if (trouble.StartsWith("silent", StringComparison.Ordinal))
        {
            await held;
            scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(8));
        }

        var refused = await trying;
        Assert.Equal((503, "CS5041"), (refused.Status, refused.Code));
        Assert.Empty(await scene.Gateway.Operator.Audit("sign_in.password"));
    }

    [Theory]
    [InlineData("starttls", true), InlineData("ldaps", true), InlineData("none", false)]
    public async Task Without_TLS_no_directory_is_taken(string tls, bool isTaken)
    {
        await using var gateway = await RunningGateway.Furnished();
        var reply = await gateway.Admin(HttpMethod.Put, "contoso/passwords", Setting(389, tls));
        Assert.Equal(isTaken ? 200 : 400, reply.Status);
        if (isTaken) Assert.DoesNotContain(SlapdServer.ReaderPassword, reply.Text, StringComparison.Ordinal);
    }
}
