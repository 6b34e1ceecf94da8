using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>The people who administer (ADM-3): who they are, and whether one who is signed in still is one.</summary>
public sealed class Administrators(ISignInEngine engine, TimeProvider clock)
{
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public ValueTask<Reply<AdminTokensAnswer.Are>> List(CancellationToken cancel) => engine.Ask(new AdminTokensQuestion.Read(), cancel);

    /// <summary>Gives a user a role; an earlier one ends. The user need not be there yet.</summary>
    public async ValueTask<Reply<AdminTokensAnswer.Are>> Make(UserKey person, AdminScope scope, Actor by, CancellationToken cancel)
    {
        var made = await engine.Ask(new AdministratorQuestion.Make(person.Tenant, person.Name, scope) { By = by }, cancel);
        return await Afresh(person, made, by, cancel);
    }

    /// <summary>
    /// T31: what somebody handed out before the person had the role, a pass or a one-time password, would be a way to it; so it ends, with
    /// whatever was opened by it, and so do a password and recovery codes, which whoever had the pass could have made. What has a name and
    /// is shown, phones and passkeys, stays. After the role, since from then on nobody hands out more who may do less.
    /// </summary>
    private async ValueTask<Reply<AdminTokensAnswer.Are>> Afresh(
        UserKey person, Reply<AdminTokensAnswer.Are> made, Actor by, CancellationToken cancel)
    {
        if (made.Refused is not null) return made;
        await engine.Ask(person, new SignOutEverywhere(null) { By = by }, cancel);
        await engine.Ask(person, new RemovePassword { By = by }, cancel);
        await engine.Ask(person, new RemoveRecoveryCodes { By = by }, cancel);
        return made;
    }

    public ValueTask<Reply<AdminTokensAnswer.Are>> Remove(UserKey person, Actor by, CancellationToken cancel) =>
        engine.Ask(new AdministratorQuestion.Remove(person.Tenant, person.Name) { By = by }, cancel);

    /// <summary>A code that makes whoever has it an owner, once and within an hour; an earlier one does so no more.</summary>
    public async ValueTask<Reply<string>> Invite(Actor by, CancellationToken cancel)
    {
        var code = Administration.NewSecret();
        var invited = await engine.Ask(new AdministratorQuestion.Invite(SecretHash.OfSecret(code)) { By = by }, cancel);
        return invited.Then(_ => code);
    }

    /// <summary>Whether an invitation has this code now; it is used up by <see cref="Accept"/> alone.</summary>
    public async ValueTask<bool> IsInvited(string code, CancellationToken cancel) =>
        (await List(cancel)).Answer?.Tokens.Invitation?.Takes(SecretHash.OfSecret(code), clock.GetUtcNow()) == true;

    /// <summary>Makes the person an owner of everything, by the code of an invitation.</summary>
    public async ValueTask<Reply<AdminTokensAnswer.Are>> Accept(string code, UserKey person, Actor by, CancellationToken cancel)
    {
        var accept = new AdministratorQuestion.Accept(SecretHash.OfSecret(code), person.Tenant, person.Name) { By = by };
        return await Afresh(person, await engine.Ask(accept, cancel), by, cancel);
    }

    /// <summary>
    /// The administrator who is signed in with this session of theirs: read anew, person and role, so that one who was removed, whose phone
    /// was, or who signed out everywhere, is none at once and at every gateway. Null: nobody.
    /// </summary>
    /// <param name="number">The administrator's when the session was taken; null: of whichever role the person has now.</param>
    public async ValueTask<Administrator?> Find(UserKey person, SecretHash session, int? number, CancellationToken cancel)
    {
        if (!await IsByPhone(person, session, cancel)) return null;
        var found = (await List(cancel)).Answer?.Tokens.Of(person.Tenant, person.Name);
        return number is null || found?.Number == number ? found : null;
    }

    /// <summary>Whether the session is served, and a number was matched on the person's phone for it.</summary>
    public async ValueTask<bool> IsByPhone(UserKey person, SecretHash session, CancellationToken cancel) =>
        (await engine.Ask(person, new CheckSession(session), cancel)).Answer?.IsByPhone() == true;

    /// <summary>Signs the person out, here and where they signed in.</summary>
    public async ValueTask SignOut(UserKey person, SecretHash session, CancellationToken cancel) =>
        await engine.Ask(person, new EndSession(session), cancel);
}
