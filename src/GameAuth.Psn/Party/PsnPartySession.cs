namespace GameAuth.Psn;

/// <summary>A party that the account is in. Dispose it to leave. Safe for use from any thread; its steps run one after the other.</summary>
/// <remarks>It has no end of its own. It is left at the account's sign-out and at the host's stop, and after a kill by the next start.</remarks>
public sealed class PsnPartySession : IAsyncDisposable
{
    private readonly OpenParty _open;
    private PsnVoice? _voice;

    internal PsnPartySession(OpenParty open, PsnParty party)
    {
        _open = open;
        Party = party;
        Over = open.Over;
    }

    /// <summary>The party as it was when the account joined: after <see cref="DisposeAsync"/> it may be joined again with it.</summary>
    public PsnParty Party { get; }

    /// <summary>The voice that was started last; null where none was.</summary>
    public PsnVoice? Voice => Volatile.Read(ref _voice);

    /// <summary>Whether the account has left it here.</summary>
    public bool IsOver => Over.IsCancellationRequested;

    /// <summary>Cancelled when the account has left it here.</summary>
    public CancellationToken Over { get; }

    /// <summary>Gives the party another name.</summary>
    /// <param name="name">The name, from 1 to 64 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the service has taken it.</returns>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="IllegalStepException">The account has left. Nothing was sent.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnParties.ListAsync"/>.</exception>
    public Task RenameAsync(string name, CancellationToken cancellationToken = default)
    {
        PsnParties.CheckName(name, allowsNone: false);
        return _open.RenameAsync(name, cancellationToken);
    }

    /// <summary>Invites players.</summary>
    /// <param name="accountIds">Their account ids, from 1 to 15; one that comes twice counts once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the service has taken it.</returns>
    /// <exception cref="ArgumentException">An id is none, or there are none or too many.</exception>
    /// <exception cref="IllegalStepException">The account has left. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost; they may be invited.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnParties.ListAsync"/>.</exception>
    public Task InviteAsync(IEnumerable<string> accountIds, CancellationToken cancellationToken = default) => _open.InviteAsync(PsnParties.CheckPlayers(accountIds), cancellationToken);

    /// <summary>
    /// Starts the voice, 500 to 1500 ms after the account has joined: makes a bridge, links it to the party, and adds this end to it, which brings the service's offer. Where a step fails, those before it are ended.
    /// </summary>
    /// <param name="cancellationToken">Ends the call; what is on the wire is finished, and what it made is ended.</param>
    /// <returns>The voice, whose offer is to be answered.</returns>
    /// <exception cref="IllegalStepException">There is a voice, the last one was not ended whole, or the account has left. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost. Where it was that of the bridge, nobody knows its id: the account has to leave the party before the next voice.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnParties.ListAsync"/>.</exception>
    public Task<PsnVoice> StartVoiceAsync(CancellationToken cancellationToken = default) => StartVoiceInAsync(_open.NewOperation(), endsWhatFails: true, cancellationToken);

    /// <summary>Leaves the party, then ends what there is of the voice: the peer, then the bridge. What the service no longer knows is no failure. After a failure it may be called again, and goes on where it stopped.</summary>
    /// <param name="cancellationToken">Ends the wait; it is over here in any case, and what is left is recorded.</param>
    /// <returns>Done when the service has answered.</returns>
    /// <exception cref="GameAuthException">The service could not be asked.</exception>
    public Task LeaveAsync(CancellationToken cancellationToken = default) => _open.EndAsync(cancellationToken);

    /// <summary>As <see cref="LeaveAsync"/>, but a failure is logged and not thrown; takes 10 seconds at most. What is left then is ended by <see cref="PsnParties.LeaveAsync"/> or by the next start.</summary>
    /// <returns>Done when it is over.</returns>
    public ValueTask DisposeAsync() => _open.DisposeAsync();

    /// <summary>The party's id.</summary>
    /// <returns>The id, and whether it is over.</returns>
    public override string ToString() => $"{Party.Id}{(IsOver ? " (over)" : "")}";

    internal Task EndQuietlyAsync() => _open.EndQuietlyAsync();

    internal async Task<PsnVoice> StartVoiceInAsync(ulong operation, bool endsWhatFails, CancellationToken cancellationToken)
    {
        (int number, string offer) = await _open.StartVoiceAsync(operation, endsWhatFails, cancellationToken).ConfigureAwait(false);
        PsnVoice voice = new(_open, number, offer);
        Volatile.Write(ref _voice, voice);
        return voice;
    }
}
