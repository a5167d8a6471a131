using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the PlayStation Network hosts while they run. Thread safe.</summary>
public sealed class PsnEmulator
{
    private readonly PsnAuthority? _authority;
    private readonly EmulatorCore _core;

    internal PsnEmulator(PsnAuthority? authority, EmulatorCore core)
    {
        _authority = authority;
        _core = core;
    }

    /// <summary>The people who can sign in, as they are now.</summary>
    public IReadOnlyList<EmulatedPsnPlayer> Players => _core.Locked<IReadOnlyList<EmulatedPsnPlayer>>(() => [.. Authority.People]);

    /// <summary>How long codes, tokens and browser sessions live; a change applies to those given out from then on.</summary>
    public PsnLifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>
    /// The requests that carried a <c>cid</c> or an <c>x-psn-request-id</c> which an earlier one had, as step and name of the header. They count
    /// also where a fault kept the earlier one from its answer.
    /// </summary>
    public IReadOnlyList<string> RepeatedIds => _core.Locked<IReadOnlyList<string>>(() => [.. Authority.Ids.Repeated]);

    private PsnAuthority Authority => _authority ?? throw new EmulatorException("This emulator does not serve PSN: add 'psn' to EmulatorOptions.Providers.");

    /// <summary>The npsso of a player's browser session now.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <returns>64 characters.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string NpssoOf(string onlineId) => _core.Locked(() => Authority.SessionOf(Named(onlineId)).Npsso);

    /// <summary>The player signs in anew in the browser: there is a new npsso, and the one before is over.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <returns>The new npsso.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string RenewNpsso(string onlineId) => _core.Locked(() => Authority.Renew(Named(onlineId), _core.Clock.Now));

    /// <summary>The player signs out in the browser: the npsso is over. Tokens live on.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void EndBrowserSession(string onlineId) => _core.Locked(() => Authority.EndSession(Named(onlineId)));

    /// <summary>The service locks or unlocks an account: while it is locked every grant is answered with code 100.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <param name="isLocked">Whether it is locked from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void Lock(string onlineId, bool isLocked = true) =>
        _core.Locked(() => Authority.Change(Named(onlineId).AccountId, player => player with { IsLocked = isLocked }));

    /// <summary>A player goes elsewhere.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <param name="presence">Where the player is from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void SetPresence(string onlineId, EmulatedPsnPresence presence)
    {
        ArgumentNullException.ThrowIfNull(presence);
        _core.Locked(() => Authority.Change(Named(onlineId).AccountId, player => player with { Presence = presence }));
    }

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over. A JWT's own <c>exp</c> stays as it is.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(PsnTokenKind kind) => _core.Locked(() => Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now));

    /// <summary>Forgets every token of a kind, so that it was never given out.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(PsnTokenKind kind) => _core.Locked(() => Authority.Tokens.RemoveWhere(token => token.Kind == kind));

    /// <summary>Forgets what was counted against rate limits.</summary>
    public void ClearLimits() => _core.Locked(Authority.Quota.Clear);

    private EmulatedPsnPlayer Named(string onlineId) => Authority.People.FirstOrDefault(player => player.IsCalled(onlineId))
        ?? throw new EmulatorException($"The emulator has no PSN player '{onlineId}'. Add the player to PsnEmulatorOptions.Players.");
}
