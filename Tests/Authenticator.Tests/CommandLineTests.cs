using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Commands;
using Countersign.Authenticator.Profiles;
using Xunit;

namespace Countersign.Authenticator.Tests;

public sealed class CommandLineTests : IAsyncDisposable
{
    private readonly Home _home = new();
    private FakeGateway _gateway = null!;
    private string _said = "";

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task From_the_code_to_an_approval_every_command_ends_with_done()
    {
        await Enabled();
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.Equal(ExitCode.Done, await Run("", "answer", "--number", "42", "--pin", Given.Pin));
        Assert.Contains("Contoso Portal", _said);
        Assert.Contains("Approved", _said);
        Assert.Equal(ExitCode.Done, await Run("", "list"));
        Assert.Contains("default  alice@contoso.example", _said);
        Assert.Equal(ExitCode.Done, await Run("", "disable"));
        Assert.False(_gateway.PhoneSignIn);
        Assert.Equal(ExitCode.Done, await Run("", "remove"));
        Assert.Empty(new ProfileFolder(_home.Path).Names());
    }

    [Fact]
    public async Task The_pin_is_asked_for_twice_when_it_is_not_given()
    {
        _gateway = await FakeGateway.Start();
        Assert.Equal(ExitCode.Usage, await Run("246810\n246811\n", "enrol", _gateway.Code));
        Assert.Contains("not the same", _said);
        Assert.Equal(ExitCode.Usage, await Run("12345\n12345\n", "enrol", _gateway.Code));
        Assert.Contains("6 to 128 characters", _said);
        Assert.Equal(ExitCode.Done, await Run("246810\n246810\n", "enrol", _gateway.Code));
        Assert.DoesNotContain("246810", _said);
    }

    [Fact]
    public async Task A_refusal_ends_with_1_and_says_title_detail_and_code()
    {
        await Enabled();
        Assert.Equal(ExitCode.Refused, await Run("", "enable", "--shared"));
        Assert.Contains("Title of device_registration_not_individual (CS3001 device_registration_not_individual)", _said);
        Assert.Contains("Detail of device_registration_not_individual.", _said);
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.Equal(ExitCode.Refused, await Run("", "answer", "--number", "07", "--pin", Given.Pin));
        Assert.Contains("CS4008", _said);
    }

    [Theory]
    [InlineData]
    [InlineData("dance")]
    [InlineData("enrol")]
    [InlineData("enrol", "no code", "--pin", "246810")]
    [InlineData("enable")]
    [InlineData("enable", "--profile", "../x")]
    [InlineData("enable", "--profile", "nobody")]
    [InlineData("list", "--platform", "symbian")]
    [InlineData("list", "--os", "17")]
    [InlineData("list", "--language", "fr")]
    [InlineData("list", "--ca", "/nowhere/ca.pem")]
    [InlineData("answer")]
    [InlineData("answer", "--deny", "--number", "42")]
    [InlineData("answer", "--deny", "--wait", "-1")]
    [InlineData("remove")]
    [InlineData("demo")]
    [InlineData("demo", "--admin-token-file", "/nowhere/token")]
    public async Task A_command_that_is_not_right_ends_with_2(params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await Run("", arguments));
        Assert.NotEmpty(_said);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_3()
    {
        await Enabled();
        await _gateway.DisposeAsync();
        _gateway = null!;
        Assert.Equal(ExitCode.Unreachable, await Run("", "answer", "--deny"));
        Assert.Contains("cannot be reached", _said);
    }

    [Theory]
    [InlineData("zh-TW", "您正在嘗試登入嗎", "沒有人登入", "此手機已遭移除", "新增一支手機「Zweites」")]
    [InlineData("ko", "지금 로그인하려고", "아무도 로그인되지 않았습니다", "이 휴대폰이 제거되었습니다", "휴대폰 \"Zweites\"")]
    public async Task The_phone_speaks_the_persons_language(string language, string asked, string denied, string removed, string told)
    {
        await Enabled();
        _gateway.Waiting = FakeGateway.WaitingJson().Replace(
            "} }", "},\"notices\":[{\"number\":1,\"kind\":\"phone_added\",\"phone\":\"Zweites\",\"at\":\"2026-11-22T10:00:00Z\"}]}",
            StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await Run("", "answer", "--deny", "--language", language));
        Assert.All(new[] { asked, denied, told, "Contoso Portal" }, text => Assert.Contains(text, _said));
        Assert.Empty(_gateway.Seen);   // a script is no person
        var refusal = FakeGateway.Problem(401, "CS2006", "invalid_device_proof");
        _gateway.Next(refusal, refusal);
        Assert.Equal(ExitCode.Refused, await Run("", "answer", "--deny", "--language", language));
        Assert.Contains(removed, _said);
    }

    [Fact]
    public async Task A_wrong_pin_ends_with_4_and_nothing_is_sent()
    {
        await Enabled();
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.Equal(ExitCode.WrongPin, await Run("", "answer", "--number", "42", "--pin", "000000"));
        Assert.Contains("Tries left before the key is erased: 9.", _said);
        Assert.Empty(_gateway.Statements);
        Assert.Equal(ExitCode.Done, await Run("", "answer", "--deny"));
        Assert.Contains("Denied", _said);
    }

    [Fact]
    public async Task An_erased_key_still_denies()
    {
        await Enabled();
        var folder = new ProfileFolder(_home.Path);
        folder.Save("default", folder.Read("default")! with { DecisionKey = null });
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.Equal(ExitCode.WrongPin, await Run("", "answer", "--number", "42", "--pin", Given.Pin));
        Assert.Contains("erased", _said);
        Assert.Equal(ExitCode.Done, await Run("", "answer", "--deny"));
    }

    [Fact]
    public async Task Nothing_waiting_ends_with_5()
    {
        await Enabled();
        Assert.Equal(ExitCode.NothingWaiting, await Run("", "answer", "--deny"));
    }

    [Fact]
    public async Task A_number_that_cannot_be_right_is_not_sent()
    {
        await Enabled();
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.Equal(ExitCode.Usage, await Run("", "answer", "--number", "11", "--pin", Given.Pin));
        Assert.Contains("07, 42, 93", _said);
        _gateway.Waiting = FakeGateway.WaitingJson("enter6", "");
        Assert.Equal(ExitCode.Usage, await Run("", "answer", "--number", "42", "--pin", Given.Pin));
        Assert.Empty(_gateway.Statements);
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_refused_unless_insisted_on()
    {
        // 192.0.2.0/24 is for documentation: nothing is ever there.
        Assert.True(Issuer.TryParse("http://192.0.2.1:9/contoso", out var issuer));
        var code = new ActivationCode(issuer, new("alice@contoso.example"), Account.Handle()).Write();
        Assert.Equal(ExitCode.Usage, await Run("", "enrol", code, "--pin", Given.Pin));
        Assert.Contains("plain http to another machine", _said);
        Assert.Contains("--insecure", _said);
        Assert.Empty(new ProfileFolder(_home.Path).Names());
    }

    [Fact]
    public async Task A_phone_that_was_removed_is_told_so_and_what_to_do()
    {
        await Enabled();
        var refusal = FakeGateway.Problem(401, "CS2006", "invalid_device_proof");
        _gateway.Next(refusal, refusal);
        Assert.Equal(ExitCode.Refused, await Run("", "answer", "--deny"));
        Assert.Contains("This phone was removed: set it up again.", _said);
    }

    [Fact]
    public async Task A_phone_gets_another_name_here_and_in_the_list()
    {
        await Enabled();
        Assert.Equal(ExitCode.Done, await Run("", "rename", "Work & play"));
        Assert.Contains("\"Work & play\"", _said);
        Assert.Equal("Work & play", _gateway.Name);
        Assert.Equal("Work & play", new ProfileFolder(_home.Path).Read("default")!.DeviceName);
        Assert.Equal(ExitCode.Usage, await Run("", "rename", new string('x', 129)));
        Assert.Equal(ExitCode.Usage, await Run("", "rename", ""));
        Assert.Equal("Work & play", _gateway.Name);
    }

    [Theory]
    [InlineData("{\"waiting\":null,\"switched_off\":true}", "switched off")]
    [InlineData("{\"waiting\":null}", "signs in with this phone now")]
    public async Task Enabling_says_whether_any_sign_in_will_ask_this_phone(string waiting, string said)
    {
        _gateway = await FakeGateway.Start();
        _gateway.Waiting = waiting;
        Assert.Equal(ExitCode.Done, await Run("", "enrol", _gateway.Code, "--pin", Given.Pin));
        Assert.Equal(ExitCode.Done, await Run("", "enable"));
        Assert.Contains(said, _said);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n  ")]
    [InlineData("\u200B")]
    [InlineData(" ")]
    public async Task A_code_that_was_broken_on_its_way_here_is_put_together(string gap)
    {
        _gateway = await FakeGateway.Start();
        var code = _gateway.Code;
        var pasted = "\"" + gap + code[..40] + gap + code[40..] + gap + "\"";
        Assert.Equal(ExitCode.Done, await Run("", "enrol", pasted, "--pin", Given.Pin));
    }

    [Fact]
    public async Task An_enrolment_whose_answer_was_lost_is_completed_by_the_same_command()
    {
        _gateway = await FakeGateway.Start();
        for (var i = 0; i < Exchange.MostTries; i++) _gateway.Next(_gateway.CarryOutThenBreak);
        var clock = new FakeTime(wait => wait < TimeSpan.FromSeconds(40));
        clock.Advance(DateTimeOffset.UtcNow - clock.GetUtcNow());
        Assert.Equal(ExitCode.Unreachable, await Run(clock, "", "enrol", _gateway.Code, "--pin", Given.Pin));
        Assert.Contains("Give the same command again", _said);
        var keys = new ProfileFolder(_home.Path).Read("default")!.RequestKey;
        Assert.Equal(ExitCode.WrongPin, await Run("", "enrol", _gateway.Code, "--pin", "000000"));
        Assert.Equal(ExitCode.Done, await Run("", "enrol", _gateway.Code, "--pin", Given.Pin));
        Assert.Equal(keys, new ProfileFolder(_home.Path).Read("default")!.RequestKey);
    }

    [Fact]
    public async Task An_enrolment_that_was_refused_leaves_nothing_and_one_that_is_there_is_kept()
    {
        _gateway = await FakeGateway.Start();
        var other = ActivationCode.Parse(_gateway.Code) with { Secret = Account.Handle() };
        Assert.Equal(ExitCode.Refused, await Run("", "enrol", other.Write(), "--pin", Given.Pin));
        Assert.Empty(new ProfileFolder(_home.Path).Names());
        Assert.Equal(ExitCode.Done, await Run("", "enrol", _gateway.Code, "--pin", Given.Pin));
        Assert.Equal(ExitCode.Usage, await Run("", "enrol", _gateway.Code, "--pin", Given.Pin));
        Assert.Contains("already", _said);
        Assert.Equal(ExitCode.Done, await Run("", "enrol", _gateway.Code, "--pin", Given.Pin, "--profile", "second"));
        Assert.Equal(ExitCode.Usage, await Run("", "enable"));
        Assert.Contains("default, second", _said);
    }

    [Fact]
    public async Task A_damaged_profile_is_named_and_can_be_removed()
    {
        await Enabled();
        File.WriteAllText(Path.Combine(_home.Path, "profiles", "default.json"), "{");
        Assert.Equal(ExitCode.Usage, await Run("", "enable"));
        Assert.Contains("damaged", _said);
        Assert.Equal(ExitCode.Done, await Run("", "remove"));
    }

    [Fact]
    public async Task Help_lists_the_exit_codes_and_the_commands()
    {
        Assert.Equal(ExitCode.Done, await Run("", "--help"));
        string[] words = ["enrol", "enable", "watch", "answer", "disable", "list", "remove", "demo", "4 wrong PIN"];
        Assert.All(words, word => Assert.Contains(word, _said));
    }

    [Fact]
    public void Text_from_elsewhere_cannot_move_the_cursor_or_turn_words_around()
    {
        Assert.Equal("a\uFFFD[2Jb\uFFFDc\uFFFD", Terminal.Plain("a\u001b[2Jb\u202Ec\n"));
        Assert.Equal("Firefox on Linux, 臺北", Terminal.Plain("Firefox on Linux, 臺北"));
    }

    [Fact]
    public async Task The_demonstration_shows_a_whole_sign_in_and_can_be_repeated()
    {
        _gateway = await FakeGateway.Start();
        _gateway.User = "bob@fabrikam.example";
        var token = Path.Combine(_home.Path, "token");
        await File.WriteAllTextAsync(token, FakeGateway.AdminToken + "\n", Given.Cancel);
        string[] demo = ["demo", "--public", _gateway.Origin, "--admin", _gateway.Origin, "--admin-token-file", token];
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(ExitCode.Done, await Run("", demo));
            Assert.Contains("number       42", _said);
            Assert.Contains("federate (reason pending)", _said);
            Assert.Contains("state        approved", _said);
            Assert.Contains("urn:countersign:number:select", _said);
            Assert.DoesNotContain(FakeGateway.AdminToken, _said);
        }
        Assert.Contains("put away", _said);
        new ProfileFolder(_home.Path).Remove("demo");
        Assert.Equal(ExitCode.Done, await Run("", demo));
        Assert.Contains("An earlier Demo phone is listed there, and is removed.", _said);
        Assert.Empty(_gateway.Disbelieved);
        await File.WriteAllTextAsync(token, "another token", Given.Cancel);
        Assert.Equal(ExitCode.Refused, await Run("", [.. demo, "--setup-only"]));
        Assert.Contains("CS1003", _said);
    }

    private async Task Enabled()
    {
        _gateway = await FakeGateway.Start();
        Assert.Equal(ExitCode.Done, await Run("", "enrol", _gateway.Code, "--name", "My phone", "--pin", Given.Pin));
        Assert.Equal(ExitCode.Done, await Run("", "enable"));
        Assert.True(_gateway.PhoneSignIn);
    }

    private Task<int> Run(string typed, params string[] arguments) => Run(TimeProvider.System, typed, arguments);

    private async Task<int> Run(TimeProvider clock, string typed, params string[] arguments)
    {
        var output = new StringWriter();
        var terminal = new Terminal(new StringReader(typed), output, output, null);
        string[] home = arguments.Length == 0 ? [] : ["--home", _home.Path];
        // whatever the machine speaks
        if (arguments.Length > 0 && !arguments.Contains("--language")) home = [.. home, "--language", "en"];
        var exit = await CommandLine.Run([.. arguments, .. home], terminal, clock, Given.Cancel);
        _said = output.ToString();
        return exit;
    }
}
