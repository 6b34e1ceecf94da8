using Countersign.Authenticator.Profiles;
using Xunit;

namespace Countersign.Authenticator.Tests;

public sealed class ProfileFolderTests : IDisposable
{
    private static readonly ActivationCode Code = new(Given.Account().Issuer, Given.Account().User, "AAECAwQFBgcICQoLDA0ODw");

    private readonly Home _home = new();
    private readonly ProfileFolder _folder;

    public ProfileFolderTests() => _folder = new(Path.Combine(_home.Path, "phone"));

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_sealed_key_opens_with_its_pin_and_its_owner_only()
    {
        var sealedKey = SealedKey.Seal(Given.Keys.Decision, Given.Pin, "owner");
        using var opened = sealedKey.Open(Given.Pin, "owner");
        Assert.Equal(Given.Keys.Decision.Thumbprint, opened?.Thumbprint);
        Assert.Null(sealedKey.Open("246811", "owner"));
        Assert.Null(sealedKey.Open(Given.Pin, "another owner"));
        Assert.True(sealedKey.Iterations >= 600_000);
    }

    [Fact]
    public void A_sealed_key_that_was_changed_does_not_open()
    {
        var sealedKey = SealedKey.Seal(Given.Keys.Decision, Given.Pin, "owner");
        SealedKey[] changed =
        [
            sealedKey with { Ciphertext = Flip(sealedKey.Ciphertext) },
            sealedKey with { Ciphertext = "" },
            sealedKey with { Tag = Flip(sealedKey.Tag) },
            sealedKey with { Tag = sealedKey.Tag[..16] },
            sealedKey with { Nonce = Flip(sealedKey.Nonce) },
            sealedKey with { Salt = Flip(sealedKey.Salt) },
            sealedKey with { Salt = "not base64url!" },
            sealedKey with { Iterations = 599_999 },
            sealedKey with { Iterations = 600_001 },
            sealedKey with { Iterations = int.MaxValue },
        ];
        Assert.All(changed, key => Assert.Null(key.Open(Given.Pin, "owner")));
    }

    [Fact]
    public void The_same_key_is_never_sealed_the_same_way_twice()
    {
        var (one, two) = (SealedKey.Seal(Given.Keys.Decision, Given.Pin, "owner"), SealedKey.Seal(Given.Keys.Decision, Given.Pin, "owner"));
        Assert.NotEqual(one.Salt, two.Salt);
        Assert.NotEqual(one.Nonce, two.Nonce);
        Assert.NotEqual(one.Ciphertext, two.Ciphertext);
    }

    [Fact]
    public void A_profile_is_read_as_it_was_saved_and_can_sign()
    {
        Save("alice");
        var profile = _folder.Read("alice");
        Assert.Equal(("alice@contoso.example", "My phone", 0), (profile!.User.Value, profile.DeviceName, profile.WrongPins));
        Assert.Equal(Given.Keys.Request.Thumbprint, profile.Open(Given.Report)?.RequestKey.Thumbprint);
        Assert.Equal(_folder.Installation(), profile.Open(Given.Report)?.Device);
        Assert.Equal(["alice"], _folder.Names());
        Assert.Null(_folder.Read("bob"));
    }

    [Fact]
    public void What_is_kept_is_for_its_owner_alone_and_nothing_else_is_left_behind()
    {
        Save("alice");
        Save("alice");
        Assert.IsType<Unlocking.Unlocked>(_folder.Unlock("alice", Given.Pin));
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        var files = Directory.EnumerateFiles(_home.Path, "*", everything).ToList();
        var names = files.Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
        Assert.Equal([".alice.lock", "alice.json", "installation"], names);
        Assert.All(files, file => Assert.True(IsPrivate(file)));
        Assert.True(IsPrivate(Path.Combine(_home.Path, "phone", "profiles")));
    }

    [Fact]
    public void A_file_that_was_open_to_others_is_closed_to_them_by_the_next_save()
    {
        Save("alice");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(FileOf("alice"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.False(IsPrivate(FileOf("alice")));
        Save("alice");
        Assert.True(IsPrivate(FileOf("alice")));
    }

    [Fact]
    public void A_save_replaces_the_file_and_never_writes_into_it()
    {
        Save("alice");
        var sharing = FileShare.ReadWrite | FileShare.Delete;
        using var reader = new StreamReader(new FileStream(FileOf("alice"), FileMode.Open, FileAccess.Read, sharing));
        _folder.Save("alice", _folder.Read("alice")! with { DeviceName = "Another name" });
        Assert.Contains("My phone", reader.ReadToEnd());
        Assert.Equal("Another name", _folder.Read("alice")!.DeviceName);
    }

    [Fact]
    public void What_a_crash_left_half_written_is_no_profile()
    {
        Save("alice");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(FileOf("alice"))!, ".bob.json.AAAA.new"), "{");
        Assert.Equal(["alice"], _folder.Names());
    }

    [Fact]
    public void All_accounts_of_an_installation_share_its_id()
    {
        var first = _folder.Installation();
        Assert.Equal(first, _folder.Installation());
        Assert.Equal(first, new ProfileFolder(Path.Combine(_home.Path, "phone")).Installation());
        Assert.NotEqual(first, new ProfileFolder(Path.Combine(_home.Path, "another phone")).Installation());
    }

    [Fact]
    public void A_wrong_pin_is_counted_and_the_right_one_sets_the_count_back()
    {
        Save("alice");
        Assert.Equal(new Unlocking.WrongPin(9), _folder.Unlock("alice", "000000"));
        Assert.Equal(new Unlocking.WrongPin(8), _folder.Unlock("alice", "000000"));
        Assert.Equal(2, _folder.Read("alice")!.WrongPins);
        using var key = Assert.IsType<Unlocking.Unlocked>(_folder.Unlock("alice", Given.Pin)).DecisionKey;
        Assert.Equal(Given.Keys.Decision.Thumbprint, key.Thumbprint);
        Assert.Equal(0, _folder.Read("alice")!.WrongPins);
    }

    [Fact]
    public void The_tenth_wrong_pin_in_a_row_erases_the_key()
    {
        Save("alice");
        _folder.Save("alice", _folder.Read("alice")! with { WrongPins = 8 });
        Assert.Equal(new Unlocking.WrongPin(1), _folder.Unlock("alice", "000000"));
        Assert.Equal(new Unlocking.Erased(), _folder.Unlock("alice", "000000"));
        Assert.Null(_folder.Read("alice")!.DecisionKey);
        Assert.DoesNotContain("ciphertext", File.ReadAllText(FileOf("alice")));
        Assert.Equal(new Unlocking.Erased(), _folder.Unlock("alice", Given.Pin));
    }

    [Fact]
    public void Ten_counted_tries_leave_none_even_when_the_tenth_was_cut_off()
    {
        Save("alice");
        _folder.Save("alice", _folder.Read("alice")! with { WrongPins = 10 });
        Assert.Equal(new Unlocking.Erased(), _folder.Unlock("alice", Given.Pin));
        Assert.Null(_folder.Read("alice")!.DecisionKey);
    }

    [Fact]
    public void A_sealed_key_moved_to_another_account_does_not_open_there()
    {
        Save("alice");
        _folder.Save("bob", _folder.Read("alice")! with { User = new("bob@contoso.example") });
        Assert.Equal(new Unlocking.WrongPin(9), _folder.Unlock("bob", Given.Pin));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"version\":1}")]
    [InlineData("not json")]
    public void A_damaged_file_is_said_to_be_one(string text)
    {
        Save("alice");
        File.WriteAllText(FileOf("alice"), text);
        Assert.Throws<InvalidDataException>(() => _folder.Read("alice"));
        _folder.Remove("alice");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_profile_whose_parts_make_no_account_does_not_open()
    {
        Save("alice");
        var profile = _folder.Read("alice")!;
        Profile[] damaged =
        [
            profile with { Issuer = "https://login.example/" },
            profile with { User = new("Alice@contoso.example") },
            profile with { Device = new("x") },
            profile with { RequestKey = "AAAA" },
            profile with { RequestKey = "=" },
        ];
        Assert.All(damaged, one => Assert.Null(one.Open(Given.Report)));
    }

    [Fact]
    public void A_name_stays_within_the_folder()
    {
        string[] refused = ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a b", new string('a', 65)];
        Assert.All(refused, name => Assert.False(ProfileFolder.IsName(name)));
        Assert.All(["default", "alice@contoso.example", "A-1_b.c"], name => Assert.True(ProfileFolder.IsName(name)));
        Assert.Throws<ArgumentException>(() => _folder.Read("../installation"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("12345", false)]
    [InlineData("123456", true)]
    public void A_pin_has_at_least_six_characters(string? pin, bool good) => Assert.Equal(good, Profile.IsPin(pin));

    private void Save(string name) =>
        _folder.Save(name, Profile.Create(Code, _folder.Installation(), "My phone", Given.Keys, Given.Pin, Given.Now));

    // Windows has no such modes; a user's folder is the user's there.
    private static bool IsPrivate(string path)
    {
        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0;
    }

    private string FileOf(string name) => Path.Combine(_home.Path, "phone", "profiles", name + ".json");

    private static string Flip(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];
}
