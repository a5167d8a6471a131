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
    // Enough of a token to know it again; a stranger's megabytes are not worth a hash.
    private const int FingerprintedLength = 8 * 1024;

    private readonly JwksCache _keys;
    private readonly JwsResultCache<HytaleToken>? _verified;
    private readonly JwsLimits _limits;
    private readonly JwtRules _rules;
    private readonly TimeProvider _time;
    private readonly IAuthEventSink[] _sinks;
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
        _sinks = [.. sinks ?? []];
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
        ValidationAttempt attempt = Try(token, profile, fetched: null);
        return attempt.IsFinal ? new(Report(attempt.Result, token, profile)) : FetchKeyAsync(attempt, token, profile, cancellationToken);
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

    private async ValueTask<HytaleTokenResult> FetchKeyAsync(ValidationAttempt attempt, string token, HytaleTokenProfile profile, CancellationToken cancellationToken)
    {
        if (attempt.UnknownKeyId is { } keyId)
        {
            JwksLookup lookup = await _keys.GetKeyAsync(keyId, cancellationToken).ConfigureAwait(false);
            attempt = lookup.Key is { } key ? Try(token, profile, key) : ValidationAttempt.Refuse(lookup.Error.ToRefusal());
        }

        // A signature that is bad under a known key may be good under a newer one of the same name.
        if (!attempt.IsFinal && await _keys.RefreshAfterBadSignatureAsync(cancellationToken).ConfigureAwait(false))
        {
            attempt = Try(token, profile, fetched: null);
        }

        return Report(attempt.Result, token, profile);
    }

    private ValidationAttempt Try(string token, HytaleTokenProfile profile, JsonWebKey? fetched)
    {
        if (token.Length > _limits.MaxTokenLength)
        {
            return ValidationAttempt.Refuse(HytaleTokenRefusal.TooLong);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * token.Length);
        Span<byte> used = buffer.AsSpan(0, 2 * token.Length);
        try
        {
            return Ascii.FromUtf16(token, used, out int length) == OperationStatus.Done
                ? Try(used[..length], used[length..], profile, fetched)
                : ValidationAttempt.Refuse(HytaleTokenRefusal.Malformed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(used);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValidationAttempt Try(ReadOnlySpan<byte> token, Span<byte> scratch, HytaleTokenProfile profile, JsonWebKey? fetched)
    {
        DateTimeOffset now = _time.GetUtcNow();
        long generation = _keys.Generation;
        if (_verified is not null && _verified.TryGet(token, generation, out HytaleToken? known))
        {
            HytaleTokenRefusal outOfTime = CheckTimes(known, now);
            return outOfTime is HytaleTokenRefusal.None ? ValidationAttempt.Final(profile.Check(known)) : ValidationAttempt.Refuse(outOfTime);
        }

        // All checks without a key come first, so that a stranger's token causes no request for one.
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
            return ValidationAttempt.Refuse(error.ToRefusal(), error is JwsError.MissingClaim ? MissingClaim(claims) : null);
        }

        if (!HytaleTokenReader.TryReadSubject(claims, out Guid subject))
        {
            return ValidationAttempt.Refuse(HytaleTokenRefusal.SubjectNotUuid, "sub");
        }

        bool isKnown = _keys.TryGetKey(jws.KeyId, out JsonWebKey? key);
        if (!isKnown && fetched is null)
        {
            return jws.KeyId.IsPresent ? ValidationAttempt.NeedsKey(jws.KeyId.ToString()) : ValidationAttempt.Refuse(HytaleTokenRefusal.UnknownKey);
        }

        error = jws.Verify(key ?? fetched!);
        if (error is not JwsError.None)
        {
            return error is JwsError.BadSignature ? ValidationAttempt.BadSignature : ValidationAttempt.Refuse(error.ToRefusal());
        }

        if (new HytaleTokenReader(claims).Read(subject, out HytaleToken? read) is { } malformed)
        {
            return ValidationAttempt.Refuse(HytaleTokenRefusal.MalformedClaim, malformed);
        }

        // Only under the keys of the generation that was read before.
        if (isKnown && _verified is not null)
        {
            _verified.Set(token, generation, read!.ExpiresAt, read);
        }

        return ValidationAttempt.Final(profile.Check(read!));
    }

    private static string MissingClaim(scoped in JwtClaims claims) =>
        claims.ExpiresAt is null ? "exp" : claims.Issuer.IsPresent ? "sub" : "iss";

    // As the rules for a new token do it: time has gone on since it was verified.
    private HytaleTokenRefusal CheckTimes(HytaleToken token, DateTimeOffset now) =>
        now - token.ExpiresAt >= _rules.ClockSkew ? HytaleTokenRefusal.Expired
        : token.NotBefore - now > _rules.ClockSkew ? HytaleTokenRefusal.NotYetValid
        : token.IssuedAt - now > _rules.ClockSkew ? HytaleTokenRefusal.IssuedInFuture
        : HytaleTokenRefusal.None;

    private HytaleTokenResult Report(HytaleTokenResult result, string token, HytaleTokenProfile profile)
    {
        if (!result.IsValid && _sinks.Length > 0)
        {
            Raise(result, token, profile);
        }

        return result;
    }

    private void Raise(HytaleTokenResult result, string token, HytaleTokenProfile profile)
    {
        string fingerprint = TokenFingerprint.Of(new Secret(token.Length > FingerprintedLength ? token[..FingerprintedLength] : token))!;
        HytaleTokenRefusedEvent refused = new(HytaleEventNames.AuthFailed, _time.GetUtcNow(), fingerprint, profile.Name, result.Refusal, result.Claim);
        foreach (IAuthEventSink sink in _sinks)
        {
            try
            {
                sink.OnEvent(refused);
            }
            catch (Exception)
            {
                // A sink that fails must not decide about a token. The engine logs such a failure of its own events; there may be no engine here.
            }
        }
    }
}

/// <summary>What one attempt to validate a token came to: a result, or a key that has to be fetched first.</summary>
internal readonly record struct ValidationAttempt
{
    /// <summary>The known key did not make the signature; final unless the keys turn out to be old.</summary>
    public static ValidationAttempt BadSignature { get; } = new() { Result = new HytaleTokenResult(HytaleTokenRefusal.BadSignature) };

    public HytaleTokenResult Result { get; private init; }

    public string? UnknownKeyId { get; private init; }

    public bool IsFinal { get; private init; }

    public static ValidationAttempt Final(HytaleTokenResult result) => new() { Result = result, IsFinal = true };

    public static ValidationAttempt Refuse(HytaleTokenRefusal refusal, string? claim = null) => Final(new HytaleTokenResult(refusal, claim));

    public static ValidationAttempt NeedsKey(string keyId) => new() { Result = new HytaleTokenResult(HytaleTokenRefusal.UnknownKey), UnknownKeyId = keyId };
}
