using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Hytale;

/// <summary>
/// The tokens of a game session that this process does not keep alive: whoever has them refreshes and ends the session, here or in another process, as one holder at a time. Immutable; prints without
/// them. For panels and gateways with a store of their own; a game server has <see cref="HytaleAccount.CreateGameSessionAsync"/>.
/// </summary>
public sealed class HytaleSessionTokens
{
    internal HytaleSessionTokens(GameSessionTokens tokens) => Tokens = tokens;

    /// <summary>The profile.</summary>
    public Guid ProfileId => Tokens.Profile;

    /// <summary>The session token: a secret, as good as a password. A refresh ends it.</summary>
    public Secret SessionToken => Tokens.SessionToken;

    /// <summary>The identity token.</summary>
    public Secret IdentityToken => Tokens.IdentityToken;

    /// <summary>When both end, in the time of this machine.</summary>
    public DateTimeOffset ExpiresAt => Tokens.ExpiresAt;

    internal GameSessionTokens Tokens { get; }

    /// <summary>Writes them down, to go on with the session later or elsewhere.</summary>
    /// <returns>Bytes with secrets in them: seal them, such as with <see cref="Storage.ITokenProtector"/>.</returns>
    public byte[] Export() =>
        JsonSerializer.SerializeToUtf8Bytes(new ExportedSession(Tokens.Profile, Tokens.SessionToken, Tokens.IdentityToken, Tokens.ExpiresAt, Tokens.SessionId), HytaleRowJson.Default.ExportedSession);

    /// <summary>Reads what <see cref="Export"/> wrote.</summary>
    /// <param name="exported">The bytes, opened.</param>
    /// <returns>The tokens.</returns>
    /// <exception cref="FormatException">They are something else.</exception>
    public static HytaleSessionTokens Import(ReadOnlySpan<byte> exported)
    {
        ExportedSession read = HytaleExport.Read(exported, HytaleRowJson.Default.ExportedSession, static one => one is { SessionToken: not null, IdentityToken: not null });
        return new HytaleSessionTokens(new GameSessionTokens
        {
            Profile = read.Profile, SessionToken = read.SessionToken, IdentityToken = read.IdentityToken, ExpiresAt = read.ExpiresAt, SessionId = read.SessionId,
        });
    }

    /// <summary>Not the tokens.</summary>
    /// <returns>The end.</returns>
    public override string ToString() => $"[{Tokens}]";
}

/// <summary>A session as it is written down: unlike the record of one that a process keeps alive, whole.</summary>
internal sealed record ExportedSession(Guid Profile, Secret SessionToken, Secret IdentityToken, DateTimeOffset ExpiresAt, string? SessionId);

/// <summary>Reads what was written down.</summary>
internal static class HytaleExport
{
    /// <param name="exported">The bytes.</param>
    /// <param name="form">Their form.</param>
    /// <param name="isWhole">Whether nothing is missing.</param>
    /// <exception cref="FormatException">They are something else.</exception>
    public static T Read<T>(ReadOnlySpan<byte> exported, JsonTypeInfo<T> form, Func<T, bool> isWhole)
        where T : class
    {
        T? read = null;
        try
        {
            read = JsonSerializer.Deserialize(exported, form);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            // What the reader says may quote the bytes, and some are secrets.
        }

        return read is not null && isWhole(read) ? read : throw new FormatException("These bytes were not written by Export().");
    }
}
