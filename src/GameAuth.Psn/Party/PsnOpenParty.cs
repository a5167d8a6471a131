using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>What is open at the service for a party, as it is recorded so that it can be ended after a crash. Immutable; it prints without its token.</summary>
internal sealed record PsnOpenParty
{
    /// <summary>The party; null while it is being created and its id is not known.</summary>
    public string? PartyId { get; init; }

    /// <summary>The name that it is created with.</summary>
    public string? CreatedAs { get; init; }

    /// <summary>The parties that the account was in before.</summary>
    public IReadOnlyList<string>? Before { get; init; }

    /// <summary>Whether the account has left it; then only voice is left.</summary>
    public bool HasLeft { get; init; }

    public string? BridgeId { get; init; }

    public Secret? BridgeToken { get; init; }

    /// <summary>Whether a peer was asked for: it may be there though its id is not known.</summary>
    public bool HasPeer { get; init; }

    public string? PeerId { get; init; }

    public override string ToString() => $"party {PartyId}";

    /// <summary>The party among those of a list; null where the account is not in it.</summary>
    /// <remarks>One that was created is known by what nobody else has made: the account is in it and owns it, and was not in it before.</remarks>
    public PsnParty? FindIn(IReadOnlyList<PsnParty> list, string? me) => PartyId is not null
        ? list.FirstOrDefault(one => one.IsMember && string.Equals(one.Id, PartyId, StringComparison.Ordinal))
        : list.FirstOrDefault(one => one.IsMember && Before?.Contains(one.Id) == false
            && (one.OwnerId is { } owner ? string.Equals(owner, me, StringComparison.Ordinal) : string.Equals(one.Name, CreatedAs, StringComparison.Ordinal)));
}

/// <summary>Ends what is open: leave, then the peer, then the bridge, as far as they exist. Each is over when the service no longer knows it.</summary>
internal sealed class PartyEnding(PartyCalls parties, VoiceCalls voice, ProviderContext context)
{
    /// <summary>Ends all of it.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="open">What there is.</param>
    /// <param name="keepAsync">Keeps what is left after each step.</param>
    /// <param name="operation">The operation that it is.</param>
    /// <param name="cancellationToken">Ends the work; what is on the wire is finished.</param>
    /// <exception cref="GameAuthException">A step failed in a way that may pass. What is left is kept, and nothing of it was passed over.</exception>
    public async Task EndAsync(
        PsnAccount account, PsnOpenParty open, Func<PsnOpenParty, Task> keepAsync, ulong operation, CancellationToken cancellationToken)
    {
        if (open is { HasLeft: false, PartyId: { } party })
        {
            await GoneAsync(parties.LeaveAsync(account, party, operation, cancellationToken)).ConfigureAwait(false);
            await keepAsync(open = open with { HasLeft = true }).ConfigureAwait(false);
        }

        await EndVoiceAsync(account, open, keepAsync, operation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the voice alone.</summary>
    public async Task EndVoiceAsync(
        PsnAccount account, PsnOpenParty open, Func<PsnOpenParty, Task> keepAsync, ulong operation, CancellationToken cancellationToken)
    {
        if (open is not { BridgeId: { } bridge, BridgeToken: { } token })
        {
            return;
        }

        VoiceIds ids = new(bridge, token, open.PeerId);
        if (ids.Peer is null && open.HasPeer)
        {
            ids = ids with { Peer = await FindPeerAsync(account, ids, operation, cancellationToken).ConfigureAwait(false) };
        }

        if (ids.Peer is not null)
        {
            await GoneAsync(voice.DropPeerAsync(account, ids, operation, cancellationToken)).ConfigureAwait(false);
            await keepAsync(open = open with { HasPeer = false, PeerId = null }).ConfigureAwait(false);
        }

        await GoneAsync(voice.DropBridgeAsync(account, ids, operation, cancellationToken)).ConfigureAwait(false);
        await keepAsync(open with { BridgeId = null, BridgeToken = null, HasPeer = false }).ConfigureAwait(false);
    }

    /// <summary>The peer whose answer was lost: the one that the bridge has. Where it has several, it is not known which is ours, and the bridge's end is theirs.</summary>
    private async Task<string?> FindPeerAsync(PsnAccount account, VoiceIds ids, ulong operation, CancellationToken cancellationToken)
    {
        try
        {
            return await voice.ReadPeersAsync(account, ids, operation, cancellationToken).ConfigureAwait(false) is [{ } only] ? only : null;
        }
        catch (ProviderException unread) when (!unread.IsTransient)
        {
            return null;
        }
    }

    /// <summary>What the service refuses to end for good is over: asking again would not help, and the next party would wait for it for ever.</summary>
    private async Task GoneAsync(Task ending)
    {
        try
        {
            await ending.ConfigureAwait(false);
        }
        catch (ProviderException refused) when (refused is { IsTransient: false, Status: >= 400 and < 500 and not 401 })
        {
            if (refused.Status is not 404)
            {
                PsnLog.NotEnded(context.Log, refused.Step ?? "", refused.Status.Value);
            }
        }
    }
}
