using System.Buffers.Text;

namespace GameAuth.Server;

/// <summary>Who a socket's player is: the token that he presents, the challenge, and his answer; and the same again for the next token on the open socket. For one reader; what is published may be read by any thread.</summary>
internal sealed class RealtimeAuthentication(RealtimeOrigin origin, RealtimeServices services)
{
    private RealtimeChallenge? _challenge;
    private ValidatedToken? _token;

    /// <summary>The access token; null before the player has proven who he is.</summary>
    public ValidatedToken? Token => Volatile.Read(ref _token);

    /// <summary>The same as it came.</summary>
    public string AccessToken { get; private set; } = "";

    /// <summary>The challenge that waits for its answer; null for none.</summary>
    public RealtimeChallenge? Challenge => Volatile.Read(ref _challenge);

    /// <summary>The token that was presented last, where it was one of ours: for the audit.</summary>
    public ValidatedToken? Presented { get; private set; }

    /// <summary>Judges a token, and makes a challenge for it.</summary>
    /// <param name="text">The token as it came.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Why there is no challenge; null where there is one.</returns>
    /// <exception cref="SessionStoreException">The session can't be looked up now.</exception>
    public async ValueTask<AuthError?> BeginAsync(string text, CancellationToken cancellationToken)
    {
        BearerResult found = await services.Bearer.ValidateAsync(text.AsMemory(), services.Rooms.Value.Audience, BearerValidator.AnyKey, cancellationToken).ConfigureAwait(false);
        Presented = found.Token ?? found.Revoked;
        AuthError? refused = found.Revoked is not null ? AuthError.SessionRevoked : found.Error;
        if (refused is not null || found.Token is not { } token)
        {
            return refused;
        }

        if (token.ExpiresAt <= services.Time.GetUtcNow())
        {
            // Elsewhere it is good for some more seconds, since clocks differ; a socket that closes at once would help nobody.
            return AuthError.TokenExpired;
        }

        if (Token is { } before && before.Subject != token.Subject)
        {
            return AuthError.TokenInvalid with { Message = "The access token is another player's." };
        }

        // Whether the session is bound to a key is in no bearer token.
        SessionFamily? family = (await services.Store.FindFamilyAsync(token.Session, cancellationToken).ConfigureAwait(false)).Family;
        ReadOnlyMemory<byte> key = family?.KeyThumbprint ?? default;
        refused = family is not { Status: FamilyStatus.Active } ? AuthError.SessionRevoked
            : token.KeyThumbprint is { } bound && bound != Base64Url.EncodeToString(key.Span) ? AuthError.TokenInvalid
            : !origin.HasOrigin && key.IsEmpty ? AuthError.OriginForbidden with { Message = "A client without the header Origin proves the key of its session (DPoP)." }
            : null;
        if (refused is null)
        {
            Volatile.Write(ref _challenge, new RealtimeChallenge(text, token, key.Span, services.Time.GetTimestamp()));
        }

        return refused;
    }

    /// <summary>Judges the answer to the challenge, which there is no more then; where it is right, the token is the socket's.</summary>
    /// <param name="dpop">The proof; null where none came.</param>
    /// <param name="hash">The hash; null where none came.</param>
    /// <returns>Why it is refused; null where it is right.</returns>
    public AuthError? Prove(string? dpop, string? hash)
    {
        if (Challenge is not { } challenge)
        {
            return AuthError.InvalidRequest with { Message = "There is no challenge." };
        }

        Volatile.Write(ref _challenge, null);
        bool isFirst = Token is null;
        AuthError? refused = services.Time.GetElapsedTime(challenge.Timestamp) >= RealtimeChallenge.Lifetime ? AuthError.TimedOut
            : challenge.Check(dpop, hash, origin.Addresses, services.Time.GetUtcNow())
            ?? (!services.Revocations.IsConfirmed ? AuthError.TemporarilyUnavailable : services.Revocations.IsRevoked(challenge.Token) ? AuthError.SessionRevoked : null);
        if (refused is null && isFirst && !services.Sockets.Authenticate(challenge.Token.Subject))
        {
            refused = AuthError.RateLimited with { Message = "This player has too many connections." };
        }

        if (refused is null)
        {
            AccessToken = challenge.AccessToken;
            Volatile.Write(ref _token, challenge.Token);
        }

        return refused;
    }
}

/// <summary>Where a socket comes from.</summary>
/// <param name="Source">For the audit.</param>
/// <param name="HasOrigin">Whether a browser's page has opened it, whose origin is allowed. A client without one must prove a key.</param>
/// <param name="Addresses">The socket's addresses as clients write them in a proof, with https.</param>
internal sealed record RealtimeOrigin(RequestSource Source, bool HasOrigin, IReadOnlyList<Uri> Addresses);
