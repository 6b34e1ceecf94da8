using System.Text.Json;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Profiles;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator.Demo;

/// <summary>
/// The demonstration: from an empty gateway to a signed-in browser, every step a plain HTTP request that anybody could send. Running it
/// again puts the phone of the last run away first.
/// </summary>
internal sealed class DemoSignIn(Handset handset, Operator operates, Uri origin, string user, DemoPartner? partner)
{
    private const string ProfileName = "demo";
    private const string DeviceName = "Demo phone";
    private const string Pin = "246810";   // of a throw-away key, and printed: it protects nothing
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";

    private readonly TextWriter _out = handset.Terminal.Out;
    private readonly Browser _browser = new(handset.Http, origin, Firefox);
    private int _steps;

    public async Task Run(bool onlySetUp, CancellationToken cancel)
    {
        Step($"The operator makes the tenant {DemoSetUp.Tenant}, with phone sign-in for all its users.");
        await DemoSetUp.Run(operates, partner, cancel);
        var organisation = partner?.Issuer ?? DemoSetUp.FederationAddress;
        Say($"{DemoSetUp.ManagedUser} signs in by phone alone; {DemoSetUp.FederatedUser} also at {organisation}.");
        if (onlySetUp) return;
        await PutAwayLastPhone(cancel);
        await OpenSecurityInfo(cancel);
        var phone = await SetUpPhone(cancel);
        await SignIn(phone, cancel);
        await ShowMethods(cancel);
        SayWhatNext();
    }

    /// <summary>The installation keeps its id, so its registration has to be given back before another user can have it (S-52).</summary>
    private async Task PutAwayLastPhone(CancellationToken cancel)
    {
        if (handset.Folder.Read(ProfileName) is not { } last) return;
        Step($"The phone of the last demonstration ({last.User}) is put away.");
        if (last.Activated && last.Open(handset.Report) is { } account && handset.Dial(account) is { } phone) await phone.Disable(cancel);
        handset.Folder.Remove(ProfileName);
    }

    private async Task OpenSecurityInfo(CancellationToken cancel)
    {
        Step($"The operator issues a Temporary Access Pass for {user}: good once, for ten minutes.");
        var pass = Text(await operates.Send(HttpMethod.Post, DemoSetUp.UserPath(user) + "/pass", null, cancel), "pass");
        Step("With it the user signs in to My Security Info, in a browser.");
        await _browser.Send(HttpMethod.Post, Path("/session"), new { user_name = user, pass }, cancel);
        var info = await _browser.Send(HttpMethod.Get, Path("/security-info"), null, cancel);
        foreach (var method in Member(info, "methods").EnumerateArray().Where(method => Text(method, "name") == DeviceName))
        {
            Say("An earlier Demo phone is listed there, and is removed.");
            await _browser.Send(HttpMethod.Delete, Path("/security-info/methods/" + Text(method, "device")), null, cancel);
        }
    }

    private async Task<Phone> SetUpPhone(CancellationToken cancel)
    {
        Step("There the user adds a method, and is shown an activation code (and the same as a QR code).");
        var text = Text(await _browser.Send(HttpMethod.Post, Path("/security-info/methods"), null, cancel), "activation_code");
        Say(Terminal.Plain(text));
        if (!ActivationCode.TryParse(text, out var code)) throw Failed("That is not an activation code this phone understands.");
        Step($"The phone, which is this terminal, makes two keys, seals one with the PIN {Pin}, and enrols with the code. Stage 1 of 2.");
        var exit = await Enrolment.Enrol(handset, ProfileName, code, DeviceName, Pin, cancel);
        if (exit != ExitCode.Done) throw new DemoFailure("The phone could not be enrolled.", exit);
        var account = handset.Folder.Read(ProfileName)?.Open(handset.Report) ?? throw Failed("The profile was damaged meanwhile.");
        var phone = handset.Dial(account) ?? throw Failed("The issuer is not protected.");
        Step("The phone is registered to this one user, and phone sign-in is enabled. Stage 2 of 2.");
        Expect(await phone.Register(shared: false, cancel));
        Expect(await phone.Enable(cancel));
        if (Expect(await phone.Fetch(TimeSpan.Zero, cancel)) is { } left)
        {
            Say("A sign-in of an earlier demonstration still waits; the phone denies it.");
            Expect(await phone.Deny(left, cancel));
        }
        return phone;
    }

    private async Task SignIn(Phone phone, CancellationToken cancel)
    {
        Step($"A browser starts a sign-in as {user}. No password is asked for: it shows a number.");
        var number = await Start(_browser, cancel);
        Step("The phone shows who is asking, and what to choose from.");
        var waiting = Expect(await phone.Fetch(Phone.LongestWait, cancel)) ?? throw Failed("Nothing came to the phone.");
        Screen.ShowContext(handset.Terminal.Out, handset.Texts, waiting, handset.Terminal.Display);
        if (waiting.Choices.Count > 0) Say("choices      " + string.Join("   ", waiting.Choices.Select(Terminal.Plain)));
        else Say($"and asks for the {waiting.Digits} digits the browser shows");
        await TrySecondBrowser(cancel);
        var watched = _browser.Send(HttpMethod.Get, Path("/sign-in?wait=25"), null, cancel);
        Step($"The person picks {number}, approves, and gives the PIN. The phone signs: that number, for that sign-in, on what was shown.");
        await Approve(phone, waiting, number, cancel);
        Step("The browser, which was waiting, learns of it by itself.");
        Say($"state        {Text(await watched, "state")}");
        await Redeem(cancel);
    }

    private async Task<string> Start(Browser browser, CancellationToken cancel)
    {
        var started = await browser.Send(HttpMethod.Post, Path("/sign-in"), StartRequest, cancel);
        if (Text(started, "result") != "number")
        {
            throw Failed($"There is no number, but {Text(started, "result")} ({Text(started, "reason")}). Try again in a few minutes.");
        }
        Say($"number       {Text(started, "number")}");
        return Text(started, "number");
    }

    /// <summary>S-44 to S-46: a second attempt falls back in the same answer, and the first stays answerable.</summary>
    private async Task TrySecondBrowser(CancellationToken cancel)
    {
        Step("Meanwhile somebody tries the same user name in another browser. The phone does not ring twice: the answer falls back.");
        var second = await new Browser(handset.Http, origin, Chrome).Send(HttpMethod.Post, Path("/sign-in"), StartRequest, cancel);
        Say($"result       {Text(second, "result")} (reason {Text(second, "reason")})");
        if (second.TryGetProperty("url", out var url)) Say($"to           {Terminal.Plain(url.ToString())}");
    }

    private async Task Approve(Phone phone, WaitingSignIn waiting, string number, CancellationToken cancel)
    {
        if (!waiting.CanBe(number)) throw Failed("The number is not among the choices: another sign-in is waiting.");
        using var key = handset.Unlock(ProfileName, Pin) ?? throw new DemoFailure("The PIN does not open the key.", ExitCode.WrongPin);
        if (Expect(await phone.Approve(waiting, number, key, cancel)) != Decision.Approve) throw Failed("It was not approved.");
    }

    private async Task Redeem(CancellationToken cancel)
    {
        Step("It collects the result, once, and with it a session of its own.");
        var result = await _browser.Send(HttpMethod.Post, Path("/sign-in/redeem"), null, cancel);
        Say($"user_name    {Text(result, "user_name")}");
        Say("amr          " + string.Join(", ", Member(result, "amr").EnumerateArray().Select(word => Terminal.Plain(word.ToString()))));
        Say($"acr          {Text(result, "acr")}");
    }

    private async Task ShowMethods(CancellationToken cancel)
    {
        Step("That session, made by the phone, opens My Security Info.");
        var info = await _browser.Send(HttpMethod.Get, Path("/security-info"), null, cancel);
        foreach (var method in Member(info, "methods").EnumerateArray())
        {
            Say($"{Text(method, "name")}  {Text(method, "platform")} {Text(method, "os")}  phone sign-in {Text(method, "phone_sign_in")}");
        }
    }

    private void SayWhatNext()
    {
        _out.WriteLine();
        _out.WriteLine($"Done. Try next, with the PIN {Pin}:");
        Next("watch", $"then sign in as {user} in a browser at {origin}{DemoSetUp.Tenant}");
        Next("disable", "then sign in again: a password is asked for");
        Next("enable --platform ios --os 7.1", "to see an old phone refused");
    }

    private object StartRequest => new { user_name = user, application = "Contoso Portal", place = "Taipei" };

    private static string Path(string rest) => $"/{DemoSetUp.Tenant}/v1{rest}";

    private static JsonElement Member(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var member)
            ? member
            : throw Failed($"The gateway's answer has no {name}.");

    private static DemoFailure Failed(string why) => new(why, ExitCode.Refused);

    private static string Text(JsonElement body, string name) => Terminal.Plain(Member(body, name).ToString());

    private T Expect<T>(Reply<T> reply) =>
        reply is Reply<T>.Done done ? done.Value : throw new DemoFailure("The demonstration ends here.", handset.Explain(reply));

    private void Next(string command, string what) =>
        _out.WriteLine($"  countersign-authenticator {command} --profile {ProfileName}\n      {what}");

    private void Step(string text)
    {
        _out.WriteLine();
        _out.WriteLine($"{++_steps}. {text}");
    }

    private void Say(string text) => _out.WriteLine("   " + text);
}
