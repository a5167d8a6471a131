using System.Runtime.InteropServices;

namespace GameAuth.Server;

/// <summary>A family in memory: as few objects as may be, since there are many of them. Times are ticks in UTC.</summary>
internal sealed class FamilyRow
{
    private static readonly byte[] None = [];

    private readonly string _provider;
    private readonly string _providerSubject;
    private readonly string _profile;
    private readonly string _clientId;
    private readonly byte[] _claims;
    private readonly byte[] _keyThumbprint;
    private readonly long _createdAt;
    private readonly long _endsAt;

    private byte[] _firstAnswer;
    private string? _endReason;
    private Hash32 _network;
    private Hash32 _userAgent;
    private long _rotatedAt;
    private long _idleEndsAt;
    private FamilyStatus _status;
    private bool _hasNetwork;
    private bool _hasUserAgent;

    public FamilyRow(NewFamily family, TextPool names, DateTimeOffset now)
    {
        Id = Hash32.Of(family.Id.Bytes.Span);
        Subject = family.Subject;
        _provider = names.Share(family.Provider);
        _providerSubject = family.ProviderSubject == family.Subject ? family.Subject : family.ProviderSubject;
        _profile = names.Share(family.Profile);
        _clientId = names.Share(family.ClientId);
        _claims = Copy(family.Claims);
        _keyThumbprint = Copy(family.KeyThumbprint);
        _firstAnswer = Copy(family.FirstAnswer);
        _createdAt = now.Ticks;
        _endsAt = now.Ticks + family.Lifetime.Ticks;
        Acknowledged = -1;
        Rotate(now, family.IdleLifetime, family.NetworkHash, family.UserAgentHash);
    }

    /// <summary>The bytes of the family's id.</summary>
    public Hash32 Id { get; }

    public string Subject { get; }

    public int Generation { get; private set; }

    public int Acknowledged { get; private set; }

    /// <summary>Whether it was pruned. Its nonce may still be taken.</summary>
    public bool IsRemoved { get; set; }

    public bool IsEnded => _status != FamilyStatus.Active;

    /// <summary>The next older and newer family of the subject.</summary>
    public FamilyRow? Older { get; set; }

    public FamilyRow? Newer { get; set; }

    public bool IsLive(DateTimeOffset now) => _status == FamilyStatus.Active && now.Ticks < _idleEndsAt && now.Ticks < _endsAt;

    public bool IsCreatedBefore(DateTimeOffset time) => _createdAt < time.UtcTicks;

    public bool IsOfAccount(string provider, string providerSubject) => _provider == provider && _providerSubject == providerSubject;

    public bool CanBePruned(DateTimeOffset now) => now.Ticks - SessionStoreLimits.FamilyGrace.Ticks >= Math.Min(_idleEndsAt, _endsAt);

    public void Advance(FamilyStep step, DateTimeOffset now)
    {
        Generation = step.To;
        Rotate(now, step.IdleLifetime, step.NetworkHash, step.UserAgentHash);
    }

    public void Acknowledge(int generation)
    {
        if (generation > Acknowledged && generation <= Generation)
        {
            Acknowledged = generation;
            ForgetFirstAnswer();
        }
    }

    public void ForgetFirstAnswer() => _firstAnswer = None;

    public void End(FamilyStatus status, string reason) => (_status, _endReason) = (status, reason);

    public SessionFamily ToFamily() => new()
    {
        Id = new FamilyId(Id.ToArray()),
        Subject = Subject,
        Provider = _provider,
        ProviderSubject = _providerSubject,
        Profile = _profile,
        ClientId = _clientId,
        Claims = _claims,
        KeyThumbprint = _keyThumbprint,
        Status = _status,
        EndReason = _endReason,
        Generation = Generation,
        AcknowledgedGeneration = Acknowledged,
        CreatedAt = Time(_createdAt),
        RotatedAt = Time(_rotatedAt),
        IdleEndsAt = Time(_idleEndsAt),
        EndsAt = Time(_endsAt),
        NetworkHash = _hasNetwork ? _network.ToArray() : None,
        UserAgentHash = _hasUserAgent ? _userAgent.ToArray() : None,
        FirstAnswer = _firstAnswer,
    };

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static byte[] Copy(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? None : bytes.ToArray();

    private void Rotate(DateTimeOffset now, TimeSpan idle, ReadOnlyMemory<byte> network, ReadOnlyMemory<byte> userAgent)
    {
        _rotatedAt = now.Ticks;
        _idleEndsAt = Math.Min(now.Ticks + idle.Ticks, _endsAt);
        (_hasNetwork, _network) = (!network.IsEmpty, Hash32.Of(network.Span));
        (_hasUserAgent, _userAgent) = (!userAgent.IsEmpty, Hash32.Of(userAgent.Span));
    }
}

/// <summary>One object for each of a few texts that come again and again, such as names of providers and clients.</summary>
internal sealed class TextPool
{
    // Clients' names may come from outside; past this many they keep objects of their own.
    private const int Most = 1024;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public string Share(string text)
    {
        if (!_known.TryGetValue(text, out string? shared) && _known.Count < Most)
        {
            _known.Add(text, shared = text);
        }

        return shared ?? text;
    }
}

/// <summary>A hash of 32 bytes, held in place: no array of its own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Hash32(ulong A, ulong B, ulong C, ulong D)
{
    public static Hash32 Of(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : MemoryMarshal.Read<Hash32>(bytes);

    public byte[] ToArray()
    {
        byte[] bytes = new byte[SessionStoreLimits.Hash];
        MemoryMarshal.Write(bytes, this);
        return bytes;
    }
}
