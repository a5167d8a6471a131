namespace GameAuth.Server;

/// <summary>Reads the audit, and erases players: for an application's own pages and its administrators. Found in the services; safe for use from any thread.</summary>
/// <remarks>Events of this node are there at once, those of others within about a second. All methods throw <see cref="SessionStoreException"/> where the store can't be used now; each can be called again.</remarks>
public sealed class SessionAudit
{
    private const int MostSessions = 1000;

    private readonly ISessionStore _store;
    private readonly SessionDirectory _directory;
    private readonly AuditWriter _writer;
    private readonly AuditHashes _hashes;

    internal SessionAudit(ISessionStore store, SessionDirectory directory, AuditWriter writer, AuditHashes hashes) =>
        (_store, _directory, _writer, _hashes) = (store, directory, writer, hashes);

    /// <summary>The hashes by which rows name a player. A row about an account that a provider has verified has the account's; where only the subject was known it has the subject's. By default the subject is <c>provider:id</c>, and both are the same.</summary>
    /// <param name="subject">The subject; null where it does not matter.</param>
    /// <param name="provider">The provider; null where the account does not matter.</param>
    /// <param name="providerSubject">The player's id there; null where the account does not matter.</param>
    /// <returns>The hashes, for <see cref="AuditQuery.AccountHashes"/>; none where neither a subject nor an account is given.</returns>
    /// <exception cref="ArgumentException">Only one of the provider and the player's id there is given: a query without hashes is about everybody.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> HashesOf(string? subject, string? provider = null, string? providerSubject = null) => [.. AllOf(subject, provider, providerSubject).Take(SessionStoreLimits.Accounts)];

    /// <summary>Reads rows, the newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The rows.</returns>
    public async ValueTask<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        await _writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return await _store.ReadAuditAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Erases a player: ends his sessions, then deletes them and his rows of the audit. What another node has not written yet may come within a second, so that a second call finds a little more. The entry
    /// in the log of revocations, which names the subject, goes with the last access token that it can hit, about an hour later.
    /// </summary>
    /// <remarks>
    /// Rows name a player by his account at the provider. Where subjects are not <c>provider:id</c>, as at Discord or with a mapper of your own, the account is known from his sessions alone, and these are
    /// deleted some hours after their end: name the account too, once for each that he has.
    /// </remarks>
    /// <param name="subject">The subject: the claim <c>sub</c>.</param>
    /// <param name="provider">The provider; null where the subject is <c>provider:id</c>.</param>
    /// <param name="providerSubject">The player's id there; null where the subject is <c>provider:id</c>.</param>
    /// <param name="cancellationToken">Ends the wait; what has begun is finished.</param>
    /// <returns>How many sessions and rows were deleted.</returns>
    /// <exception cref="ArgumentException">Only one of the provider and the player's id there is given.</exception>
    public async ValueTask<int> EraseAsync(string subject, string? provider = null, string? providerSubject = null, CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte>[] known = [.. AllOf(subject, provider, providerSubject)];
        IReadOnlyList<SessionView> sessions = await _directory.ListAsync(subject, MostSessions, cancellationToken).ConfigureAwait(false);
        await _directory.EndSubjectAsync(subject, EndReasons.Erased, before: null, cancellationToken).ConfigureAwait(false);
        await _writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        HashSet<(string, string)> accounts = [.. sessions.Select(static session => (session.Provider, session.ProviderSubject))];
        ReadOnlyMemory<byte>[] hashes = [.. known, .. accounts.SelectMany(account => _hashes.AllOfAccount(account.Item1, account.Item2, subject: null))];

        // Several accounts of one subject under several master keys are more than one call takes.
        int erased = 0;
        foreach (ReadOnlyMemory<byte>[] some in hashes.Chunk(SessionStoreLimits.Accounts))
        {
            erased += await _store.EraseAsync(subject, some, cancellationToken).ConfigureAwait(false);
        }

        return erased;
    }

    private IEnumerable<ReadOnlyMemory<byte>> AllOf(string? subject, string? provider, string? providerSubject) => (provider is null) == (providerSubject is null)
        ? _hashes.AllOfAccount(provider: null, providerSubject: null, subject).Concat(_hashes.AllOfAccount(provider, providerSubject, subject: null))
        : throw new ArgumentException("An account is a provider and the player's id there: give both or neither.", nameof(providerSubject));
}
