using Countersign.SignIn;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>Who of many people can be given a pass now, and who cannot.</summary>
/// <param name="Chosen">In order of name, <see cref="PassesForMany.MostAtOnce"/> at the most.</param>
/// <param name="More">How many come after these.</param>
/// <param name="ShutOut">They may not sign in.</param>
/// <param name="Beyond">Administrators who may do more than whoever asks (T31).</param>
/// <param name="Missing">Nobody has these names.</param>
public sealed record PassChoice(IReadOnlyList<UserName> Chosen, int More, Counted ShutOut, Counted Beyond, Counted Missing);

/// <param name="Pass">Once to be seen; null: none was made, or nobody knows it.</param>
public sealed record PassOfMany(UserName User, PassIssued? Pass);

/// <summary>Temporary Access Passes for many people at once (ADM-2): each is one change of its person, with its audit fact.</summary>
public sealed class PassesForMany(ISignInEngine engine, Administration administration)
{
    /// <summary>What is made, drawn and printed in one request.</summary>
    public const int MostAtOnce = 200;

    /// <summary>Passes that are made at once: more would take the store from those who sign in.</summary>
    private const int AtOnce = 4;

    /// <summary>The tenant's people, or those of a group.</summary>
    /// <param name="group">Null: all of them.</param>
    /// <param name="isWithoutPhone">Only those who have no phone that signs in.</param>
    /// <param name="after">Those behind this one; null: from the first.</param>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<PassChoice> Choose(
        TenantId tenant, string? group, bool isWithoutPhone, UserName? after, IReadOnlySet<UserName> beyond, CancellationToken cancel)
    {
        var choice = new Choosing(beyond);
        await foreach (var user in engine.People(tenant, after, cancel))
        {
            if ((group is null || user.Groups.Contains(group)) && !(isWithoutPhone && user.HasCredential))
                choice.Take(user.Name, user.Enabled);
        }

        return choice.Made;
    }

    /// <summary>Those of these names.</summary>
    public async ValueTask<PassChoice> Choose(
        TenantId tenant, IEnumerable<UserName> names, IReadOnlySet<UserName> beyond, CancellationToken cancel)
    {
        var choice = new Choosing(beyond);
        foreach (var name in names.OrderBy(name => name.Value, StringComparer.Ordinal))
        {
            RequestPatience.Renew();   // each is a piece of its own
            var described = await engine.Ask(new UserKey(tenant, name), new DescribeUser(), cancel);
            choice.Take(name, described.Answer?.User.Enabled);
        }

        return choice.Made;
    }

    /// <summary>
    /// A pass for each, which replaces the one before. When the store stops answering no more are made: what was made is not lost by that,
    /// for nobody could find it again.
    /// </summary>
    /// <param name="beyond">
    /// Administrators who may do more than whoever asks, read anew (T31). Asked when all are made: the pass of one who became an
    /// administrator before that is shown to nobody, and with a role that is given later it ends.
    /// </param>
    public async ValueTask<IReadOnlyList<PassOfMany>> Issue(
        TenantId tenant, IReadOnlyList<UserName> people, TimeSpan life, Func<ValueTask<IReadOnlySet<UserName>>> beyond,
        CancellationToken cancel)
    {
        var (made, hasStopped) = (new PassOfMany[people.Count], false);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, people.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (place, stop) =>
            {
                RequestPatience.Renew();   // each is a piece of its own
                PassIssued? pass = null;
                try
                {
                    if (!Volatile.Read(ref hasStopped))
                        pass = (await administration.IssuePass(new(tenant, people[place]), stop, life)).Answer;
                }
                catch (EngineUnavailableException)
                {
                    Volatile.Write(ref hasStopped, true);
                }

                made[place] = new(people[place], pass);
            });
        var now = await beyond();
        return [.. made.Select(one => now.Contains(one.User) ? one with { Pass = null } : one)];
    }

    /// <summary>Takes people one by one, in order of name.</summary>
    private sealed class Choosing(IReadOnlySet<UserName> beyond)
    {
        private readonly List<UserName> _chosen = [];
        private Counted _shutOut = Counted.None, _beyond = Counted.None, _missing = Counted.None;
        private int _more;

        public PassChoice Made => new(_chosen, _more, _shutOut, _beyond, _missing);

        /// <param name="isEnabled">Null: nobody has the name.</param>
        public void Take(UserName user, bool? isEnabled)
        {
            if (isEnabled is null) _missing = _missing.With(user.Value);
            else if (beyond.Contains(user)) _beyond = _beyond.With(user.Value);
            else if (isEnabled == false) _shutOut = _shutOut.With(user.Value);
            else if (_chosen.Count < MostAtOnce) _chosen.Add(user);
            else _more++;
        }
    }
}
