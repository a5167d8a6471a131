using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Server.Host.Canaries;

/// <summary>Secrets that were used, and the forms in which one might be found where none belongs. Safe for use from any thread.</summary>
public sealed class Canaries
{
    private readonly ConcurrentDictionary<string, byte[]> _all = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>Makes one.</summary>
    public string New(string name) => Add(name, $"CANARY-{name}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");

    /// <summary>Notes one.</summary>
    public string Add(string name, string secret)
    {
        Note(name, Encoding.UTF8.GetBytes(secret));
        return secret;
    }

    /// <summary>Notes an access token: the whole, and its signature, without which it is nothing.</summary>
    public void AddAccess(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Add("access token", token);
        Note("signature of an access token", Base64Url.DecodeFromChars(token.Split('.')[2]));
    }

    /// <summary>Notes a refresh token: the whole, its handle and its MAC. What is around them, its version, key and generation, is no secret.</summary>
    public void AddRefresh(string token)
    {
        Add("refresh token", token);
        byte[] bytes = Base64Url.DecodeFromChars(token);
        Note("handle of a refresh token", bytes[5..37]);
        Note("MAC of a refresh token", bytes[^32..]);
    }

    /// <summary>The names of those that are somewhere: as bytes, as hexadecimal, as base64 or base64url.</summary>
    /// <param name="place">A file, a dump or a log.</param>
    public IReadOnlyList<string> FindIn(byte[] place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return [.. _all.Where(one => Forms(one.Value).Any(form => place.AsSpan().IndexOf(form) >= 0)).Select(static one => one.Key)];
    }

    private void Note(string name, byte[] secret) => _all.TryAdd($"{name} {Convert.ToHexStringLower(SHA256.HashData(secret)[..4])}", secret);

    private static IEnumerable<byte[]> Forms(byte[] secret)
    {
        yield return secret;
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(secret));
        yield return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(secret));
        yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(secret));
    }
}
