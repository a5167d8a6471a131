using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;

namespace GameAuth.Hytale;

/// <summary>Verifies the tokens that Hytale's session service signs: identities, sessions, server access. It needs no account. Safe for use from any thread.</summary>
/// <remarks>
/// <para>
/// A token is signed with Ed25519 by a key that the service publishes, is of the right issuer, within its times, and its subject is a UUID; beyond that it is held
/// against a <see cref="HytaleTokenProfile"/>. OAuth tokens are not for this: they are opaque to everybody but Hytale.
/// </para>
/// <para>
/// While its key is known a token is judged at once and the task is complete; only a new key makes the caller wait. Refusals are told to every
/// <see cref="IAuthEventSink"/> as <see cref="HytaleEventNames.AuthFailed"/>.
/// </para>
/// </remarks>
public sealed class HytaleTokenValidator : IDisposable
{
    private readonly JwksCache _keys;
    private readonly JwsResultCache<HytaleToken>? _verified;
    private readonly JwsLimits _limits;
    private readonly JwtRules _rules;
    private readonly TimeProvider _time;
    private readonly RefusedTokens _refused;
    private int _disposed;

    /// <summary>A validator with a way of its own to the keys; a host has one ready, see <c>AddHytaleTokenValidation</c>.</summary>
    /// <param name="fetchKeys">Gets the key set: from the one https address that the keys are published at, without redirects, at most <see cref="JsonWebKeySet.MaxLength"/> bytes. It throws on failure.</param>
    /// <param name="options">The options; null stands for their defaults. Addresses are not used.</param>
    /// <param name="sinks">Who hears of refusals; null for nobody.</param>
    /// <param name="time">The clock; null stands for the system's.</param>
    /// <exception cref="GameAuthConfigurationException">An option is out of its range.</exception>
    public HytaleTokenValidator(
        Func<JwksRequest, CancellationToken, Task<JwksResponse>> fetchKeys,
        HytaleTokenValidationOptions? options = null,
        IEnumerable<IAuthEventSink>? sinks = null,
        TimeProvider? time = null)
    {
        options ??= new HytaleTokenValidationOptions();
        if (HytaleTokenValidationOptionsValidator.Faults(options).FirstOrDefault() is { } fault)
        {
            throw new GameAuthConfigurationException($"Hytale token validation: {fault}") { Provider = HytaleDefaults.Provider, Step = "options" };
        }

        _time = time ?? TimeProvider.System;
        _keys = new JwksCache(fetchKeys, options.ToKeyOptions(), _time);
        _verified = options.RememberedTokens > 0 ? new JwsResultCache<HytaleToken>(options.RememberedTokens, _time) : null;
        _limits = new JwsLimits { MaxTokenLength = options.MaxTokenLength };
        _rules = new JwtRules { Issuer = options.Issuer, ClockSkew = options.ClockSkew, RequireSubject = true };
        _refused = new RefusedTokens([.. sinks ?? []], _time);
    }

    /// <summary>Validates a token.</summary>
    /// <param name="token">The token, as it came. It need not be one at all.</param>
    /// <param name="profile">What it must say.</param>
    /// <param name="cancellationToken">Ends the wait for a key; nothing else waits.</param>
    /// <returns>What it says, or why it was refused. A bad token is never an exception.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<HytaleTokenResult> ValidateAsync(string token, HytaleTokenProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(profile);
        TokenGlance glance = Look(token, profile, fetched: null);
        return glance.IsFinal ? new(Tell(glance.Result, token, profile)) : AskForKeyAsync(glance, token, profile, cancellationToken);
    }

    /// <inheritdoc cref="ValidateAsync(string, HytaleTokenProfile, CancellationToken)"/>
    public ValueTask<HytaleTokenResult> ValidateAsync(Secret token, HytaleTokenProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return ValidateAsync(token.Reveal(), profile, cancellationToken);
    }

    /// <summary>What the cache of published keys has done so far: for metrics and health.</summary>
    /// <returns>Counters.</returns>
    public JwksCacheStatistics GetKeyStatistics() => _keys.GetStatistics();

    /// <summary>Ends a request for keys that is under way and makes no other. Known keys stay known.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _keys.Dispose();
        }
    }

    private async ValueTask<HytaleTokenResult> AskForKeyAsync(TokenGlance glance, string token, HytaleTokenProfile profile, CancellationToken cancellationToken)
    {
        if (glance.UnknownKeyId is { } keyId)
        {
            JwksLookup lookup = await _keys.GetKeyAsync(keyId, cancellationToken).ConfigureAwait(false);
            glance = lookup.Key is { } key ? Look(token, profile, key) : TokenGlance.Refuse(TokenRefusals.From(lookup.Error));
        }

        // A signature that is bad under a known key may be good under a newer one of the same name.
        if (!glance.IsFinal && await _keys.RefreshAfterBadSignatureAsync(cancellationToken).ConfigureAwait(false))
        {
            glance = Look(token, profile, fetched: null);
        }

        return Tell(glance.Result, token, profile);
    }

    private TokenGlance Look(string token, HytaleTokenProfile profile, JsonWebKey? fetched)
    {
        if (token.Length > _limits.MaxTokenLength)
        {
            return TokenGlance.Refuse(HytaleTokenRefusal.TooLong);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * token.Length);
        Span<byte> used = buffer.AsSpan(0, 2 * token.Length);
        try
        {
            return Ascii.FromUtf16(token, used, out int length) == OperationStatus.Done
                ? Look(used[..length], used[length..], profile, fetched)
                : TokenGlance.Refuse(HytaleTokenRefusal.Malformed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(used);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private TokenGlance Look(ReadOnlySpan<byte> token, Span<byte> scratch, HytaleTokenProfile profile, JsonWebKey? fetched)
    {
        DateTimeOffset now = _time.GetUtcNow();
        long generation = _keys.Generation;
        if (_verified is not null && _verified.TryGet(token, generation, out HytaleToken? known))
        {
            HytaleTokenRefusal outOfTime = TokenJudge.JudgeTimes(known, now, _rules.ClockSkew);
            return outOfTime is HytaleTokenRefusal.None ? TokenGlance.Judged(TokenJudge.Judge(known, profile)) : TokenGlance.Refuse(outOfTime);
        }

        // All that needs no key comes first, so that a stranger's token asks nobody for one.
        JwsError error = CompactJws.TryRead(token, scratch, out CompactJws jws, _limits);
        if (error is JwsError.None && jws.Algorithm is not JwsAlgorithm.EdDsa)
        {
            error = JwsError.WrongAlgorithm;
        }

        JwtClaims claims = default;
        error = error is JwsError.None ? JwtClaims.TryRead(jws.Payload, out claims, _limits) : error;
        error = error is JwsError.None ? _rules.Check(claims, now) : error;
        if (error is not JwsError.None)
        {
            return TokenGlance.Refuse(TokenRefusals.From(error), error is JwsError.MissingClaim ? Missing(claims) : null);
        }

        if (!TokenReader.TryReadSubject(claims, out Guid subject))
        {
            return TokenGlance.Refuse(HytaleTokenRefusal.SubjectNotUuid, "sub");
        }

        bool isKnown = _keys.TryGetKey(jws.KeyId, out JsonWebKey? key);
        if (!isKnown && fetched is null)
        {
            return jws.KeyId.IsPresent ? TokenGlance.NeedsKey(jws.KeyId.ToString()) : TokenGlance.Refuse(HytaleTokenRefusal.UnknownKey);
        }

        if (jws.Verify(key ?? fetched!) is not JwsError.None and var bad)
        {
            return bad is JwsError.BadSignature ? TokenGlance.BadSignature : TokenGlance.Refuse(TokenRefusals.From(bad));
        }

        if (new TokenReader(claims).Read(subject, out HytaleToken? read) is { } malformed)
        {
            return TokenGlance.Refuse(HytaleTokenRefusal.MalformedClaim, malformed);
        }

        // Only under the keys of the generation that was read before.
        if (isKnown && _verified is not null)
        {
            _verified.Set(token, generation, read!.ExpiresAt, read);
        }

        return TokenGlance.Judged(TokenJudge.Judge(read!, profile));
    }

    private static string Missing(scoped in JwtClaims claims) =>
        claims.ExpiresAt is null ? "exp" : claims.Issuer.IsPresent ? "sub" : "iss";

    private HytaleTokenResult Tell(HytaleTokenResult result, string token, HytaleTokenProfile profile)
    {
        if (!result.IsValid)
        {
            _refused.Tell(result, token, profile);
        }

        return result;
    }
}
