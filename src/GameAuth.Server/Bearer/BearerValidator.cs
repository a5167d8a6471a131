using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>
/// Checks access tokens of this server: signature, claims, audience, and whether the session, the token or the player was revoked. Found in the services;
/// <c>AddGameAuthBearer()</c> uses it for requests, and an application for whatever else brings a token. Safe for use from any thread.
/// </summary>
/// <remarks>
/// A token that was seen a moment ago costs no signature and no allocation, and its revocation is looked up each time. A node that has not confirmed its position in the log of revocations
/// within <see cref="GameAuthServerOptions.RevocationBound"/> refuses all tokens as <see cref="AuthError.TemporarilyUnavailable"/>.
/// </remarks>
public sealed class BearerValidator
{
    /// <summary>In place of a thumbprint: the token may be bound to any key or to none, and the caller sees to the proof. It is this object, not its text.</summary>
    internal static readonly string AnyKey = new("*");

    // Each holds its token of about 1 KB.
    private const int Remembered = 4096;

    private static readonly JwsLimits Limits = JwsLimits.Default;

    private readonly SigningKeyRing _keys;
    private readonly RevocationIndex _revocations;
    private readonly Acknowledgements _acknowledgements;
    private readonly TimeProvider _time;
    private readonly JwtRules _rules;
    private readonly JwsResultCache<ValidatedToken> _known;

    internal BearerValidator(
        SigningKeyRing keys, RevocationIndex revocations, Acknowledgements acknowledgements, IOptions<GameAuthServerOptions> options, TimeProvider time)
    {
        (_keys, _revocations, _acknowledgements, _time) = (keys, revocations, acknowledgements, time);
        _rules = new JwtRules { Issuer = options.Value.Issuer!.OriginalString, ClockSkew = options.Value.ClockSkew, RequireSubject = true };
        _known = new JwsResultCache<ValidatedToken>(Remembered, time);
    }

    /// <summary>Checks a bearer token. One that is bound to a key (<see cref="GameAuthServerOptions.BindAccessTokens"/>) is refused here, since nothing proves the key.</summary>
    /// <param name="token">The token as it came. It need not be one at all.</param>
    /// <param name="audience">Whom it must be for, such as <c>api</c>.</param>
    /// <param name="cancellationToken">Ends the wait for new signing keys; nothing else waits.</param>
    /// <returns>What it says, or why it was refused. A bad token is never an exception.</returns>
    public ValueTask<BearerResult> ValidateAsync(string token, string audience, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentException.ThrowIfNullOrEmpty(audience);
        return ValidateAsync(token.AsMemory(), audience, keyThumbprint: null, cancellationToken);
    }

    /// <summary>As the other one.</summary>
    /// <param name="token">The token, perhaps a part of a header.</param>
    /// <param name="audience">Whom it must be for; null for whomever, where a token is not used but ended.</param>
    /// <param name="keyThumbprint">The thumbprint of the key that the request has proven, which the token must be bound to; null for a bearer token.</param>
    /// <param name="cancellationToken">Ends the wait for new signing keys.</param>
    internal ValueTask<BearerResult> ValidateAsync(ReadOnlyMemory<char> token, string? audience, string? keyThumbprint, CancellationToken cancellationToken)
    {
        if (!_revocations.IsConfirmed || _keys.Loaded is not { } keys)
        {
            return new(new BearerResult(AuthError.TemporarilyUnavailable));
        }

        ValidatedToken? read = Read(token.Span, keys, out JwsError error);
        return error == JwsError.UnknownKey ? ReadAgainAsync(token, audience, keyThumbprint, keys.Generation, cancellationToken) : new(Judge(read, error, audience, keyThumbprint));
    }

    // A key that another node has made a moment ago, or that took the place of all others.
    private async ValueTask<BearerResult> ReadAgainAsync(
        ReadOnlyMemory<char> token, string? audience, string? keyThumbprint, long generation, CancellationToken cancellationToken)
    {
        if (!await _keys.RefreshForUnknownKeyAsync(generation, cancellationToken).ConfigureAwait(false))
        {
            return new BearerResult(AuthError.TokenInvalid);
        }

        ValidatedToken? read = Read(token.Span, _keys.Current, out JwsError error);
        return Judge(read, error, audience, keyThumbprint);
    }

    // What depends on the call or on the moment is asked each time.
    private BearerResult Judge(ValidatedToken? token, JwsError error, string? audience, string? keyThumbprint) =>
        token is null ? new BearerResult(error == JwsError.Expired ? AuthError.TokenExpired : AuthError.TokenInvalid)
        : (audience is not null && !token.IsFor(audience)) || (!ReferenceEquals(keyThumbprint, AnyKey) && !string.Equals(token.KeyThumbprint, keyThumbprint, StringComparison.Ordinal))
            ? new BearerResult(AuthError.TokenInvalid)
        : _revocations.IsRevoked(token) ? new BearerResult(AuthError.TokenInvalid) { Revoked = token }
        : new BearerResult(token);

    private ValidatedToken? Read(ReadOnlySpan<char> token, SigningKeySnapshot keys, out JwsError error)
    {
        error = JwsError.TooLong;
        if (token.Length > Limits.MaxTokenLength)
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * token.Length);
        Span<byte> used = buffer.AsSpan(0, token.Length);
        try
        {
            error = JwsError.NotBase64Url;
            return Ascii.FromUtf16(token, used, out int length) != OperationStatus.Done ? null
                : _known.TryGet(used[..length], keys.Generation, out ValidatedToken? known) ? known
                : Verify(used[..length], buffer.AsSpan(length), keys, out error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(used);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValidatedToken? Verify(ReadOnlySpan<byte> token, Span<byte> scratch, SigningKeySnapshot keys, out JwsError error)
    {
        error = CompactJws.TryRead(token, scratch, out CompactJws jws, Limits);
        if (error == JwsError.None && !jws.IsOfType(AccessTokenIssuer.Type))
        {
            error = JwsError.WrongTokenType;
        }

        if (error == JwsError.None)
        {
            // The key decides the algorithm, and only keys of this server are looked for.
            error = keys.Keys.TryGetKey(jws.KeyId, out JsonWebKey? key) ? jws.Verify(key) : JwsError.UnknownKey;
        }

        JwtClaims claims = default;
        error = error == JwsError.None ? JwtClaims.TryRead(jws.Payload, out claims, Limits) : error;
        error = error == JwsError.None ? _rules.Check(claims, _time.GetUtcNow()) : error;
        ValidatedToken? read = error == JwsError.None ? ValidatedTokenReader.Read(claims, jws.Payload) : null;
        if (read is null)
        {
            error = error == JwsError.None ? JwsError.MissingClaim : error;
            return null;
        }

        _known.Set(token, keys.Generation, read.ExpiresAt + _rules.ClockSkew, read);
        if (!_revocations.IsRevoked(read))
        {
            _acknowledgements.Note(read.Session, read.Generation);
        }

        return read;
    }
}

/// <summary>What a <see cref="BearerValidator"/> found.</summary>
public readonly record struct BearerResult
{
    internal BearerResult(ValidatedToken token) => Token = token;

    internal BearerResult(AuthError error) => Error = error;

    /// <summary>What the token says; null where it was refused.</summary>
    public ValidatedToken? Token { get; }

    /// <summary>
    /// Why it was refused: <see cref="AuthError.TokenInvalid"/>, <see cref="AuthError.TokenExpired"/>, or <see cref="AuthError.TemporarilyUnavailable"/> where this node does not know now who was
    /// revoked. Null where it is right.
    /// </summary>
    public AuthError? Error { get; }

    /// <summary>The token, where it was right but for its revocation.</summary>
    internal ValidatedToken? Revoked { get; init; }

    /// <summary>Whether the token is right.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsValid => Token is not null;
}
