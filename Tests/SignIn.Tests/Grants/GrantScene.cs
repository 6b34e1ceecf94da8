using Countersign.Engine.Storage;

namespace Countersign.SignIn.Tests.Grants;

/// <summary>One grant under a clock of our own; what is decided is applied and stored and read again.</summary>
internal sealed class GrantScene
{
    public static readonly TenantId Contoso = new("contoso");
    public static readonly GrantId Id = new(Sample.Handle("grant"));
    public static readonly SecretHash Code = Sample.Hash(
        "code:x"), DeviceCode = Sample.Hash("device_code:x"), First = Sample.Hash("refresh:1");
    public static readonly KeyThumbprint Key = Sample.Key(1).Thumbprint, OtherKey = Sample.Key(2).Thumbprint;
    public static readonly CodeBinding Binding = new("https://portal.example/callback", Sample.Hash("verifier").Value, null);

    public static readonly Grant Ours = new(
        Contoso, Sample.Name("alice@contoso.example"), "portal", "openid offline_access", NumberMode.Enter6, World.Morning.AddMinutes(-10),
        Sample.Session("sso"), null, "n", """{"id_token":{}}""");

    public GrantState State { get; private set; } = GrantState.None;

    public DateTimeOffset Now { get; set; } = World.Morning;

    public ImmutableArray<GrantEvent> Happened { get; private set; } = [];

    public List<AuditFact> Facts { get; } = [];

    public static GrantQuestion.Redeem Redeeming => new(
        Contoso, "portal", Code, Binding.RedirectUri, Binding.CodeChallenge, null, false, First);

    public static GrantQuestion.Redeem RedeemingDevice => Redeeming with { Secret = DeviceCode, RedirectUri = null, Verified = null };

    public static GrantQuestion.Refresh Refreshing(string presented, string next) =>
        new(Contoso, "portal", Sample.Hash("refresh:" + presented), Sample.Hash("refresh:" + next), null);

    public static GrantScene Issued(Grant? grant = null, CodeBinding? binding = null) =>
        new GrantScene().Does(new GrantQuestion.Issue(grant ?? Ours, Code, binding ?? Binding));

    public static GrantScene Live(Grant? grant = null, GrantQuestion.Redeem? redeem = null) =>
        Issued(grant).Does(redeem ?? Redeeming);

    public static GrantScene Asked() =>
        new GrantScene().Does(new GrantQuestion.Ask(Contoso, "portal", "openid offline_access", DeviceCode));

    public static GrantScene Opened(SecretHash? refresh = null) => new()
    {
        State = GrantRules.Opened(
            Ours with { Session = null, Challenge = new(Sample.Handle("challenge")) },
            new(Id, Ours.Scope, Ours.Claims, refresh, null), World.Morning),
    };

    public GrantAnswer Ask(GrantQuestion command)
    {
        var ruling = GrantRules.Decide(State, command, Id, Now);
        foreach (var happened in Happened = ruling.Events) State = GrantRules.Apply(State, happened);
        Facts.AddRange(ruling.Facts);

        State = StateJson.ReadGrant(StateJson.Write(State));
        return ruling.Answer;
    }

    /// <summary>Something that must not be refused.</summary>
    public GrantScene Does(GrantQuestion command)
    {
        Assert.IsNotType<GrantAnswer.Refused>(Ask(command));
        return this;
    }

    public GrantScene Later(TimeSpan passed)
    {
        Now += passed;
        return this;
    }

    /// <summary>Refused, and nothing is other than it was.</summary>
    public void Refuses(GrantQuestion command, Refusal why = Refusal.InvalidGrant)
    {
        var before = Text;
        Assert.Equal(new GrantAnswer.Refused(why), Ask(command));
        Assert.Empty(Happened);
        Assert.Equal(before, Text);
    }

    /// <summary>Refused, and the grant has ended for it.</summary>
    public void EndsFor(GrantQuestion command, GrantEnding why)
    {
        Assert.Equal(new GrantAnswer.Refused(Refusal.InvalidGrant), Ask(command));
        Assert.Equal(why, Assert.IsType<GrantEvent.Ended>(Assert.Single(Happened)).Why);
        Assert.IsType<GrantState.Ended>(State);
    }

    public bool IsLive => Ask(new GrantQuestion.Inspect(Contoso)) is GrantAnswer.Is;

    public string Text => System.Text.Encoding.UTF8.GetString(StateJson.Write(State));
}
