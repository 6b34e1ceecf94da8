using System.Data;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>One thing that waits to go to the database with others.</summary>
internal abstract class Work
{
    /// <summary>When it was handed in, by the system's monotonic clock.</summary>
    public long Since { get; } = TimeProvider.System.GetTimestamp();

    /// <summary>Answers that it was not sent and will not be.</summary>
    public abstract void Refuse();
}

/// <summary>
/// Sends what waits to the database in groups: one statement, one round trip, one flush for all that came while the last was under way.
/// Nobody waits when nobody else does. Bounded, so that a slow database turns into refusals and not into memory (I17).
/// </summary>
/// <param name="limit">How many may wait; one more is refused.</param>
/// <param name="most">The largest group.</param>
/// <param name="runners">Connections, each with one group under way.</param>
internal abstract class Groups<TWork>(Connections connections, StoreHealth health, int limit, int most, int runners) : IAsyncDisposable
    where TWork : Work
{
    private readonly object _gate = new();
    private readonly Queue<TWork> _waiting = new();
    private readonly Stack<Session> _idle = new();
    private readonly List<Task> _running = [];
    private long _refused;
    private int _busy;
    private bool _closed;

    public int Waiting
    {
        get { lock (_gate) return _waiting.Count; }
    }

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Whether there is no use in sending anything now.</summary>
    protected virtual bool IsPointless => health.Trouble is not null;

    protected Connections Connections => connections;

    protected StoreHealth Health => health;

    /// <summary>False when it will never be sent: too many wait, the database is away, or the store is closing.</summary>
    public bool TryAdd(TWork work)
    {
        Session? session = null;
        lock (_gate)
        {
            if (!_closed && _waiting.Count < limit && !IsPointless)
            {
                _waiting.Enqueue(work);
                if (_busy == runners) return true;
                _busy++;
                session = _idle.TryPop(out var idle) ? idle : new(connections.Limit);
            }
        }

        if (session is null)
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        Track(Run(session));
        return true;
    }

    /// <summary>Takes nothing more in, sends what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _closed = true;
            running = [.. _running];
        }

        await Task.WhenAll(running);
        while (_idle.TryPop(out var session)) await session.DisposeAsync();
    }

    /// <summary>Whether the work can go in the same statement as what is in the group already. Called in the order of arrival.</summary>
    protected virtual bool Joins(TWork work, List<TWork> group) => true;

    /// <summary>Prepares what a session of this kind runs.</summary>
    protected abstract Task<IGroupStatement<TWork>> Prepare(NpgsqlConnection connection, CancellationToken cancel);

    /// <summary>Sends the group and answers each. When it throws, the connection goes, and <see cref="Lost"/> answers the rest.</summary>
    protected abstract Task Send(IGroupStatement<TWork> statement, List<TWork> group, CancellationToken cancel);

    /// <summary>No connection could be had: nothing was sent.</summary>
    protected virtual void Unsent(List<TWork> group, Exception e)
    {
        foreach (var work in group) work.Refuse();
    }

    /// <summary>The connection was lost, or something unforeseen happened: answers whoever has no answer yet.</summary>
    protected abstract void Lost(List<TWork> group, Exception e);

    private void Track(Task run)
    {
        if (run.IsCompleted) return;
        lock (_gate)
        {
            _running.RemoveAll(static task => task.IsCompleted);
            _running.Add(run);
        }
    }

    // Begins on the caller's thread, so that whoever is alone does not change threads first; goes on wherever the database's answer comes.
    private async Task Run(Session session)
    {
        while (Take(session))
        {
            if (IsPointless)
            {
                foreach (var work in session.Group) work.Refuse();
            }
            else
            {
                await Send(session).ConfigureAwait(false);
            }
        }
    }

    private bool Take(Session session)
    {
        lock (_gate)
        {
            session.Group.Clear();
            while (session.Group.Count < most && _waiting.TryPeek(out var work) && Joins(work, session.Group))
                session.Group.Add(_waiting.Dequeue());
            if (session.Group.Count > 0) return true;
            _busy--;
            _idle.Push(session);
            return false;
        }
    }

    private async Task Send(Session session)
    {
        var limit = session.Limit();
        try
        {
            // Some refusals close a connection for good: nothing is sent on it.
            if (session.Connection is { State: not ConnectionState.Open }) await session.Break().ConfigureAwait(false);
            if (session.Statement is null)
            {
                try
                {
                    session.Connection = await connections.Open(limit).ConfigureAwait(false);
                    session.Statement = await Prepare(session.Connection, limit).ConfigureAwait(false);
                }
                catch (Exception e) when (Failures.IsOne(e))
                {
                    await session.Break().ConfigureAwait(false);
                    health.Failed(e);
                    Unsent(session.Group, e);
                    return;
                }
            }

            await Send(session.Statement, session.Group, limit).ConfigureAwait(false);
            health.Answered();
        }
        catch (Exception e)
        {
            await session.Break().ConfigureAwait(false);
            if (Failures.IsLate(e)) health.Failed(e);
            Lost(session.Group, e);
        }
    }

    /// <summary>A connection with its statement, used by one runner at a time.</summary>
    private sealed class Session(TimeSpan patience) : IAsyncDisposable
    {
        private CancellationTokenSource _limit = new();

        public List<TWork> Group { get; } = [];

        public NpgsqlConnection? Connection { get; set; }

        public IGroupStatement<TWork>? Statement { get; set; }

        /// <summary>Ends when this group has been waited for long enough.</summary>
        public CancellationToken Limit()
        {
            if (!_limit.TryReset())
            {
                _limit.Dispose();
                _limit = new();
            }

            _limit.CancelAfter(patience);
            return _limit.Token;
        }

        public async Task Break()
        {
            var (connection, statement) = (Connection, Statement);
            (Connection, Statement) = (null, null);
            try
            {
                if (statement is not null) await statement.DisposeAsync().ConfigureAwait(false);
                if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (Failures.IsOne(e))
            {
                // It was broken before.
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Break().ConfigureAwait(false);
            _limit.Dispose();
        }
    }
}

/// <summary>The one prepared statement of a session.</summary>
internal interface IGroupStatement<TWork> : IAsyncDisposable;
