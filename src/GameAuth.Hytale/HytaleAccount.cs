using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>An account of Hytale: its profiles, game sessions, clients, sign-out. Safe for use from any thread; nothing to dispose.</summary>
public sealed class HytaleAccount : Account
{
    private readonly HytaleAuth _hytale;

    internal HytaleAccount(AccountBinding binding, HytaleAuth hytale)
        : base(binding)
    {
        _hytale = hytale;
    }

    /// <summary>The account's profiles, asked of the service. At most 20 calls an hour go out; more are refused here.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The profiles; none for an account without the game.</returns>
    /// <exception cref="SignInRequiredException">The owner has to sign in.</exception>
    /// <exception cref="ThrottledException">The limit is reached; <see cref="ThrottledException.RetryAt"/> says when there is room.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<IReadOnlyList<HytaleProfile>> GetProfilesAsync(CancellationToken cancellationToken = default)
    {
        HytaleOwner owner = await _hytale.Calls.RunAsync(
            this, HytaleStep.Profiles, grant => _hytale.Calls.Wire.GetProfilesAsync(Id, grant, cancellationToken), cancellationToken).ConfigureAwait(false);
        return owner.Profiles;
    }
}
