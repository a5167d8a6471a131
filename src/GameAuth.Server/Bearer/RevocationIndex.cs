using System.Collections.Concurrent;

namespace GameAuth.Server;

/// <summary>
/// The part of the log of revocations that can still hit an access token, in memory. It knows how old it is: whoever asks sees whether it was confirmed within the bound. Looking allocates
/// nothing and takes no lock; one follower writes.
/// </summary>
internal sealed class RevocationIndex(ProviderAccountHash accounts, TimeSpan bound, TimeProvider time)
{
    private static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Mark> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Mark> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Mark> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Mark> _accounts = new(StringComparer.Ordinal);
    private Mark? _everything;
    private Confirmation? _confirmed;
    private DateTimeOffset _cleanAt;

    /// <summary>Told of each entry once this index has it, by the thread that reads the log; nobody may wait in it.</summary>
    public event Action<RevocationEntry>? Entered;

    /// <summary>Up to which position of the log it has everything.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the log was read to its end within the bound. A node for which it is false does not know who was revoked.</summary>
    public bool IsConfirmed
    {
        get
        {
            // Both clocks: the one stands still while the machine sleeps, and the other may be set.
            Confirmation? confirmed = Volatile.Read(ref _confirmed);
            return confirmed is not null && time.GetElapsedTime(confirmed.Timestamp) <= bound && time.GetUtcNow() - confirmed.At <= bound;
        }
    }

    /// <summary>How many entries it holds.</summary>
    public int Count => _families.Count + _tokens.Count + _subjects.Count + _accounts.Count + (_everything is null ? 0 : 1);

    /// <summary>Whether a token was revoked, as far as this node has read.</summary>
    public bool IsRevoked(ValidatedToken token) =>

        // A family and a token never come back; a subject and an account do, after a new sign-in.
        _families.ContainsKey(token.SessionText)
        || _tokens.ContainsKey(token.Id)
        || (_subjects.TryGetValue(token.Subject, out Mark? subject) && token.SignedInAt < subject.Before)
        || (_accounts.TryGetValue(token.AccountHash, out Mark? account) && token.SignedInAt < account.Before)
        || (Volatile.Read(ref _everything) is { } everything && token.SignedInAt < everything.Before);

    /// <summary>Takes a page of the log.</summary>
    /// <param name="page">The page.</param>
    /// <returns>Whether the log has to be read from its beginning: the store was set back. What is known stays known.</returns>
    public bool Take(RevocationPage page)
    {
        foreach (RevocationEntry entry in page.Entries)
        {
            Take(entry);
        }

        bool wasSetBack = page.Head < Position;
        Position = wasSetBack ? 0 : page.Position;
        if (page.Now >= _cleanAt)
        {
            _cleanAt = page.Now + CleanEvery;
            Clean(page.Now);
        }

        return wasSetBack;
    }

    /// <summary>Notes that the log was read to its end.</summary>
    /// <param name="timestamp">The timestamp of before the reading began: what came later may be missing.</param>
    /// <param name="at">The time of this machine then.</param>
    public void Confirm(long timestamp, DateTimeOffset at) => Volatile.Write(ref _confirmed, new Confirmation(timestamp, at));

    private void Take(RevocationEntry entry)
    {
        Mark mark = new(entry.Before, entry.EndsAt);
        switch (entry.Target)
        {
            case RevocationTarget.Family:
                Add(_families, entry.Value, mark);
                break;
            case RevocationTarget.AccessToken:
                Add(_tokens, entry.Value, mark);
                break;
            case RevocationTarget.Subject:
                Add(_subjects, entry.Value, mark);
                break;
            case RevocationTarget.ProviderAccount:
                foreach (string hash in accounts.AllOf(entry.Provider, entry.Value))
                {
                    Add(_accounts, hash, mark);
                }

                break;
            case RevocationTarget.RoomAccess:
                break;
            default:
                // Also what a newer release may have invented: rather too much is refused than too little.
                Volatile.Write(ref _everything, Mark.Later(_everything, mark));
                break;
        }

        Entered?.Invoke(entry);
    }

    private static void Add(ConcurrentDictionary<string, Mark> marks, string key, Mark mark) => marks[key] = Mark.Later(marks.GetValueOrDefault(key), mark);

    private void Clean(DateTimeOffset now)
    {
        foreach (ConcurrentDictionary<string, Mark> marks in (ConcurrentDictionary<string, Mark>[])[_families, _tokens, _subjects, _accounts])
        {
            foreach (KeyValuePair<string, Mark> one in marks)
            {
                if (one.Value.EndsAt <= now)
                {
                    marks.TryRemove(one);
                }
            }
        }

        if (_everything?.EndsAt <= now)
        {
            Volatile.Write(ref _everything, null);
        }
    }

    private sealed record Confirmation(long Timestamp, DateTimeOffset At);

    private sealed record Mark(DateTimeOffset Before, DateTimeOffset EndsAt)
    {
        public static Mark Later(Mark? one, Mark other) => one is null ? other : new Mark(
            one.Before > other.Before ? one.Before : other.Before, one.EndsAt > other.EndsAt ? one.EndsAt : other.EndsAt);
    }
}
