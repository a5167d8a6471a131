using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>
/// The parties of an account, in the one order that the service accepts: list, join, voice; then leave. What is out of order is an <see cref="IllegalStepException"/>, and nothing is sent. Safe for use from any thread.
/// </summary>
/// <remarks>
/// <para>An account is in one party at a time, of all processes on this store together. A request that creates something goes out once. Where its answer is lost, the call throws <see cref="OutcomeUnknownException"/>, and the parties have to be listed before
/// the next one: the account may be in the party.</para>
/// <para>What is open is recorded before and after each step. The next start ends what a killed process has left: in the background of <c>SignInAsync</c>, else before the first party.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to free, and an account is never disposed.")]
public sealed class PsnParties
{
    private const int MaxName = 64;
    private const int MaxInvited = 15;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly Coalescer<bool, IReadOnlyList<PsnParty>> _lists;
    private readonly PsnAccount _account;
    private readonly PsnProvider _psn;
    private readonly PartyServices _services;
    private readonly PartyOrphans _orphans;
    private readonly SemaphoreSlim _entering = new(1);

    private readonly Lock _gate = new();
    private IReadOnlyList<PsnParty>? _last;
    private IReadOnlyList<string> _invited = [];
    private OpenParty? _open;
    private long _mark;

    internal PsnParties(PsnAccount account, PsnProvider psn)
    {
        _account = account;
        _psn = psn;
        _services = psn.Parties with { ListAsync = ListNowAsync, Mark = () => Interlocked.Increment(ref _mark), OnReleased = Released };
        _lists = new(new CoalescerOptions { Capacity = 1 }, _services.Context.Time);
        _orphans = new PartyOrphans(account, _services, token => ListAsync(PsnPartyListMode.Wait, token));
    }

    /// <summary>The party that the account is in by this program; null where it is in none.</summary>
    public PsnPartySession? Current
    {
        get
        {
            lock (_gate)
            {
                return field is { IsOver: false } ? field : null;
            }
        }

        private set
        {
            lock (_gate)
            {
                field = value;
            }
        }
    }

    private OpenParty? Open => Volatile.Read(ref _open);

    /// <summary>The parties that the account can see. The service is asked every 30 seconds at most, by all processes of this store together.</summary>
    /// <param name="mode">What it does before that. Default <see cref="PsnPartyListMode.Wait"/>.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The parties, and how long ago they were asked for.</returns>
    /// <exception cref="ThrottledException">The service, or its limits, hold the account back for longer than <paramref name="mode"/> waits.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer can't be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<PsnPartyList> ListAsync(PsnPartyListMode mode = PsnPartyListMode.Wait, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return await GetListAsync(TimeSpan.Zero, FetchAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (ThrottledException held) when (mode is PsnPartyListMode.LastKnown && Volatile.Read(ref _last) is not null)
            {
                return await GetListAsync(TimeSpan.MaxValue, _ => Task.FromException<IReadOnlyList<PsnParty>>(held), cancellationToken).ConfigureAwait(false);
            }
            catch (ThrottledException held) when (mode is PsnPartyListMode.Wait && !held.WasSent && held.RetryAt - _services.Context.Time.GetUtcNow() <= LongestWait)
            {
                await _services.Context.Steady.DelayUntilAsync(_services.Context.Steady.FromWall(held.RetryAt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The parties that the account is invited to. The service often names none: it tells of invitations by push. Asked every 30 seconds at most; more wait.</summary>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The parties, as far as the service says something of them. A later <see cref="ListAsync"/> asks for them too.</returns>
    /// <exception cref="GameAuthException">As <see cref="ListAsync"/>.</exception>
    public async Task<IReadOnlyList<PsnParty>> GetInvitationsAsync(CancellationToken cancellationToken = default)
    {
        PsnCall call = new(PsnStep.PartyInvitations, PsnEndpoint.Api, "/api/sessionManager/v2/users/me/partySessionsInvitations");
        PsnAnswer<PartyInvitationsAnswer> answer = await _psn.Api.GetAsync(_account, call, PsnServiceJson.Default.PartyInvitationsAnswer, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PsnParty> parties = answer.ReadList(answer.Body.Invitations, "invitations", one => one.Read(_account));
        Volatile.Write(ref _invited, [.. parties.Select(static party => party.Id)]);
        return parties;
    }

    /// <summary>The handle of a party that the account was invited to by push.</summary>
    /// <param name="invitation">An event of this account's push connection.</param>
    /// <returns>The party, of which only the id is known.</returns>
    public PsnParty HandleOf(PsnPartyInvited invitation)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        return new PsnParty(_account, invitation.SessionId);
    }

    /// <summary>Creates a party with this account in it. Where the account has no list of this run yet, it lists first: so a party whose answer is lost can be told from those before.</summary>
    /// <param name="name">Its name, at most 64 characters; empty for none.</param>
    /// <param name="access">Who sees and joins it.</param>
    /// <param name="cancellationToken">Ends the call; what is on the wire is finished, and what it made is ended.</param>
    /// <returns>The party. Dispose it to leave.</returns>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="IllegalStepException">The account is in a party, here or by another process on this store; or may be in one that has to be read first. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost; the party may be there. Call <see cref="ListAsync"/>, then <see cref="JoinAsync"/> or <see cref="LeaveAsync"/>.</exception>
    /// <exception cref="GameAuthException">It could not be created; what was made is ended, or left to <see cref="LeaveAsync"/>.</exception>
    public async Task<PsnPartySession> CreateAsync(string name = "", PsnPartyAccess access = PsnPartyAccess.InviteOnly, CancellationToken cancellationToken = default)
    {
        CheckName(name, allowsNone: true);
        CheckFree();
        if (Volatile.Read(ref _last) is null)
        {
            await _orphans.CheckAloneAsync(PsnStep.PartyCreate, cancellationToken).ConfigureAwait(false);
            await ListAsync(PsnPartyListMode.Wait, cancellationToken).ConfigureAwait(false);
        }

        ulong operation = _services.Writes.NewOperation();
        PsnOpenParty first = new() { CreatedAs = name, Before = [.. _last!.Where(static one => one.IsMember).Select(static one => one.Id)] };
        return await EnterAsync(
            party: null, first, (context, ended) => _services.Parties.CreateAsync(_account, name, access, context, operation, ended), operation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Joins a party: one request makes the account a member, a second says that it is there. Where the second fails, the account leaves again.</summary>
    /// <param name="party">A party of this account's list, its invitations or its push events.</param>
    /// <param name="cancellationToken">Ends the call; what is on the wire is finished, and what it made is ended.</param>
    /// <returns>The party. Dispose it to leave.</returns>
    /// <exception cref="IllegalStepException">The handle is another account's; or the account is in a party, here or by another process on this store; or may be in one that has to be read first. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost; the account may be in the party. Call <see cref="ListAsync"/>, then this again or <see cref="LeaveAsync"/>.</exception>
    /// <exception cref="GameAuthException">It could not be joined; what was made is ended, or left to <see cref="LeaveAsync"/>.</exception>
    public Task<PsnPartySession> JoinAsync(PsnParty party, CancellationToken cancellationToken = default) => JoinByHandleAsync(party, _services.Writes.NewOperation(), cancellationToken);

    /// <summary>Joins a party and starts its voice, as one operation: as <see cref="JoinAsync"/>, and after 500 to 1500 ms <see cref="PsnPartySession.StartVoiceAsync"/>. Where the voice fails, the account leaves the party again.</summary>
    /// <param name="party">As for <see cref="JoinAsync"/>.</param>
    /// <param name="cancellationToken">As for <see cref="JoinAsync"/>.</param>
    /// <returns>The party, with its <see cref="PsnPartySession.Voice"/>.</returns>
    /// <exception cref="GameAuthException">As <see cref="JoinAsync"/> and <see cref="PsnPartySession.StartVoiceAsync"/>.</exception>
    public async Task<PsnPartySession> JoinWithVoiceAsync(PsnParty party, CancellationToken cancellationToken = default)
    {
        ulong operation = _services.Writes.NewOperation();
        PsnPartySession session = await JoinByHandleAsync(party, operation, cancellationToken).ConfigureAwait(false);
        try
        {
            // What a failure leaves is ended with the party: leave, peer, bridge.
            await session.StartVoiceInAsync(operation, endsWhatFails: false, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.EndQuietlyAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Leaves whatever this program has open for the account: the party that it is in, one that it may be in since an answer was lost, or the rest of one that could not be left whole. Nothing open is no failure.</summary>
    /// <param name="cancellationToken">Ends the wait; what is not ended is recorded, and may be tried again.</param>
    /// <returns>Done when nothing is open.</returns>
    /// <exception cref="GameAuthException">The service could not be asked.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken = default)
    {
        if (Open is not { } open)
        {
            return;
        }

        while (open.IsUnread && open.Current.PartyId is null)
        {
            await ListAsync(PsnPartyListMode.Wait, cancellationToken).ConfigureAwait(false);
        }

        await open.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the parties and voices that processes on this store have left open when they died. Those of living ones are left alone. This happens by itself before the first party of this process.</summary>
    /// <param name="cancellationToken">Ends the work; what is left is done at the next start.</param>
    /// <returns>How many were ended.</returns>
    /// <exception cref="GameAuthException">The service or the store could not be asked; the rest is left.</exception>
    public Task<int> EndOrphanedAsync(CancellationToken cancellationToken = default) => _orphans.EndAsync(cancellationToken);

    /// <summary>Looks for what dead processes have left, in the background: a start is not made to wait for it.</summary>
    internal void BeginEndingOrphans() => _orphans.Begin();

    /// <summary>The end of that look.</summary>
    internal Task EndOrphansOnceAsync(CancellationToken cancellationToken) => _orphans.EndOnceAsync(cancellationToken);

    internal static void CheckName(string name, bool allowsNone)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 ? !allowsNone : ServerText.NameOrNull(name, MaxName) is null)
        {
            throw new ArgumentException($"This is no name of a party: it has at most {MaxName} characters that can be shown, and no blanks at its ends.", nameof(name));
        }
    }

    internal static string[] CheckPlayers(IEnumerable<string> accountIds)
    {
        ArgumentNullException.ThrowIfNull(accountIds);
        string[] players = [.. accountIds.Select(static id => PsnArguments.AccountId(id, nameof(accountIds))).Distinct(StringComparer.Ordinal)];
        return players.Length is > 0 and <= MaxInvited ? players : throw new ArgumentException($"From 1 to {MaxInvited} players are invited at once.", nameof(accountIds));
    }

    private async Task<PsnPartyList> GetListAsync(TimeSpan maxAge, Func<CancellationToken, Task<IReadOnlyList<PsnParty>>> fetch, CancellationToken cancellationToken)
    {
        Coalesced<IReadOnlyList<PsnParty>> list = await _lists.GetAsync(true, maxAge, fetch, cancellationToken).ConfigureAwait(false);
        return new PsnPartyList(list.Value, list.Age);
    }

    private async Task<IReadOnlyList<PsnParty>> FetchAsync(CancellationToken cancellationToken)
    {
        long mark = Interlocked.Increment(ref _mark);
        IReadOnlyList<PsnParty> list = await _services.Parties.ListAsync(_account, Volatile.Read(ref _invited), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _last, list);
        await (Open?.ResolveAsync(list, mark) ?? Task.CompletedTask).ConfigureAwait(false);
        return list;
    }

    private Task<PsnPartyList> ListNowAsync(CancellationToken cancellationToken) => ListAsync(PsnPartyListMode.FailFast, cancellationToken);

    private Task<PsnPartySession> JoinByHandleAsync(PsnParty party, ulong operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(party);
        if (party.Account != _account)
        {
            throw PartyOrder.Illegal(PsnStep.PartyJoin, "the party was shown to another account, or by another run. List the parties of this one.");
        }

        return EnterAsync(
            party, new PsnOpenParty { PartyId = party.Id },
            async (context, ended) =>
            {
                await _services.Parties.JoinAsync(_account, party.Id, context, operation, ended).ConfigureAwait(false);
                return party.Id;
            },
            operation, cancellationToken);
    }

    private async Task<PsnPartySession> EnterAsync(
        PsnParty? party, PsnOpenParty first, Func<Guid, CancellationToken, Task<string>> enterAsync, ulong operation, CancellationToken cancellationToken)
    {
        CheckFree(party);
        await EndOrphansOnceAsync(cancellationToken).ConfigureAwait(false);
        await _entering.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CheckFree(party);
            OpenParty open = await BeginAsync(first, party is null ? PsnStep.PartyCreate : PsnStep.PartyJoin, cancellationToken).ConfigureAwait(false);
            await EnterAsync(open, enterAsync, operation, cancellationToken).ConfigureAwait(false);
            PsnPartySession session = new(open, party ?? new PsnParty(_account, open.Current.PartyId!) { Name = first.CreatedAs ?? "", OwnerId = _account.Subject });
            Current = session;
            return session;
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>The party that is open already and was read again, else a new one, recorded before anything is sent, and the only one of the account.</summary>
    private async Task<OpenParty> BeginAsync(PsnOpenParty first, string step, CancellationToken cancellationToken)
    {
        if (Open is { } known)
        {
            if (known.Found is not null)
            {
                return known;
            }

            // The list says that it never came to be.
            await known.EndAsync(CancellationToken.None).ConfigureAwait(false);
        }

        OpenParty open = new(_account, first, _services);
        Volatile.Write(ref _open, open);
        await open.StartAsync().ConfigureAwait(false);
        try
        {
            await _orphans.CheckAloneAsync(step, cancellationToken).ConfigureAwait(false);

            // A process may have died since the first look.
            await _orphans.EndAsync(cancellationToken).ConfigureAwait(false);
            return open;
        }
        catch
        {
            await open.EndQuietlyAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task EnterAsync(OpenParty open, Func<Guid, CancellationToken, Task<string>> enterAsync, ulong operation, CancellationToken cancellationToken)
    {
        Guid context = _services.Context.Ids.NextUuid();
        try
        {
            await open.EnterAsync(ended => enterAsync(context, ended), operation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!open.IsUnread)
        {
            await open.EndQuietlyAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="IllegalStepException">Something is open.</exception>
    private void CheckFree(PsnParty? party = null)
    {
        if (Open is not { } open || (open.Stage is PartyStage.Unknown && !open.IsUnread && (open.Found is null || open.Found.Id == party?.Id)))
        {
            return;
        }

        throw PartyOrder.Illegal(party is null ? PsnStep.PartyCreate : PsnStep.PartyJoin, open.Stage switch
        {
            PartyStage.Unknown when open.IsUnread => "the answer to the last one was lost, and the account may be in that party. Call ListAsync first, then decide.",
            PartyStage.Unknown => $"the account is in the party {open.Found!.Id}, as the list has shown after its answer was lost. Join that one, or call LeaveAsync first.",
            PartyStage.Over => "the last party was not left whole. Call LeaveAsync again first.",
            _ => "the account is in a party already. Leave it first.",
        });
    }

    private void Released(OpenParty open) => Interlocked.CompareExchange(ref _open, null, open);
}
