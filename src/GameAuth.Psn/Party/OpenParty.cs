using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>
/// A party that the account is in, or may be in, with its voice: one step after the other, in the one order, each recorded before the next. It is ended by its holder, by sign-out, by the host's stop, or by the next
/// start after a kill.
/// </summary>
internal sealed class OpenParty(PsnAccount account, PsnOpenParty first, PartyServices services) : LeasedResource<PsnOpenParty>(account, "party", first, services.Records)
{
    private static readonly TimeSpan UnwindLimit = TimeSpan.FromSeconds(25);

    [SuppressMessage("Usage", "CA2213", Justification = "Who still asks for its turn, late, must be able to.")]
    private readonly SemaphoreSlim _turn = new(1);
    private volatile PartyStage _stage;
    private volatile bool _mayBeIn;
    private long _lostAt = long.MaxValue;

    /// <summary>How far it has come.</summary>
    public PartyStage Stage => _stage;

    /// <summary>Which voice of this party it is: each has ids of its own.</summary>
    public int Voice { get; private set; }

    /// <summary>Whether the answer to its first request was lost, and no list has said since whether the account is in it.</summary>
    public bool IsUnread => Volatile.Read(ref _lostAt) != long.MaxValue;

    /// <summary>Whether a list has said that the account is in it, after the answer had been lost.</summary>
    public PsnParty? Found { get; private set; }

    private VoiceIds Ids => new(Current.BridgeId!, Current.BridgeToken!, Current.PeerId);

    /// <summary>Goes into the party, by one request that makes the account a member and one that says that it is there.</summary>
    /// <param name="enterAsync">The first request; its result is the party's id.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the wait; what is on the wire is finished.</param>
    public Task EnterAsync(Func<CancellationToken, Task<string>> enterAsync, ulong operation, CancellationToken cancellationToken) => RunAsync(PartyStep.Enter, voice: null, async ended =>
    {
        if (Found is null)
        {
            _mayBeIn = true;
            string id = await FirstAsync(enterAsync, ended).ConfigureAwait(false);
            await (Current.PartyId is null ? UpdateAsync(Current with { PartyId = id }) : Task.CompletedTask).ConfigureAwait(false);
        }

        await services.Parties.EnterAsync(account, Current.PartyId!, operation, ended).ConfigureAwait(false);
        Advance(PartyStage.Member);
    }, cancellationToken);

    /// <summary>Reads whether the account is in it, from parties that were asked for at some mark, and records it.</summary>
    public async Task ResolveAsync(IReadOnlyList<PsnParty> list, long mark)
    {
        if (mark > Volatile.Read(ref _lostAt))
        {
            Found = Current.FindIn(list, account.Subject);
            _mayBeIn = Found is not null;
            Volatile.Write(ref _lostAt, long.MaxValue);
            await KeepAsync(Current with { PartyId = Found?.Id ?? Current.PartyId, HasLeft = Found is null }).ConfigureAwait(false);
        }
    }

    public Task RenameAsync(string name, CancellationToken cancellationToken) =>
        RunAsync(PartyStep.Rename, voice: null, ended => services.Parties.RenameAsync(account, Current.PartyId!, name, ended), cancellationToken);

    public Task InviteAsync(IReadOnlyList<string> players, CancellationToken cancellationToken) =>
        RunAsync(PartyStep.Invite, voice: null, ended => services.Parties.InviteAsync(account, Current.PartyId!, players, ended), cancellationToken);

    /// <summary>Bridge, link, peer. Where one fails, those before it are ended: here, or by the caller, who leaves the party first.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="endsWhatFails">Whether they are ended here.</param>
    /// <param name="cancellationToken">Ends the call; what is on the wire is finished.</param>
    /// <returns>The voice's number, and the service's offer.</returns>
    public async Task<(int Number, string Offer)> StartVoiceAsync(ulong operation, bool endsWhatFails, CancellationToken cancellationToken)
    {
        (int Number, string Offer) voice = default;
        await RunAsync(PartyStep.Bridge, voice: null, async ended =>
        {
            try
            {
                voice = await StartStepsAsync(operation, ended).ConfigureAwait(false);
            }
            catch (Exception) when (endsWhatFails && PartyOrder.Allows(_stage, PartyStep.EndVoice))
            {
                await QuietlyAsync(limit => DropVoiceAsync(operation, limit)).ConfigureAwait(false);
                throw;
            }
        }, cancellationToken).ConfigureAwait(false);
        return voice;
    }

    public Task AnswerAsync(int voice, string sdp, CancellationToken cancellationToken) => RunAsync(PartyStep.Answer, voice, async ended =>
    {
        await MarkLostAsync(services.Voice.AnswerAsync(account, Ids, sdp, ended), PartyStage.VoiceUnknown).ConfigureAwait(false);
        Advance(PartyStage.Answered);
    }, cancellationToken);

    public async Task<string> ReofferAsync(int voice, CancellationToken cancellationToken)
    {
        string offer = "";
        await RunAsync(PartyStep.Reoffer, voice, async ended =>
        {
            Task<string> asking = services.Voice.ReofferAsync(account, Ids, ended);
            await MarkLostAsync(asking, PartyStage.VoiceUnknown).ConfigureAwait(false);
            offer = await asking.ConfigureAwait(false);
            Advance(PartyStage.Offered);
        }, cancellationToken).ConfigureAwait(false);
        return offer;
    }

    /// <returns>Whether the bridge still has the peer; where it has not, the voice can only be ended.</returns>
    public async Task<bool> ReadVoiceAsync(int voice, CancellationToken cancellationToken)
    {
        bool isThere = false;
        await RunAsync(PartyStep.ReadVoice, voice, async ended =>
        {
            isThere = await HasPeerAsync(ended).ConfigureAwait(false);
            if (!isThere)
            {
                Advance(PartyStage.VoiceEnding);
                await UpdateAsync(Current with { HasPeer = false, PeerId = null }).ConfigureAwait(false);
            }
            else if (_stage is PartyStage.VoiceUnknown)
            {
                Advance(PartyStage.Unoffered);
            }
        }, cancellationToken).ConfigureAwait(false);
        return isThere;
    }

    public Task EndVoiceAsync(int voice, CancellationToken cancellationToken) => RunAsync(PartyStep.EndVoice, voice, ended => DropVoiceAsync(services.Writes.NewOperation(), ended), cancellationToken);

    public Task EndVoiceQuietlyAsync(int voice) => QuietlyAsync(limit => StateOf(voice) is PsnVoiceState.Ended ? Task.CompletedTask : EndVoiceAsync(voice, limit));

    /// <summary>Ends it after a failure of its own, which is what its caller hears of.</summary>
    public Task EndQuietlyAsync() => QuietlyAsync(EndAsync);

    public ulong NewOperation() => services.Writes.NewOperation();

    /// <summary>How that voice stands.</summary>
    public PsnVoiceState StateOf(int voice) => voice != Voice ? PsnVoiceState.Ended : _stage switch
    {
        PartyStage.Offered => PsnVoiceState.Offered,
        PartyStage.Answered => PsnVoiceState.Answered,
        PartyStage.VoiceUnknown => PsnVoiceState.Unknown,
        PartyStage.Unoffered => PsnVoiceState.Unoffered,
        PartyStage.VoiceEnding => PsnVoiceState.Ending,
        _ => PsnVoiceState.Ended,
    };

    protected override DateTimeOffset? ExpiresAt(PsnOpenParty current) => null;

    protected override Task<PsnOpenParty> ReplaceAsync(PsnOpenParty current) => Task.FromResult(current);

    protected override void OnOver() => _stage = PartyStage.Over;

    protected override async Task ReleaseAsync(PsnOpenParty current, CancellationToken cancellationToken)
    {
        // A step that is on the wire brings what is to be ended.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_mayBeIn && Current.PartyId is null && Found is null)
            {
                await services.ListAsync(cancellationToken).ConfigureAwait(false);
                if (IsUnread)
                {
                    // That list was asked for before the answer was lost.
                    throw new ProviderException("psn: it is not known yet whether there is a party to leave. Try again in half a minute.", status: null, code: null, isTransient: true)
                    { Provider = PsnDefaults.Provider, Step = PsnStep.PartyLeave };
                }
            }

            PsnOpenParty open = _mayBeIn ? Current : Current with { HasLeft = true };
            await services.Ending.EndAsync(account, open, KeepAsync, services.Writes.NewOperation(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override void OnReleased(PsnOpenParty last, Exception? failure)
    {
        if (failure is null)
        {
            services.OnReleased(this);
        }
    }

    /// <summary>The request that makes the account a member, once.</summary>
    private async Task<string> FirstAsync(Func<CancellationToken, Task<string>> enterAsync, CancellationToken ended)
    {
        try
        {
            return await enterAsync(ended).ConfigureAwait(false);
        }
        catch (OutcomeUnknownException)
        {
            Advance(PartyStage.Unknown);
            Volatile.Write(ref _lostAt, services.Mark());
            throw;
        }
        catch (Exception)
        {
            // It was refused, or never sent.
            _mayBeIn = false;
            throw;
        }
    }

    private async Task<(int Number, string Offer)> StartStepsAsync(ulong operation, CancellationToken ended)
    {
        Task<VoiceIds> creating = services.Voice.CreateAsync(account, operation, ended);
        await MarkLostAsync(creating, PartyStage.BridgeUnknown).ConfigureAwait(false);
        VoiceIds ids = await creating.ConfigureAwait(false);
        Voice++;
        Advance(PartyStage.Bridged);
        await UpdateAsync(Current with { BridgeId = ids.Bridge, BridgeToken = ids.Token, HasPeer = false, PeerId = null }).ConfigureAwait(false);

        ended.ThrowIfCancellationRequested();
        PartyOrder.Check(_stage, PartyStep.Link);
        await services.Parties.LinkAsync(account, Current.PartyId!, ids.Bridge, ids.Token, operation, ended).ConfigureAwait(false);
        Advance(PartyStage.Linked);

        ended.ThrowIfCancellationRequested();
        PartyOrder.Check(_stage, PartyStep.Peer);
        await UpdateAsync(Current with { HasPeer = true }).ConfigureAwait(false);
        (string id, string offer) = await services.Voice.AddPeerAsync(account, ids, operation, ended).ConfigureAwait(false);
        await UpdateAsync(Current with { PeerId = id }).ConfigureAwait(false);
        Advance(PartyStage.Offered);
        return (Voice, offer);
    }

    /// <summary>The next stage, unless it is over meanwhile.</summary>
    private void Advance(PartyStage next)
    {
        if (_stage is not PartyStage.Over)
        {
            _stage = next;
            if (Over.IsCancellationRequested)
            {
                _stage = PartyStage.Over;
            }
        }
    }

    private async Task MarkLostAsync(Task step, PartyStage stage)
    {
        try
        {
            await step.ConfigureAwait(false);
        }
        catch (OutcomeUnknownException)
        {
            Advance(stage);
            throw;
        }
    }

    private async Task<bool> HasPeerAsync(CancellationToken ended)
    {
        try
        {
            return (await services.Voice.ReadPeersAsync(account, Ids, operation: 0, ended).ConfigureAwait(false)).Contains(Current.PeerId, StringComparer.Ordinal);
        }
        catch (ProviderException gone) when (gone.Status is 404)
        {
            return false;
        }
    }

    /// <summary>Its caller hears of something else; the stage says that there is something left.</summary>
    private async Task QuietlyAsync(Func<CancellationToken, Task> ending)
    {
        using CancellationTokenSource limit = new(UnwindLimit, Clock.Wall);
        try
        {
            await ending(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException or ObjectDisposedException)
        {
            PsnLog.NotUnwound(services.Context.Log, failure.GetType().Name);
        }
    }

    private async Task DropVoiceAsync(ulong operation, CancellationToken cancellationToken)
    {
        Advance(PartyStage.VoiceEnding);
        await services.Ending.EndVoiceAsync(account, Current, KeepAsync, operation, cancellationToken).ConfigureAwait(false);
        Advance(PartyStage.Member);
    }

    /// <summary>What is ended is ended, recorded or not: at worst the next start asks for it once more, and is told so.</summary>
    private async Task KeepAsync(PsnOpenParty left)
    {
        _mayBeIn &= !left.HasLeft;
        try
        {
            await UpdateAsync(left).ConfigureAwait(false);
        }
        catch (CredentialStoreException failure)
        {
            PsnLog.NotUnwound(services.Context.Log, failure.GetType().Name);
        }
    }

    private async Task RunAsync(PartyStep step, int? voice, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        Check(step, voice);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Over);
        bool hasTurn = false;
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            hasTurn = true;
            Check(step, voice);
            await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("psn: the account has left the party meanwhile, or the host is stopping.", Over);
        }
        finally
        {
            if (hasTurn)
            {
                _turn.Release();
            }
        }
    }

    private void Check(PartyStep step, int? voice)
    {
        if (voice is { } number && number != Voice)
        {
            throw PartyOrder.Illegal(PartyOrder.NameOf(step), "that voice is over, and its ids are dead. Take the one that was started last.");
        }

        PartyOrder.Check(_stage, step);
    }
}

/// <summary>What parties work with: one of each for a registration, and what the parties of an account add.</summary>
internal sealed record PartyServices(
    PsnWrites Writes, PartyCalls Parties, VoiceCalls Voice, PartyEnding Ending, LeasedRecords<PsnOpenParty> Records, ProviderContext Context)
{
    /// <summary>Lists the parties now or not at all, which resolves what is open.</summary>
    public Func<CancellationToken, Task> ListAsync { get; init; } = static _ => Task.CompletedTask;

    /// <summary>A mark between two things, to tell which came first.</summary>
    public Func<long> Mark { get; init; } = static () => 0;

    /// <summary>A party was ended whole.</summary>
    public Action<OpenParty> OnReleased { get; init; } = static _ => { };
}
