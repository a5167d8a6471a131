using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A player's account on Xbox Live: tokens, clients, typed calls, sign-out. Safe for use from any thread; nothing to dispose.</summary>
public sealed class XboxAccount : Account
{
    private readonly XboxProvider _xbox;

    internal XboxAccount(AccountBinding binding, XboxProvider xbox)
        : base(binding)
    {
        _xbox = xbox;
        Profiles = new XboxProfiles(this, xbox.Services);
        Achievements = new XboxAchievements(this, xbox.Services);
        Titles = new XboxTitles(this, xbox.Services);
        Presence = new XboxPresence(this, xbox.Services);
        People = new XboxPeople(this, xbox.Services);
    }

    /// <summary>The gamertag, as the last XSTS token says it; null until a sign-in was completed.</summary>
    public string? Gamertag => DisplayName;

    /// <summary>The player's Xbox user id (decimal digits); null until a sign-in was completed.</summary>
    public string? Xuid => Subject;

    /// <summary>The profiles of players (profile.xboxlive.com).</summary>
    public XboxProfiles Profiles { get; }

    /// <summary>The achievements of players (achievements.xboxlive.com).</summary>
    public XboxAchievements Achievements { get; }

    /// <summary>The games and apps that players have used (titlehub.xboxlive.com).</summary>
    public XboxTitles Titles { get; }

    /// <summary>Who is online, where and with what (userpresence.xboxlive.com).</summary>
    public XboxPresence Presence { get; }

    /// <summary>The player's friends and the relationships between players (peoplehub.xboxlive.com, social.xboxlive.com).</summary>
    public XboxPeople People { get; }

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

    /// <summary>The Microsoft account's access token that Xbox Live tokens are minted from: the stored one, or a refreshed one. Never prompts.</summary>
    /// <param name="scope">
    /// What the token has to be good for: scopes of the sign-in, separated by spaces. Null, the default, is all that it was issued for. One refresh token
    /// serves one set of scopes here, so others are refused; a registration of its own may ask for them.
    /// </param>
    /// <param name="cancellationToken">Ends this caller's wait; a refresh that others share goes on.</param>
    /// <returns>The token, without the prefix <c>t=</c> or <c>d=</c> that Xbox Live wants before it.</returns>
    /// <exception cref="ArgumentException">A scope was named that the sign-in did not ask for; nothing was sent.</exception>
    /// <exception cref="SignInRequiredException">The player has to sign in.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public Task<MicrosoftToken> GetMicrosoftTokenAsync(string? scope = null, CancellationToken cancellationToken = default) =>
        _xbox.GetMicrosoftTokenAsync(this, scope, cancellationToken);

    /// <summary>
    /// Adds the <c>Signature</c> of the device's key to a request, in place of an older one: over the method, the target and the bytes that HttpClient
    /// will send, and the <c>Authorization</c> header as it is then, by the server's clock.
    /// </summary>
    /// <param name="request">
    /// A request with an absolute address. Sent by any client, it must have its <c>Authorization</c> header before it is signed, and must not change after. Sent
    /// by a client of this account, it is signed anew once that client has put the token on it.
    /// </param>
    /// <param name="cancellationToken">Ends the wait, and the buffering of a body that is not in memory yet.</param>
    /// <returns>Done when the header is there.</returns>
    /// <remarks>
    /// The policy is the host's in the endpoint list (<see cref="XboxOptions.EndpointList"/>), and <see cref="XboxSignaturePolicy.Default"/> for hosts that have none there; sign
    /// with <see cref="XboxRequestSigner"/> under another one.
    /// </remarks>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    /// <exception cref="IllegalStepException">The address is not escaped so that HttpClient would send it unharmed; or the body is larger than <see cref="XboxRequestSigner.MaxBufferedBody"/>.</exception>
    /// <exception cref="CredentialStoreException">The device's key cannot be opened here.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public ValueTask SignAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _xbox.SignAsync(this, request, cancellationToken);
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
    public Task<XboxProfile> GetProfileAsync(CancellationToken cancellationToken = default) => Profiles.GetOwnAsync(cancellationToken);

    /// <summary>
    /// Opens a connection for live events (real-time activity): achievements as they are unlocked, presence as it changes. It reconnects by itself, and subscribes again to what it was subscribed to.
    /// </summary>
    /// <param name="cancellationToken">Ends the first handshake, not the connection: dispose that.</param>
    /// <returns>The open connection. Dispose it; the account's sign-out and the host's stop end it too.</returns>
    /// <exception cref="ThrottledException">The service holds the player back.</exception>
    /// <exception cref="ProviderException">The service was not reached, or refuses the token; <see cref="ProviderException.IsTransient"/> says whether a later try may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetXstsTokenAsync"/>.</exception>
    public Task<XboxRealTimeActivity> ConnectRealTimeAsync(CancellationToken cancellationToken = default) => _xbox.RealTime.OpenAsync(this, cancellationToken);

    /// <summary>Microsoft has no call that ends a grant of these clients; a delegate that supplies tokens is dropped.</summary>
    /// <param name="cancellationToken">Not looked at: nothing is sent.</param>
    /// <returns>A task that is complete.</returns>
    protected override Task RevokeAsync(CancellationToken cancellationToken)
    {
        _xbox.Forget(Id);
        return Task.CompletedTask;
    }
}
