using System.Collections.Immutable;

namespace Countersign.SignIn;

/// <summary>
/// Every limit of the rules, with its reason. What a tenant may choose stands in <see cref="Tenants.TenantSettings"/>; these are its
/// defaults and bounds.
/// </summary>
public static class Limits
{
    // --- text that comes in -------------------------------------------------------------------------------------------------
    public const int TenantNameLength = 63;        // one DNS label, so that a tenant can become a host name
    public const int TypedUserNameLength = 320;    // 64 + @ + 255 (RFC 5321), white space included
    public const int UserNameLength = 200;         // keeps every key well under the store's 512
    public const int DomainLength = 128;
    public const int GroupNameLength = 64;
    public const int ExternalIdLength = 128;       // of a directory: a GUID, a distinguished name's hash, a staff number
    public const int ExternalIdsPerUser = 32;      // in the life of a name: each is a row of the store that stays
    public const int GroupsPerTenant = 1000;       // that somebody has named: all are one row
    public const int GroupTextsPerTenant = 100_000;                                     // of their names and ids, which may be any script
    public const int RequestIdLength = 64;
    public const int DisplayTextLength = 128;      // T20: what one line of a phone's screen can show and no more
    public const int UrlLength = 2048;
    public const int JwsLength = 8 * 1024;         // T27
    public const int JsonDepth = 8;                // T27
    public const int WebAuthnLength = 4 * 1024;    // T27: the longest credential id alone is about 1,400

    // --- a challenge --------------------------------------------------------------------------------------------------------
    public static readonly TimeSpan ChallengeLife = TimeSpan.FromSeconds(120);
    public static readonly TimeSpan ShortestChallengeLife = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LongestChallengeLife = TimeSpan.FromSeconds(600);   // N2: none is valid after 10 min
    public const int ChoiceCount = 3;              // S-04
    public static readonly TimeSpan ResultLife = TimeSpan.FromMinutes(5);               // to observe or redeem a decided challenge
    public const int SettledKept = 8;              // decided challenges remembered at once; those that somebody may still collect go last
    public const int TakenBackKept = 8;            // challenges collected twice; one more ends everything of the person
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);               // T22: how far a device's clock may be off

    // --- prompts and wrong numbers ------------------------------------------------------------------------------------------
    public const int PromptsIn5Minutes = 3;        // T1, "settled here": unapproved prompts since the last success
    public const int PromptsInAnHour = 5;
    public const int PromptsInADay = 10;
    public const int MostPromptsInADay = 100;      // N4: no setting may lift the cap of 100
    public const int InitiatorsCounted = 96;       // T1: prompts remembered with whom they were for
    public const int CancelledIn5Minutes = 24;     // T1: what a browser of the person's own began and cancelled, if a stranger has it
    public const int CancelledInAnHour = 30;
    public const int CancelledInADay = 60;
    public const int FamiliarIn5Minutes = 1;       // T3: kept for sources the person has signed in from lately, beside the common share
    public const int FamiliarInAnHour = 2;
    public const int FamiliarInADay = 4;
    public const int FamiliarSources = 4;
    public static readonly TimeSpan FamiliarLife = TimeSpan.FromDays(30);
    public static readonly TimeSpan OwnTurn = TimeSpan.FromSeconds(60);                 // T3: for whose own browser found the slot taken
    public const int BarredInitiators = 16;
    public const int SignInLogDays = 30, MostSignInLogDays = 365;
    public const int BarHours = 24;                // "it wasn't me"
    public const int MostBarHours = 168;
    public const int WrongNumbersToLock = 3;
    public const int MostWrongNumbersToLock = 100; // N4
    public static readonly TimeSpan WrongNumberWindow = TimeSpan.FromHours(24);
    public static readonly TimeSpan LockLife = TimeSpan.FromHours(24);

    // --- devices ------------------------------------------------------------------------------------------------------------
    public const int DevicesPerUser = 10;          // T29
    public const int MostAccountsPerPhone = 10;    // PHO-6; one, unless the tenant says otherwise (S-52)
    public const int InstallationsOfMfaServerUser = 5;                                  // S-49: "5+" fails
    public static readonly Version MinimumIos = new(8, 0);                              // S-16
    public static readonly Version MinimumAndroid = new(6, 0);                          // S-16
    public static readonly TimeSpan ActivationCodeLife = TimeSpan.FromMinutes(10);      // N17
    public const int ActivationCodesPerHour = 5;   // T29
    public const int ProofsRemembered = 16;        // state-changing device requests per user within the replay window
    public static readonly TimeSpan ProofWindow = TimeSpan.FromMinutes(5);              // T22: exp ≤ 300 s

    // --- passes and sessions ------------------------------------------------------------------------------------------------
    public static readonly TimeSpan PassLife = TimeSpan.FromMinutes(10);                // N17: when an administrator says nothing
    public static readonly TimeSpan ShortestPassLife = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LongestPassLife = TimeSpan.FromDays(30);            // a first working month, and no standing password
    public const int TypedPassLength = 128;        // with all its spaces and hyphens
    public const int ShortestPassword = 8;         // NIST SP 800-63B-4 3.1.1.2, beside a second factor; with none the tenant has the policy
    public const int LongestPassword = 256;
    public const int TypedPasswordLength = 1024;   // of UTF-16, before NFKC: 256 characters of any kind, and marks with them
    public const int SecretTriesInAnHour = 10;     // wrong passwords and recovery codes; N6 allows 100 in all
    public const int SecretTriesInADay = 30;
    public const int SecretTriesKept = 120;        // a day of strangers, and of three browsers or places of the person's own
    public static readonly TimeSpan OneTimePasswordLife = TimeSpan.FromDays(7);         // what an administrator sets, until it is changed
    public const int PasswordHashLength = 256;     // of any format the hasher has had
    public const int RecoveryCodes = 10;           // WAY-6
    public const int PasskeysPerUser = 10;         // WAY-6: as many as phones
    public const int EntryNameLength = 512;        // the name of an entry of a directory
    public const int AttributeLength = 64;
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);                // N19: below the hour of inactivity
    public const int SessionsPerUser = 5;
    public const int NoticesPerUser = 20;          // A7: five codes an hour make a notice or two each
    public const int PushTokenLength = 1024;       // of FCM, which names no limit; today's have under 300 characters
    public const int ShortestApnsToken = 64;       // hexadecimal digits; Apple says that the length may change
    public const int LongestApnsToken = 400;
    public static readonly TimeSpan NoticeLife = TimeSpan.FromDays(30);                 // A7: what was not seen by then is old news
    public static readonly TimeSpan FirstFactorLife = TimeSpan.FromMinutes(10);   // N2: in which a number on the phone may follow
    public const int FirstFactorsKept = 4;             // of a person, at once
    public static readonly TimeSpan FreshSignIn = TimeSpan.FromMinutes(5);              // A9: a sign-in that may change methods

    // --- grants and tokens --------------------------------------------------------------------------------------------------
    public static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);                // T24: a code is redeemed at once or not at all
    public static readonly TimeSpan DeviceCodeLife = TimeSpan.FromSeconds(600);         // RFC 8628 3.2: time to type a code elsewhere
    public static readonly TimeSpan AccessTokenLife = TimeSpan.FromMinutes(10);         // MSAL takes one for over 5 min before its end
    public static readonly TimeSpan GrantLife = TimeSpan.FromHours(24);                 // N19: a day after the person was there
    public static readonly TimeSpan RefreshRepeat = TimeSpan.FromSeconds(10);           // two tabs, or an answer that got lost
    public const int FormerRefreshTokens = 16;     // remembered, so that using one again ends the grant
    public const int ScopeLength = 1024;
    public const int ClaimsLength = 8 * 1024;
    public const int ShortestBackchannelSeconds = 10;                                   // CIBA 7.1: what requested_expiry may come to

    // --- stored requests: the one row that a stranger can cause (I17) ----------------------------------------------------------
    public static readonly TimeSpan StoredRequestLife = TimeSpan.FromMinutes(30);       // how long a person may take to sign in
    public static readonly TimeSpan PushedRequestLife = TimeSpan.FromSeconds(90);       // RFC 9126 2.2: from the push to the browser
    public const int StoredRequestLength = 4500;   // a state, a nonce and a claims request of some 4,000 characters together

    // --- telling clients ----------------------------------------------------------------------------------------------------
    public static readonly TimeSpan NotificationLease = TimeSpan.FromSeconds(45);       // longer than one delivery with all its tries takes
    public static readonly ImmutableArray<TimeSpan> NotificationPauses =                // after one, two, three and more failed deliveries
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    // --- telling tenants ----------------------------------------------------------------------------------------------------
    public static readonly TimeSpan SecurityEventLife = TimeSpan.FromHours(24);         // then nobody tries any more
    public const int SecurityEventTakings = 40;    // more than the pauses leave room for in a day, unless takers are lost
    public static readonly ImmutableArray<TimeSpan> SecurityEventPauses =               // after one, two, three and more failed deliveries
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)];

    public static readonly TimeSpan FeedLease = TimeSpan.FromMinutes(2);                // longer than one round of deliveries takes
    public static readonly TimeSpan FeedPatience = TimeSpan.FromMinutes(5);             // for a receiver that is not saved yet

    // --- clients ------------------------------------------------------------------------------------------------------------
    public const int ClientsPerTenant = 200;
    public const int ClientIdLength = 64;
    public const int SecretsPerClient = 2;         // the one in use and the next, so that a secret can be replaced without a gap
    public const int KeysPerClient = 5;
    public const int KeyIdLength = 64;
    public const int JwkLength = 1024;             // RSA of 4,096 bits is about 720
    public const int AddressesPerClient = 20;

    // --- providers ----------------------------------------------------------------------------------------------------------
    public const int ProvidersPerTenant = 50;
    public const int ProviderIdLength = 32;        // part of an address that somebody types at the provider
    public const int ProviderTextLength = 256;     // a client id, a scope, a context, a claim's name
    public const int ProviderWords = 16;           // scopes, contexts
    public const int SealedSecretLength = 1024;    // of a client secret, base64url
    public const int MethodsLength = 200;          // what a provider says of how somebody was there
    public const int ContextLength = 256;
    public const int SealedTokenLength = 6 * 1024; // a provider's ID token, kept to sign out there; a longer one is not
    public static readonly TimeSpan FederationLife = TimeSpan.FromMinutes(15);          // there and back, with a second factor on the way

    // --- signing keys -------------------------------------------------------------------------------------------------------
    public static readonly TimeSpan SigningKeyLife = TimeSpan.FromDays(90);             // then a new one is made
    public static readonly TimeSpan SigningKeyNotice = TimeSpan.FromHours(24);          // published before and after it signs: caches
    public const int SealedKeyLength = 8 * 1024;
    public const int FormerKeysPerAlgorithm = 8;   // two years of keys, so that an old ID token still says who somebody was

    // --- administration -----------------------------------------------------------------------------------------------------
    public const int AdminTokens = 100;            // in one row, which every administrative request reads
    public const int AdminTokenNameLength = 64;
    public const int TenantsPerAdminToken = 20;
    public const int Administrators = 100;         // in the same row
    public const int Proposals = 16;               // T31: changes of a tenant that wait for a second person, in the tenant's row
    public static readonly TimeSpan ProposalLife = TimeSpan.FromHours(24);              // T31
    public static readonly TimeSpan NewAdministrator = TimeSpan.FromHours(24);          // T31: and whoever made one may be one person
    public static readonly TimeSpan AdminInvitationLife = TimeSpan.FromHours(1);       // from the machine to a browser
    public static readonly TimeSpan AdminSessionIdle = TimeSpan.FromMinutes(30);       // at the console; its sign-in lasts SessionLife
    public const int AdminReasonLength = 200;
    public const int AdminRefusalsPerHour = 20;    // recorded of one token; the log has the rest
    public static readonly TimeSpan ShortestAdminTokenLife = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan AdminTokenLife = TimeSpan.FromDays(90);             // where nothing is said
    public static readonly TimeSpan LongestAdminTokenLife = TimeSpan.FromDays(366);     // a year, a leap year's too

    // --- tenants ------------------------------------------------------------------------------------------------------------
    public const int BrandNameLength = 64;         // beside a logo, on a phone
    public const int LogoBytes = 12 * 1024;        // it is part of a row that every sign-in reads
    public const int DomainsPerTenant = 100;
    public const int TrustedNetworks = 50;
    public const int TargetsPerPolicy = 5000;      // a longer list belongs in a group
    public const int GroupsPerUser = 100;
}
