namespace GameAuth.Server;

/// <summary>Refreshes sessions and logs them out: whatever decides about a refresh token that is presented. Safe for use from any thread.</summary>
/// <remarks>
/// Of a store that can't be used now the caller hears by <see cref="SessionStoreException"/>, of a master key by <see cref="CredentialStoreException"/>: what was asked for may have happened or
/// not, and the client asks again with the same token.
/// </remarks>
internal sealed class SessionService(SessionServiceParts parts)
{
    // Each lost step means that another request has won one, and the loser's next answer nearly always is a repeat or an end.
    private const int MostSteps = 8;

    private static readonly IReadOnlyDictionary<string, string> NoMembers = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly ISessionStore _store = parts.Store;
    private readonly SessionServiceParts _parts = parts;

    /// <summary>Answers a refresh by the rules of rotation.</summary>
    /// <param name="token">Any text: what the client brought as its refresh token.</param>
    /// <param name="source">What is known of the request.</param>
    /// <param name="cancellationToken">The client has gone; a step that has begun is finished.</param>
    /// <returns>The tokens; or <c>refresh_invalid</c>, <c>refresh_reuse_detected</c>, and where too many others were quicker <c>temporarily_unavailable</c>.</returns>
    public async ValueTask<SessionAnswer> RefreshAsync(string token, RequestSource source, CancellationToken cancellationToken)
    {
        SessionKey[] keys = await _parts.Keys.GetAsync(cancellationToken).ConfigureAwait(false);
        if (RefreshToken.TryRead(keys, token, source.KeyThumbprint.Span) is not { } presented)
        {
            return SessionAnswer.Refused(AuthError.RefreshInvalid);
        }

        (SessionFamily? family, DateTimeOffset now) = await _store.FindFamilyAsync(presented.Family, cancellationToken).ConfigureAwait(false);
        AccessToken? access = null;
        ClientHashes client = keys[0].HashClient(source);
        for (int step = 0; step < MostSteps; step++)
        {
            // A bound family has bound tokens only; one that is not was made for another row than this.
            if (family is null || family.KeyThumbprint.IsEmpty == presented.IsKeyProven)
            {
                return SessionAnswer.Refused(AuthError.RefreshInvalid);
            }

            // The token of a cookie never becomes one in a body, where a page's script could read it.
            if (source.Delivery is { } delivery && _parts.FindProfile(family.Profile) is { } profile && profile.Delivery != delivery)
            {
                return SessionAnswer.Refused(AuthError.RefreshInvalid);
            }

            RotationDecision decision = RotationRules.Decide(family, presented.Generation, presented.IsKeyProven, _parts.Options.ReuseWindow, now);
            if (decision == RotationDecision.Refuse)
            {
                return SessionAnswer.Refused(AuthError.RefreshInvalid);
            }

            if (decision == RotationDecision.Reuse)
            {
                bool hasEnded = await _parts.Directory.EndReusedAsync(family, new PresentedToken(presented.Generation, source), cancellationToken).ConfigureAwait(false);
                return SessionAnswer.Refused(hasEnded ? AuthError.RefreshReuseDetected : AuthError.RefreshInvalid);
            }

            // The access token comes before the step: where it can't be made, nothing has moved, and the client may come again however late. It is made for the generation after the presented
            // one in each case, so whoever loses the step has it already.
            access ??= await _parts.Issuer.IssueAsync(family, presented.Generation + 1, now, cancellationToken).ConfigureAwait(false);
            if (decision == RotationDecision.RepeatSuccessor)
            {
                string name = IsFromThere(keys, family, source, client) ? SessionEventNames.Repeated : SessionEventNames.RepeatedElsewhere;
                _parts.Events.Raise(_parts.Events.Make(name, family, source, access) with { PresentedGeneration = presented.Generation });
                return Grant(keys[0], presented, family, access, now);
            }

            (bool hasMoved, SessionFamily? current, DateTimeOffset at) = await _store.AdvanceFamilyAsync(Step(family, presented.Generation + 1, client), cancellationToken).ConfigureAwait(false);
            if (hasMoved)
            {
                string name = decision == RotationDecision.AdvanceBeyond ? SessionEventNames.StoreSetBack : SessionEventNames.Refreshed;
                _parts.Events.Raise(_parts.Events.Make(name, current!, source, access) with { PresentedGeneration = presented.Generation, Place = _parts.PlaceOf(family, current!) });
                return Grant(keys[0], presented, current!, access, at);
            }

            (family, now) = (current, at);
        }

        return SessionAnswer.Refused(AuthError.TemporarilyUnavailable);
    }

    /// <summary>Ends the family of any right refresh token, current or not. Does nothing for every other text, so that it can be called again.</summary>
    /// <param name="token">Any text: what the client brought as its refresh token.</param>
    /// <param name="source">What is known of the request.</param>
    /// <param name="reason">Why: <see cref="EndReasons.Logout"/>, or <see cref="EndReasons.Replaced"/> after another sign-in of the same client.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>Whether there is such a family, which is over now, by this call or an earlier one.</returns>
    public async ValueTask<bool> EndAsync(string token, RequestSource source, string reason, CancellationToken cancellationToken)
    {
        SessionKey[] keys = await _parts.Keys.GetAsync(cancellationToken).ConfigureAwait(false);
        if (RefreshToken.TryRead(keys, token, source.KeyThumbprint.Span) is not { } presented)
        {
            return false;
        }

        SessionFamily? family = (await _store.FindFamilyAsync(presented.Family, cancellationToken).ConfigureAwait(false)).Family;
        if (family is null)
        {
            return false;
        }

        await _parts.Directory.EndAsync(family, FamilyStatus.Revoked, reason, new PresentedToken(presented.Generation, source), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether a repeat comes from where the first answer went. A hash of a previous master key counts too, so that a new key alerts nobody.</summary>
    internal static bool IsFromThere(SessionKey[] keys, SessionFamily family, RequestSource source, ClientHashes client) =>
        client.AreThoseOf(family) || keys.Skip(1).Any(key => key.HashClient(source).AreThoseOf(family));

    /// <summary>Makes the answer with the tokens of the family's generation.</summary>
    internal static SessionTokens Tokens(string refresh, SessionFamily family, AccessToken access, DateTimeOffset now, IReadOnlyDictionary<string, string>? members = null) => new()
    {
        Access = access,
        Refresh = refresh,
        RefreshLifetime = (family.IdleEndsAt < family.EndsAt ? family.IdleEndsAt : family.EndsAt) - now,
        Family = family,
        Generation = family.Generation,
        Members = members ?? NoMembers,
    };

    private static SessionAnswer Grant(SessionKey key, RefreshToken presented, SessionFamily family, AccessToken access, DateTimeOffset now) =>
        SessionAnswer.Granted(Tokens(presented.Write(key, family.Generation, family), family, access, now));

    private FamilyStep Step(SessionFamily family, int to, ClientHashes client) => new()
    {
        Id = family.Id,
        From = family.Generation,
        To = to,

        // A profile that was taken away since leaves its sessions as they are.
        IdleLifetime = _parts.FindProfile(family.Profile)?.IdleLifetime ?? family.IdleEndsAt - family.RotatedAt,
        NetworkHash = client.Network,
        UserAgentHash = client.UserAgent,
    };
}

/// <summary>Finds a profile by its name; null where no such one was added.</summary>
internal delegate SessionProfile? FindProfile(string name);

/// <summary>What the session service stands on.</summary>
internal sealed record SessionServiceParts(
    ISessionStore Store, SessionKeys Keys, IAccessTokenIssuer Issuer, SessionDirectory Directory, SessionEvents Events, FindProfile FindProfile, GameAuthServerOptions Options)
{
    /// <summary>Whether players of a profile share addresses: an Activity's requests come from Discord's proxies.</summary>
    public bool IsAddressShared(string profile) => FindProfile(profile)?.Cookie == RefreshCookieMode.Activity;

    /// <summary>Where a session was and where it is; null where its address says nothing of it.</summary>
    public SessionPlace? PlaceOf(SessionFamily? before, SessionFamily now) => IsAddressShared(now.Profile) ? null : new SessionPlace(before?.NetworkHash ?? default, before?.RotatedAt ?? default, now.NetworkHash);
}
