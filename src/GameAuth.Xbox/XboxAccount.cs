using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A player's account on Xbox Live: tokens, clients, typed calls, sign-out. Safe for use from any thread; nothing to dispose.</summary>
public sealed class XboxAccount : Account
{
    private readonly XboxAuth _xbox;

    internal XboxAccount(AccountBinding binding, XboxAuth xbox)
        : base(binding)
    {
        _xbox = xbox;
        ProfilePace = new PaceRequest([$"{XboxPaceRules.Profile}{Id.Key}"]);
    }

    /// <summary>The gamertag as of the last sign-in; null until a sign-in was completed.</summary>
    public string? Gamertag => DisplayName;

    /// <summary>The player's Xbox user id (decimal digits); null until a sign-in was completed.</summary>
    public string? Xuid => Subject;

    internal PaceRequest ProfilePace { get; }

    /// <summary>An XSTS token for a relying party: cached, or minted from what is stored. Never prompts.</summary>
    /// <param name="relyingParty">The relying party, exactly as its service has it, trailing slash included: <c>rp://api.minecraftservices.com/</c>.</param>
    /// <param name="cancellationToken">Ends this caller's wait; a mint that others share goes on.</param>
    /// <returns>The token; a cached one completes synchronously.</returns>
    /// <exception cref="SignInRequiredException">The player has to sign in.</exception>
    /// <exception cref="AccountRestrictedException">Xbox Live refuses the player or the device; the code is one of <see cref="XboxErrorCode"/>.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>; an unknown relying party is a <see cref="ProviderException"/>.</exception>
    public ValueTask<XstsToken> GetXstsTokenAsync(string relyingParty, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(relyingParty);
        return GetTokenAsync(_xbox.Xsts, relyingParty, cancellationToken);
    }

    /// <summary>The player's age group, from the token of the Xbox services.</summary>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <returns>The age group.</returns>
    /// <exception cref="GameAuthException">As <see cref="GetXstsTokenAsync"/>.</exception>
    public async ValueTask<XboxAgeGroup> GetAgeGroupAsync(CancellationToken cancellationToken = default) =>
        (await GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false)).AgeGroup;

    /// <summary>The player's profile (<c>GET /users/xuid(…)/profile/settings</c>, contract version 2). At most 10 calls in 15 s and 30 in 300 s go out; more wait.</summary>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ThrottledException">The service holds the player back.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer is no profile of this player.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetXstsTokenAsync"/>.</exception>
    public Task<XboxProfile> GetProfileAsync(CancellationToken cancellationToken = default) => _xbox.Profiles.GetAsync(this, cancellationToken);
}
