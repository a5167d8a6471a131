using System.Security.Cryptography;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>A token that this emulator gave out: opaque to clients, known here by its value.</summary>
internal abstract class IssuedToken
{
    public required string Value { get; init; }

    /// <summary>The kind's name in the event log.</summary>
    public abstract string KindName { get; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset NotAfter { get; set; }

    public TokenMention Mention => TokenMention.Of(KindName, Value);

    public bool IsExpired(DateTimeOffset now) => now >= NotAfter;
}

/// <summary>The tokens given out so far. Not thread safe: the emulator serializes access.</summary>
internal sealed class TokenRegistry<T>
    where T : IssuedToken
{
    private readonly Dictionary<string, T> _tokens = new(StringComparer.Ordinal);

    public void Add(T token) => _tokens.Add(token.Value, token);

    /// <summary>Adds a token, and notes that the answer carries it.</summary>
    public T Issue(Exchange exchange, T token)
    {
        Add(token);
        exchange.MentionIssued(token);
        return token;
    }

    public T? Find(string? value) => value is not null && _tokens.TryGetValue(value, out T? token) ? token : null;

    /// <summary>Finds a token that a request presents, and notes that it was spent.</summary>
    public T? Present(Exchange exchange, string? value, Func<T, bool> fits)
    {
        if (Find(value) is not { } token || !fits(token)) { return null; }
        exchange.MentionSpent(token);
        return token;
    }

    public int ExpireWhere(Func<T, bool> picks, DateTimeOffset at)
    {
        List<T> valid = [.. _tokens.Values.Where(token => picks(token) && token.NotAfter > at)];
        valid.ForEach(token => token.NotAfter = at);
        return valid.Count;
    }

    public int RemoveWhere(Func<T, bool> picks)
    {
        List<T> gone = [.. _tokens.Values.Where(picks)];
        gone.ForEach(token => _tokens.Remove(token.Value));
        return gone.Count;
    }
}

/// <summary>Ids that nobody can guess.</summary>
internal static class RandomId
{
    /// <summary>A random UUID (RFC 9562 section 5.4), in lower case with dashes.</summary>
    public static string Uuid()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
