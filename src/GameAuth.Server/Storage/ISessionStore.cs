namespace GameAuth.Server;

/// <summary>
/// Where the session server keeps families of refresh tokens, the log of revocations, what may be used once, counters, places in rooms, and work that is due. One contract suite tests every store.
/// </summary>
/// <remarks>
/// <para>
/// Each operation is one transaction: it happens whole, or not at all, and it is durable when it returns (the memory store lives as long as its process). The store's own clock decides about
/// time, so that nodes whose clocks differ agree; each answer says what that clock showed. Keys of 32 bytes are hashes: the store never sees a token, a nonce or a name in the clear, but for
/// the subject and the provider's subject of a family, which an administrator searches for.
/// </para>
/// <para>
/// What is outside the limits of <see cref="SessionStoreLimits"/> throws <see cref="ArgumentException"/> and changes nothing. Texts are any Unicode, compared ordinally; half of a surrogate
/// pair is refused. Times are kept to the millisecond or finer. What ends at a time has ended at that time. A buffer that was passed may be used again when the task has ended.
/// </para>
/// <para>
/// Implementations are safe for use from any thread and, where they say so, from several processes. Where a disk or a server fails they throw <see cref="SessionStoreException"/>, and the
/// caller does not know whether the operation happened: every operation here can be asked for again.
/// </para>
/// </remarks>
public interface ISessionStore
{
    /// <summary>Makes the store ready: opens it, and brings its schema up to date where it may. Called at the start of the host; a second call does nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the other operations can be called.</returns>
    /// <exception cref="SessionStoreException">The store can not be opened, or its schema is another one; the message says the fix.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Creates a family, and takes the nonce of its exchange in the same transaction.</summary>
    /// <param name="family">The family; its times begin now, by the store's clock.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>The family; or, where the nonce was taken before and has not ended, the family that took it. So the same call again yields the family that it made.</returns>
    /// <exception cref="ArgumentException">A family with this id exists and another nonce made it: the id is a hash of random bytes, so it was made twice. The nonce is not taken.</exception>
    ValueTask<CreatedFamily> CreateFamilyAsync(NewFamily family, CancellationToken cancellationToken);

    /// <summary>Finds a family, in whatever state.</summary>
    /// <param name="id">The family.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The family, or null where there is none or it was pruned; and the time.</returns>
    ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken);

    /// <summary>Finds the family whose exchange took a nonce, while the nonce is taken.</summary>
    /// <param name="nonce">A keyed hash of the nonce, 32 bytes, as in <see cref="NewFamily.Nonce"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The family, or null where the nonce is free; and the time.</returns>
    ValueTask<FoundFamily> FindByNonceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken);

    /// <summary>Moves a family to another generation, by compare-and-swap. It must be active and neither idle nor over by the store's clock.</summary>
    /// <param name="step">From which generation to which.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>Whether it moved, and the family as it is now: the caller who was late needs no second read.</returns>
    ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken);

    /// <summary>Notes that an access token of a generation was seen in use, and forgets the sealed first answer of the family. A generation above the family's changes nothing, and so does one that is not above what was noted.</summary>
    /// <param name="id">The family; one that is gone is ignored.</param>
    /// <param name="generation">The generation of the access token.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>Done when it is noted.</returns>
    ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken);

    /// <summary>Ends families, or a single access token, and appends to the log of revocations in the same transaction.</summary>
    /// <param name="revocation">What to end, and why.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>
    /// How many families it ended; those too that were idle or over, since an access token of theirs may live. A family that had ended before stays as it was. Where the target is a family and
    /// nothing is left to end, nothing is appended; for the other targets an entry is appended always.
    /// </returns>
    ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken);

    /// <summary>Reads the log of revocations in the order of their positions. An entry is never seen after one with a higher position.</summary>
    /// <param name="after">The last position that the caller has; 0 for the beginning.</param>
    /// <param name="limit">The most entries; at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entries that have not ended, and the position up to which the caller now has them all.</returns>
    ValueTask<RevocationPage> ReadRevocationsAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Waits until the log may have grown. It may return early or for nothing, and must return when the wait has passed: whoever waits reads again anyhow.</summary>
    /// <param name="after">The position that the caller has.</param>
    /// <param name="wait">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when it is time to read.</returns>
    ValueTask WaitForRevocationsAsync(long after, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Lists the families of a subject that were not pruned, the newest first.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="limit">The most families; at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The families, ended ones too.</returns>
    ValueTask<IReadOnlyList<SessionFamily>> ListFamiliesAsync(string subject, int limit, CancellationToken cancellationToken);

    /// <summary>Takes something that may be used once: a proof's <c>jti</c>, an event's id, a ticket.</summary>
    /// <param name="key">A keyed hash of it, 32 bytes.</param>
    /// <param name="life">How long it stays taken.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>True for the first caller; false while it is taken.</returns>
    ValueTask<bool> UseOnceAsync(ReadOnlyMemory<byte> key, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Counts in a fixed window that begins with its first count.</summary>
    /// <param name="key">A keyed hash of what is counted, 32 bytes.</param>
    /// <param name="quota">By how much, up to which limit, in what window.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>The count, and whether it was permitted; what was not permitted is not counted and begins no window.</returns>
    ValueTask<WindowCount> CountAsync(ReadOnlyMemory<byte> key, WindowQuota quota, CancellationToken cancellationToken);

    /// <summary>Saves work that is due at a time, by compare-and-swap; the claim on it ends.</summary>
    /// <param name="work">The work with the version that the caller saw, which it replaces; 0 creates it and fails where it exists.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>The version that it has now; null when another writer was first, and then nothing changed.</returns>
    ValueTask<long?> SaveWorkAsync(DueWork work, CancellationToken cancellationToken);

    /// <summary>Claims work that is due and that nobody has a claim on, the longest due first. A claim that ends, with its node, can be taken by another.</summary>
    /// <param name="kind">The kind of the work.</param>
    /// <param name="limit">The most; at least 1.</param>
    /// <param name="claimFor">How long the claim lasts.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>The work, each with the version that its claim has made.</returns>
    ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(string kind, int limit, TimeSpan claimFor, CancellationToken cancellationToken);

    /// <summary>Finds work.</summary>
    /// <param name="kind">The kind of the work.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The work, or null.</returns>
    ValueTask<DueWork?> FindWorkAsync(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Lists work whose ids begin alike, such as that of one account, in no order that is promised.</summary>
    /// <param name="kind">The kind of the work.</param>
    /// <param name="prefix">What the ids begin with, 1 to 256 characters.</param>
    /// <param name="limit">The most; at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The work, due or not.</returns>
    ValueTask<IReadOnlyList<DueWork>> ListWorkAsync(string kind, string prefix, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes work that still has the version that the caller saw.</summary>
    /// <param name="kind">The kind of the work.</param>
    /// <param name="id">Its id.</param>
    /// <param name="version">The version that the caller saw.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>False when it has another version or is gone.</returns>
    ValueTask<bool> DeleteWorkAsync(string kind, string id, long version, CancellationToken cancellationToken);

    /// <summary>Takes a place in a room, or renews the one that has this id. Counted and taken as one: of callers at once no more get a place than there are.</summary>
    /// <param name="place">The place. One holder counts once, however many places it has in the room.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>Whether it is taken. A place that lives is renewed even where the room has more holders than its capacity by now.</returns>
    ValueTask<TakenPlace> TakePlaceAsync(RoomPlace place, CancellationToken cancellationToken);

    /// <summary>Renews places that live. One that has ended stays so, since somebody else may have it: it is taken again by <see cref="TakePlaceAsync"/>.</summary>
    /// <param name="places">The ids of the places, 1 to 1000 of them.</param>
    /// <param name="life">How long each lives from now on.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>For each id, in their order, whether it lived and was renewed.</returns>
    ValueTask<IReadOnlyList<bool>> RenewPlacesAsync(IReadOnlyList<ReadOnlyMemory<byte>> places, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Gives a place back.</summary>
    /// <param name="place">The id of the place.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>Whether it lived.</returns>
    ValueTask<bool> ReleasePlaceAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken);

    /// <summary>Appends rows to the audit, in their order and all or none.</summary>
    /// <param name="rows">The rows, 1 to 1000; their positions are given by the store.</param>
    /// <param name="keepFor">How long they are kept.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>Done when they are durable. A call that is repeated after a failure may append them twice.</returns>
    ValueTask AppendAuditAsync(IReadOnlyList<AuditRow> rows, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Reads rows of the audit, the newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The rows that have not ended. A store in memory may keep the newest alone.</returns>
    ValueTask<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Deletes what is known of a player: his families that were ended or have run out, and his rows of the audit. A family that lives stays: end it before. Entries of the log that hit it stay until they end.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="accountHashes">The hashes of his account that rows of the audit have, at most 16.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>How many rows were deleted.</returns>
    ValueTask<int> EraseAsync(string subject, IReadOnlyList<ReadOnlyMemory<byte>> accountHashes, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a batch of what has ended: families that have been idle or over for <see cref="SessionStoreLimits.FamilyGrace"/>, nonces, entries of the log that can hit no token, used keys,
    /// windows, places in rooms, rows of the audit. A family that was ended stays as long as it would have without that. Work is never deleted here.
    /// </summary>
    /// <param name="limit">The most rows of each kind; at least 1.</param>
    /// <param name="cancellationToken">Ends the wait; an operation that has begun is finished.</param>
    /// <returns>How many rows were deleted. Where it is less than the limit, nothing is left for now.</returns>
    ValueTask<int> PruneAsync(int limit, CancellationToken cancellationToken);
}
