using System.Collections.Immutable;

namespace Countersign.SignIn.Tenants;

/// <summary>The rules of a tenant: what may be set, and that saving is atomic and versioned (S-21).</summary>
public static class TenantRules
{
    public static TenantRuling Decide(TenantState state, TenantQuestion question, TenantId tenant, DateTimeOffset now)
    {
        var ruling = state is TenantState.Absent && question is TenantQuestion.Create && tenant.IsReserved
            ? Refuse(Refusal.TenantNameReserved)
            : OverWhatWasSeen(state, question, Decide(state, question, now));
        return Proposing.Named(ruling.WithFacts(tenant, TenantAudit.Fact).By(question.By), question.By);
    }

    /// <summary>What the tenant would be after the change if nobody else had to agree to it (T31); nothing becomes of it.</summary>
    public static TenantAnswer Foresee(TenantState.Present tenant, TenantQuestion question) =>
        Judge(tenant, question, DateTimeOffset.UnixEpoch).Answer;

    /// <summary>S-21: what was shown before a change is what it is made of; the same request once more changes nothing anyway.</summary>
    private static TenantRuling OverWhatWasSeen(TenantState state, TenantQuestion question, TenantRuling ruling) =>
        question.Seen is { } seen && state is TenantState.Present present && seen != present.Changes && !ruling.Events.IsEmpty
            ? Refuse(Refusal.VersionMismatch)
            : ruling;

    private static TenantRuling Decide(TenantState state, TenantQuestion question, DateTimeOffset now) => (state, question) switch
    {
        (TenantState.Absent, TenantQuestion.Create create) => Changed(state, new TenantEvent.Created(create.Request, now)),
        (TenantState.Present present, _) => DecidePresent(present, question, now),
        _ => Refuse(Refusal.TenantNotFound),
    };

    private static TenantRuling DecidePresent(TenantState.Present tenant, TenantQuestion question, DateTimeOffset now) => question switch
    {
        TenantQuestion.Agree agree => Proposing.Agree(tenant, agree, asked => Judge(tenant, asked, now), now),
        TenantQuestion.Decline decline => Proposing.Decline(tenant, decline, now),
        _ when Proposing.IsHeld(tenant, question) => Proposing.Propose(tenant, question, Judge(tenant, question, now), now),
        _ => Judge(tenant, question, now),
    };

    private static TenantRuling Judge(TenantState.Present tenant, TenantQuestion question, DateTimeOffset now) => question switch
    {
        TenantQuestion.Read or TenantQuestion.Create => Unchanged(tenant),
        TenantQuestion.SavePolicy save => Save(tenant, save, now),
        TenantQuestion.SetLegacyPolicy set => Once(tenant, new TenantEvent.LegacyPolicySet(set.Enabled, set.Request, now)),
        TenantQuestion.SetPrerequisites set => SettingBounds.OfPrerequisites.All(row => row.IsKept(set.Prerequisites))
            ? Once(tenant, new TenantEvent.PrerequisitesSet(set.Prerequisites, tenant.Prerequisites, set.Request, now))
            : Refuse(Refusal.SettingOutOfRange),
        TenantQuestion.SetSettings set => SetSettings(tenant, set, now),
        TenantQuestion.SetWebhookSecret set => tenant.Settings.SecurityWebhook is not null && IsSealedSecret(set.Secret)
            ? Once(tenant, new TenantEvent.WebhookSecretSet(set.Secret, set.Request, now))
            : Refuse(Refusal.SettingOutOfRange),
        TenantQuestion.SetDomain set => SetDomain(tenant, set, now),
        TenantQuestion.RemoveDomain remove => tenant.Domains.ContainsKey(remove.Name)
            ? Once(tenant, new TenantEvent.DomainRemoved(remove.Name, remove.Request, now))
            : Unchanged(tenant),
        TenantQuestion.SetProvider set => Once(tenant, ProviderRegistration.Set(tenant, set, now)),
        TenantQuestion.RemoveProvider remove => tenant.ProviderOf(remove.Provider) is null
            ? Unchanged(tenant)
            : Once(tenant, new TenantEvent.ProviderRemoved(remove.Provider, remove.Request, now)),
        TenantQuestion.SetPasswords set => Once(tenant, PasswordSetting.Set(tenant, set, now)),
        TenantQuestion.SetClient set => Once(tenant, Registering.Set(tenant, set, now)),
        TenantQuestion.AddClientSecret add => Once(tenant, Registering.AddSecret(tenant, add, now)),
        TenantQuestion.RecordRestore record => Once(tenant, new TenantEvent.Restored(record.Epoch, record.Request, now)),
        TenantQuestion.RemoveClient remove => tenant.ClientOf(remove.Client) is null
            ? Unchanged(tenant)
            : Once(tenant, new TenantEvent.ClientRemoved(remove.Client, remove.Request, now)),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    private static TenantRuling Save(TenantState.Present tenant, TenantQuestion.SavePolicy save, DateTimeOffset now)
    {
        if (tenant.LastRequest == save.Request) return Unchanged(tenant);
        if (save.ExpectedVersion is { } seen && seen != tenant.PolicyVersion) return Refuse(Refusal.VersionMismatch);
        if (save.Target is Target.SelectUsers { } select && select.Users.Count + select.Groups.Count > Limits.TargetsPerPolicy)
            return Refuse(Refusal.TooManyTargets);
        var policy = new PhoneSignInPolicy(tenant.PolicyVersion + 1, save.Enabled, save.Target);
        return Once(tenant, new TenantEvent.PolicySaved(policy, tenant.Policy, save.Request, now));
    }

    /// <summary>A webhook keeps its secret for as long as it is the same; none is told what it could not check.</summary>
    private static TenantRuling SetSettings(TenantState.Present tenant, TenantQuestion.SetSettings set, DateTimeOffset now)
    {
        if (!set.Settings.IsInRange) return Refuse(Refusal.SettingOutOfRange);
        var (webhook, secret) = (set.Settings.SecurityWebhook, (string?)null);
        if (webhook is not null)
        {
            secret = webhook == tenant.Settings.SecurityWebhook ? tenant.WebhookSecret ?? set.WebhookSecret : set.WebhookSecret;
            if (!IsSealedSecret(secret)) return Refuse(Refusal.SettingOutOfRange);
        }

        return Once(tenant, new TenantEvent.SettingsSet(set.Settings, tenant.Settings, set.Request, now, secret));
    }

    private static bool IsSealedSecret(string? text) => text is { Length: >= 1 and <= Limits.SealedSecretLength };

    private static TenantRuling SetDomain(TenantState.Present tenant, TenantQuestion.SetDomain set, DateTimeOffset now)
    {
        if (!UserName.IsDomain(set.Name)) return Refuse(Refusal.SettingOutOfRange);
        if (set.Domain is Domain.Federated federated && !WebAddress.IsHttps(federated.SignInUrl)) return Refuse(Refusal.SettingOutOfRange);
        if (set.Domain is Domain.AtProvider at)
        {
            if (tenant.ProviderOf(at.Provider) is null) return Refuse(Refusal.ProviderNotFound);
            set = set with { Domain = ProviderRegistration.Counted(tenant, set.Name, at) };
        }

        return tenant.Domains.Count >= Limits.DomainsPerTenant && !tenant.Domains.ContainsKey(set.Name)
            ? Refuse(Refusal.TooManyDomains)
            : Once(tenant, new TenantEvent.DomainSet(set.Name, set.Domain, set.Request, now));
    }

    public static TenantState Apply(TenantState state, TenantEvent happened)
    {
        var tenant = state as TenantState.Present
            ?? new(null, false, Prerequisites.Default, TenantSettings.OfNewTenant, ImmutableDictionary<string, Domain>.Empty, 0, null);
        tenant = Proposing.Apply(tenant with { Changes = tenant.Changes + 1, LastRequest = happened.Request }, happened);
        return happened switch
        {
            TenantEvent.PolicySaved saved => tenant with { Policy = saved.Policy },
            TenantEvent.LegacyPolicySet set => tenant with { Legacy = set.Enabled },
            TenantEvent.PrerequisitesSet set => tenant with { Prerequisites = set.Prerequisites },
            TenantEvent.SettingsSet set => tenant with { Settings = set.Settings, WebhookSecret = set.WebhookSecret },
            TenantEvent.WebhookSecretSet set => tenant with { WebhookSecret = set.Secret },
            TenantEvent.DomainSet set => tenant with { Domains = tenant.Domains.SetItem(set.Name, set.Domain) },
            TenantEvent.DomainRemoved removed => tenant with { Domains = tenant.Domains.Remove(removed.Name) },
            TenantEvent.PasswordsSet set => tenant with { Passwords = set.Way },
            TenantEvent.ProviderSet or TenantEvent.ProviderRemoved => ProviderRegistration.Apply(tenant, happened),
            _ => Registering.Apply(tenant, happened),
        };
    }

    /// <summary>The change, unless this very request made the last one already.</summary>
    private static TenantRuling Once(TenantState.Present tenant, TenantEvent change) =>
        tenant.LastRequest == change.Request ? Unchanged(tenant) : Changed(tenant, change);

    private static TenantRuling Once(TenantState.Present tenant, (Refusal? Why, TenantEvent? Change) judged) => judged switch
    {
        ({ } why, _) => Refuse(why),
        (_, { } change) => Once(tenant, change),
        _ => Unchanged(tenant),
    };

    private static TenantRuling Changed(TenantState state, TenantEvent change) =>
        new(new TenantAnswer.Is((TenantState.Present)Apply(state, change)), change);

    private static TenantRuling Unchanged(TenantState.Present tenant) => new(new TenantAnswer.Is(tenant));

    private static TenantRuling Refuse(Refusal why) => new(new TenantAnswer.Refused(why));
}
