using System.Text;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Tests.Users;

/// <summary>F16: a user's row is read whole and as it was written, or it is refused.</summary>
public sealed class StoredUserTests(ITestOutputHelper output)
{
    private static readonly UserState[] Samples = [.. EveryPairTests.Samples.Select(person => person.State), Full()];

    [Fact]
    public void Every_state_is_read_as_it_was_written()
    {
        Assert.All(Samples, state =>
        {
            var body = StateJson.Write(state);
            Assert.Equal(Stored.AsDescribed(state), body);
            Assert.Equal(Stored.Text(state), Stored.Text(StateJson.ReadUser(body)));
            Assert.Equal(state is UserState.Present, UserStateReader.Read(body) is not null);   // nothing is left to the slow way unnoticed
        });
    }

    /// <summary>What is not known is left out, each by itself.</summary>
    [Theory]
    [InlineData(true, true, true), InlineData(true, true, false), InlineData(true, false, true), InlineData(true, false, false)]
    [InlineData(false, true, true), InlineData(false, true, false), InlineData(false, false, true), InlineData(false, false, false)]
    public void Whoever_began_is_written_as_the_serializer_does(bool browser, bool source, bool time)
    {
        var full = (UserState.Present)Full();
        var initiator = new Initiator(
            browser ? Sample.Hash("own") : null, source ? Sample.Hash("home") : null, time ? new World().Now : null);
        var state = full with { Slot = (Slot.Waiting)full.Slot with { Initiator = initiator } };

        Assert.Equal(Stored.AsDescribed(state), StateJson.Write(state));
    }

    /// <summary>
    /// These records are written by hand (UserStateWriter), and read (UserStateReader): a new member is to be written and read there. A
    /// row with a member that is not read there is left to the serializer, whole.
    /// </summary>
    [Theory]
    [InlineData(
        typeof(UserState.Present),
        "Enabled OnPremisesMfa Groups Authenticators Slot Settled Prompts Enrolment Sessions Proofs UserCode Epoch Enablings LastTokens "
        + "Link Linkings LastNotice Notices BrowsersSince Secrets TakenBack FirstFactors Passkeys Profile")]
    [InlineData(typeof(Profile), "Revision ExternalId DisplayName Life CreatedAt ChangedAt Found")]
    [InlineData(typeof(Authenticator), "Device Name RequestKey DecisionKey Report ActivatedAt PhoneSignIn LastUsedAt Credential Push")]
    [InlineData(typeof(PublicKey), "X Y")]
    [InlineData(typeof(AppReport), "Platform Os App")]
    [InlineData(typeof(PhoneSignIn.On), "Registration EnabledAt NotFor Enabling")]
    [InlineData(typeof(PromptHistory), "Unapproved WrongNumbers LockedUntil Initiators")]
    [InlineData(typeof(Initiators), "Prompts Barred Familiar OwnTurnUntil")]
    [InlineData(typeof(FamiliarSource), "Source At")]
    [InlineData(typeof(InitiatedPrompt), "By Share At")]
    [InlineData(typeof(BarredInitiator), "Who Until")]
    [InlineData(
        typeof(Slot.Waiting),
        "Id Request Browser Number Nonce Client Context StartedAt ExpiresAt Backchannel Initiator Share IsAwaited First")]
    [InlineData(typeof(Initiator), "Browser Source SignedInAt")]
    [InlineData(typeof(PresentedNumber), "Mode Digits Choices")]
    [InlineData(typeof(ShownContext), "Application Place Address Browser Message")]
    [InlineData(typeof(EnrolmentSecrets), "Pass Code CodesIssued")]
    [InlineData(typeof(SeenProof), "Jti At")]
    [InlineData(typeof(Settled), "Id Request Browser Mode Client At Ending StandsOn First")]
    [InlineData(typeof(Ending.Approved), "Answered Redemption Withdrawn")]
    [InlineData(typeof(Answered), "Device Key Statement")]
    [InlineData(typeof(Redemption), "Request Session At Revoked")]
    [InlineData(typeof(Session), "Hash Method OpenedAt ExpiresAt Mode AuthenticatedAt StandsOn Federated ProviderToken Secret")]
    [InlineData(typeof(StandsOn), "Epoch Device Enabling Link Secret Challenge Phone Passkey")]
    public void What_is_written_by_hand_has_no_member_more(Type record, string members) =>
        Assert.Equal(members, string.Join(' ', record.GetConstructors()[0].GetParameters().Select(parameter => parameter.Name)));

    [Fact]
    public void What_is_written_by_hand_is_written_whole_with_and_without_its_parts()
    {
        var at = new World().Now;
        foreach (var on in new StandsOn?[]
                     { null, new(3), new(3, new DeviceId(Sample.Handle("d")), 2), new(3, null, 2, new("p", 4, 5)),
                       new(3, Secret: new(6, 7)), new(3, new DeviceId(Sample.Handle("d")), 2, Challenge: new(Sample.Handle("e"))),
                       new(3, Passkey: 8) })
        foreach (var spent in new Redemption?[]
                     { null, new(Sample.Request("r"), null, at), new(Sample.Request("r"), Sample.Hash("s"), at, true) })
        foreach (var ending in new Ending[]
                     { new Ending.Approved(Answer, spent, on is null), new Ending.Denied(Answer), new Ending.Expired() })
        {
            var settled = new Settled(
                new(Sample.Handle("c")), Sample.Request("q"), Sample.Hash("b"), NumberMode.Select, "client \"1\"", at, ending, on);
            Session[] sessions =
            [
                new(Sample.Hash("s"), SessionMethod.PhoneSignIn, at, at, NumberMode.Enter6, at, on),
                new(Sample.Hash("t"), SessionMethod.TemporaryPass, at, at),
                new(
                    Sample.Hash("u"), SessionMethod.Federated, at, at, null, at, on, new("provider", FallbackReason.NotAvailable), "token"),
                new(Sample.Hash("v"), SessionMethod.Password, at, at, null, at, on, Secret: new(OtherWay.Password, FallbackReason.Pending)),
                new(
                    Sample.Hash("w"), SessionMethod.Passkey, at, at, null, at, on,
                    Secret: new(OtherWay.Passkey, FallbackReason.Pending, IsKeySynced: true)),
            ];
            var state = UserState.Present.New with
            {
                Settled = [settled], Sessions = [.. sessions], TakenBack = on is null ? null : [settled.Id, new(Sample.Handle("f"))],
            };
            Assert.Equal(Stored.AsDescribed(state), StateJson.Write(state));
            Assert.Equal(Stored.Text(state), Stored.Text(Stored.Again(state)));
        }
    }

    private static Answered Answer => new(new DeviceId(Sample.Handle("d")), Sample.Key(3).Thumbprint, Sample.Hash("statement"));

    [Fact]
    public void A_row_of_an_earlier_version_is_read_all_the_same()
    {
        var body = Stored.Text(Full()).Replace(",\"message\":\"Payment 7\"", "", StringComparison.Ordinal);
        var read = Assert.IsType<UserState.Present>(StateJson.ReadUser(Encoding.UTF8.GetBytes(body)));
        Assert.Equal("", Assert.IsType<Slot.Waiting>(read.Slot).Context.Message);
    }

    [Fact]
    public void A_torn_row_is_no_user()
    {
        foreach (var body in Samples.Select(StateJson.Write))
        {
            for (var length = 0; length < body.Length; length += 7)
                Assert.Throws<StorageUnavailableException>(() => StateJson.ReadUser(body.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_damaged_row_is_refused_or_is_a_state_that_is_written_as_it_was_read()
    {
        output.WriteLine($"seed {Seed.Value}");
        var dice = new Random(Seed.Value);
        var bodies = Samples.Select(StateJson.Write).ToArray();
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var body = Damage(bodies[dice.Next(bodies.Length)], dice);
            if (ReadOrRefuse(body) is not { } state) continue;
            Assert.Equal(Stored.Text(state), Stored.Text(Stored.Again(state)));
            read++;
        }

        Assert.InRange(read, 1_000, 19_000);   // some damage shows and some does not: both were tried
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(253402300800000)]
    public void A_number_that_is_no_time_is_not_read(long number)
    {
        var body = Stored.Text(Full());
        var at = body.IndexOf("\"startedAt\":", StringComparison.Ordinal);
        body = body[..at] + "\"startedAt\":" + number + body[body.IndexOf(",\"expiresAt\"", at, StringComparison.Ordinal)..];
        Assert.Throws<StorageUnavailableException>(() => StateJson.ReadUser(Encoding.UTF8.GetBytes(body)));
    }

    /// <summary>A state in which nothing is left out.</summary>
    private static UserState Full()
    {
        var person = new World().Ready();
        person.Prompted();
        var state = (UserState.Present)person.State;
        var waiting = (Slot.Waiting)state.Slot;
        return state with
        {
            Groups = ["staff", "Grüppe"],
            UserCode = Sample.Hash("user code"),
            Notices =
            [
                new(3, NoticeKind.PhoneAdded, state.Authenticators[0].Device, "A \"phone\"", person.World.Now, [Phone.Number(5).Device]),
            ],
            LastNotice = 3,
            Secrets = new(
                new("a hash", 4, person.World.Now, true, person.World.Now), 5, [new(person.World.Now, Sample.Hash("browser"))],
                new([Sample.Hash("code")], 5, person.World.Now)),
            Passkeys = new(
                [
                    new(2, "A \"key\"", Sample.Key(4), new("credential", true, 7), person.World.Now, person.World.Now),
                    new(3, "Another", Sample.Key(5), new("another", false, 0), person.World.Now),
                ],
                3),
            LastTokens = Sample.Request("tokens"),
            Link = new("provider", 2, Sample.Hash("subject"), 3, person.World.Now),
            Linkings = 3,
            Slot = waiting with
            {
                Backchannel = new(Delivery.Ping, "openid \"quoted\""),
                Context = waiting.Context with { Message = "Payment 7" },
                Initiator = new(Sample.Hash("own"), Sample.Hash("home"), person.World.Now),
                IsAwaited = true,
                First = new(
                    SecondFactorTests.Held, Sample.Client, 1, person.World.Now, person.World.Now,
                    new(7, state.Authenticators[0].Device)),
            },
            Prompts = new(
                [person.World.Now], [person.World.Now, person.World.Now], person.World.Now,
                new(
                    [new(Sample.Hash("browser"), PromptShare.Own, person.World.Now)], [new(Sample.Hash("stranger"), person.World.Now)],
                    [new(Sample.Hash("home"), person.World.Now)], person.World.Now)),
            Enrolment = new(
                new(Sample.Hash("pass"), person.World.Now), new(Sample.Hash("code"), person.World.Now, 3, state.Authenticators[0].Device),
                [person.World.Now]),
            Authenticators =
            [
                .. state.Authenticators.Select(a => a with { PhoneSignIn = new PhoneSignIn.On(7, person.World.Now, waiting.Id) }),
                state.Authenticators[0] with { PhoneSignIn = new PhoneSignIn.Off(8) },
            ],
        };
    }

    /// <summary>Null when it is refused; any other exception fails the test.</summary>
    private static UserState? ReadOrRefuse(byte[] body)
    {
        try
        {
            return StateJson.ReadUser(body);
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    /// <summary>One byte changed, left out, or one put in.</summary>
    private static byte[] Damage(byte[] body, Random dice)
    {
        ReadOnlySpan<byte> likely = "{}[]\",:0123456789truefalsn\\-. \u00e9"u8;
        var at = dice.Next(body.Length);
        var other = likely[dice.Next(likely.Length)];
        return dice.Next(3) switch
        {
            0 => [.. body[..at], other, .. body[(at + 1)..]],
            1 => [.. body[..at], .. body[(at + 1)..]],
            _ => [.. body[..at], other, .. body[at..]],
        };
    }
}
