namespace GameAuth.Server;

/// <summary>Lists sessions and ends them: for an application's own pages and its administrators. Found in the services; safe for use from any thread.</summary>
/// <remarks>
/// A session that was ended yields no token from then on, on every node. Its access tokens are refused within <see cref="GameAuthServerOptions.RevocationBound"/>. All methods throw
/// <see cref="SessionStoreException"/> where the store can't be used now; each can be called again.
/// </remarks>
public sealed class SessionDirectory
{
    // The longest life that a profile may give to an access token.
    private static readonly TimeSpan LongestAccessToken = TimeSpan.FromHours(1);

    private readonly ISessionStore _store;
    private readonly SessionEvents _events;
    private readonly GameAuthServerOptions _options;
    private readonly AuditRows _rows;

    internal SessionDirectory(ISessionStore store, SessionEvents events, GameAuthServerOptions options, AuditRows rows) =>
        (_store, _events, _options, _rows) = (store, events, options, rows);

    /// <summary>Lists the sessions of a subject, the newest first; those too that were ended or have run out, for some hours.</summary>
    /// <param name="subject">The subject: the claim <c>sub</c>.</param>
    /// <param name="limit">The most sessions. Default 100.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The sessions.</returns>
    public async ValueTask<IReadOnlyList<SessionView>> ListAsync(string subject, int limit = 100, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<SessionFamily> families = await _store.ListFamiliesAsync(subject, limit, cancellationToken).ConfigureAwait(false);
        if (families.Count == 0)
        {
            return [];
        }

        // A list has no time of the store; a single family has.
        DateTimeOffset now = (await _store.FindFamilyAsync(families[0].Id, cancellationToken).ConfigureAwait(false)).Now;
        return [.. families.Select(family => new SessionView(family, now))];
    }

    /// <summary>Finds a session.</summary>
    /// <param name="session">Its id: the claim <c>sid</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session, in whatever state; null where there is none or it was deleted after its end.</returns>
    public async ValueTask<SessionView?> FindAsync(FamilyId session, CancellationToken cancellationToken = default)
    {
        FoundFamily found = await _store.FindFamilyAsync(session, cancellationToken).ConfigureAwait(false);
        return found.Family is null ? null : new SessionView(found.Family, found.Now);
    }

    /// <summary>Ends a session. Does nothing where it has ended.</summary>
    /// <param name="session">Its id: the claim <c>sid</c>.</param>
    /// <param name="reason">Why: a word of <see cref="EndReasons"/> or of the application, 64 characters at most.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>Whether this call ended it.</returns>
    public async ValueTask<bool> EndAsync(FamilyId session, string reason = EndReasons.Admin, CancellationToken cancellationToken = default)
    {
        FoundFamily found = await _store.FindFamilyAsync(session, cancellationToken).ConfigureAwait(false);
        return found.Family is not null && await EndAsync(found.Family, FamilyStatus.Revoked, reason, presented: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends all sessions of a subject: a ban, or a player who logs out everywhere.</summary>
    /// <param name="subject">The subject: the claim <c>sub</c>.</param>
    /// <param name="reason">Why: a word of <see cref="EndReasons"/> or of the application, 64 characters at most.</param>
    /// <param name="before">Only those that began before this time; null for all that there are now.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>How many it ended.</returns>
    public ValueTask<int> EndSubjectAsync(string subject, string reason = EndReasons.Admin, DateTimeOffset? before = null, CancellationToken cancellationToken = default) =>
        EndAsync(Make(RevocationTarget.Subject, subject, reason, before), _events.Make(SessionEventNames.Ended) with { Subject = subject }, cancellationToken);

    /// <summary>Ends all sessions of an account at a provider, such as one that took the application's permission away.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="providerSubject">The player's id there.</param>
    /// <param name="reason">Why: a word of <see cref="EndReasons"/> or of the application, 64 characters at most.</param>
    /// <param name="before">Only those that began before this time; null for all that there are now.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>How many it ended.</returns>
    public ValueTask<int> EndProviderAccountAsync(
        string provider, string providerSubject, string reason = EndReasons.Deauthorized, DateTimeOffset? before = null, CancellationToken cancellationToken = default) => EndAsync(
            Make(RevocationTarget.ProviderAccount, providerSubject, reason, before) with { Provider = provider },
            _events.Make(SessionEventNames.Ended) with { Provider = provider, ProviderSubject = providerSubject }, cancellationToken);

    /// <summary>Ends every session of this server: everybody signs in again.</summary>
    /// <param name="reason">Why: a word of <see cref="EndReasons"/> or of the application, 64 characters at most.</param>
    /// <param name="before">Only those that began before this time; null for all that there are now.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>How many it ended.</returns>
    public ValueTask<int> EndAllAsync(string reason = EndReasons.Admin, DateTimeOffset? before = null, CancellationToken cancellationToken = default) =>
        EndAsync(Make(RevocationTarget.Everything, "", reason, before), _events.Make(SessionEventNames.Ended), cancellationToken);

    /// <summary>Revokes one access token; its session lives on.</summary>
    /// <param name="tokenId">The claim <c>jti</c>.</param>
    /// <param name="reason">Why: a word of <see cref="EndReasons"/> or of the application, 64 characters at most.</param>
    /// <param name="cancellationToken">Ends the wait; what has begun is finished.</param>
    /// <returns>Done when the log has it.</returns>
    public async ValueTask RevokeAccessTokenAsync(string tokenId, string reason = EndReasons.Admin, CancellationToken cancellationToken = default)
    {
        SessionEvent happened = _events.Make(SessionEventNames.AccessTokenRevoked) with { AccessTokenId = tokenId, Reason = reason, Count = 0 };
        await EndAsync(Make(RevocationTarget.AccessToken, tokenId, reason, before: null), happened, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a family whose old refresh token was used again, and with <see cref="GameAuthServerOptions.EndAllOnReuse"/> all others of its subject, in one transaction: whoever asks again finds nothing left to end.</summary>
    /// <param name="family">The family as it was found.</param>
    /// <param name="presented">The refresh token that was presented.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>Whether this call ended something.</returns>
    internal async ValueTask<bool> EndReusedAsync(SessionFamily family, PresentedToken presented, CancellationToken cancellationToken)
    {
        if (!_options.EndAllOnReuse)
        {
            return await EndAsync(family, FamilyStatus.Compromised, EndReasons.Reuse, presented, cancellationToken).ConfigureAwait(false);
        }

        // Asked first: the log would get an entry for each thief who comes again.
        SessionFamily? now = (await _store.FindFamilyAsync(family.Id, cancellationToken).ConfigureAwait(false)).Family;
        Revocation revocation = Make(RevocationTarget.Subject, family.Subject, EndReasons.Reuse, before: null) with { Status = FamilyStatus.Compromised };
        SessionEvent happened = Make(SessionEventNames.ReuseDetected, family, EndReasons.Reuse, presented);
        return now is { Status: FamilyStatus.Active } && await EndAsync(revocation, happened, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Ends a family that was found.</summary>
    /// <param name="family">The family as it was found.</param>
    /// <param name="status">The status that it gets.</param>
    /// <param name="reason">Why.</param>
    /// <param name="presented">The refresh token that was presented; null without one.</param>
    /// <param name="cancellationToken">Ends the wait; an end that has begun is finished.</param>
    /// <returns>Whether this call ended it.</returns>
    internal async ValueTask<bool> EndAsync(SessionFamily family, FamilyStatus status, string reason, PresentedToken? presented, CancellationToken cancellationToken)
    {
        Revocation revocation = Make(RevocationTarget.Family, family.Id.ToString(), reason, before: null) with { Status = status };
        string name = status == FamilyStatus.Compromised ? SessionEventNames.ReuseDetected : SessionEventNames.Ended;
        return await EndAsync(revocation, Make(name, family, reason, presented), cancellationToken).ConfigureAwait(false) > 0;
    }

    private SessionEvent Make(string name, SessionFamily family, string reason, PresentedToken? presented) => _events.Make(name, family) with
    {
        Reason = reason, PresentedGeneration = presented?.Generation, Origin = presented is null ? null : _events.OriginOf(presented.Source),
    };

    private Revocation Make(RevocationTarget target, string value, string reason, DateTimeOffset? before) => new()
    {
        Target = target,
        Value = value,
        Reason = reason,
        Before = before,
        KeepFor = LongestAccessToken + (2 * _options.ClockSkew),
    };

    // What is told of is what has happened: of a family that had ended before, nothing. The audit has it as soon as it has happened, whatever becomes of this node.
    private async ValueTask<int> EndAsync(Revocation revocation, SessionEvent happened, CancellationToken cancellationToken)
    {
        happened = happened with { Reason = revocation.Reason, IsAudited = true };
        EndedFamilies ended = await _store.EndAsync(revocation with { Audit = _rows.Make(happened), AuditFor = _options.AuditRetention }, cancellationToken).ConfigureAwait(false);
        if (ended.Count > 0 || revocation.Target != RevocationTarget.Family)
        {
            _events.Raise(happened with { Count = ended.Count });
        }

        return ended.Count;
    }
}

/// <summary>A refresh token that a request has presented to end something.</summary>
/// <param name="Generation">Its generation.</param>
/// <param name="Source">Where the request came from.</param>
internal sealed record PresentedToken(int Generation, RequestSource Source);
