using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>A player's account at Project Diablo 2: market, stash, pushes, clients, sign-out. Safe for use from any thread; nothing to dispose.</summary>
/// <remarks>
/// Calls of a registration of website tokens go over one socket, which is opened by the first call and stays up until the account signs out or the host stops. Calls of a registration of OAuth
/// tokens go over REST, or over the socket where <see cref="Pd2Options.SocketStrategy"/> is set. What changes something is never sent twice. The service has no call that ends a sign-in, so that
/// signing out deletes it here.
/// </remarks>
public sealed class Pd2Account : Account
{
    private readonly AccountBinding _binding;
    private readonly Pd2Provider _pd2;
    private readonly IFeathers _rest;

    internal Pd2Account(AccountBinding binding, Pd2Provider pd2)
        : base(binding)
    {
        _binding = binding;
        _pd2 = pd2;
        _rest = pd2.Rest.Of(this);
        Socket = new Pd2Socket(this, pd2.Sessions);
        Stash = new Pd2Stashes(this, pd2);
        Listings = new Pd2Listings(this);
        Offers = new Pd2Offers(this);
    }

    /// <summary>The name of the account as of the last sign-in; null where it is not known. <see cref="Account.Subject"/> is the service's id.</summary>
    public string? Username => DisplayName;

    /// <summary>The market: find, put up, change, bump and take down.</summary>
    public Pd2Listings Listings { get; }

    /// <summary>The offers: make, take back, accept and reject.</summary>
    public Pd2Offers Offers { get; }

    /// <summary>The stashes of the player's game accounts.</summary>
    public Pd2Stashes Stash { get; }

    internal Pd2Socket Socket { get; }

    internal TimeProvider Time => _pd2.Time;

    /// <summary>
    /// The player's profile: e-mail, game accounts and preferences, as the service said them at the last login over the socket. It is kept in memory alone. Without the socket there are id and name
    /// only.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; a connection that others share goes on.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="SignInRequiredException">The player has to sign in.</exception>
    /// <exception cref="ProviderException">The service failed, was not reached, or names no player.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<Pd2Profile> GetProfileAsync(CancellationToken cancellationToken = default)
    {
        if (!_pd2.Options.UsesSocket)
        {
            Pd2Identity player = await _pd2.Rest.WhoAmIAsync(this, cancellationToken).ConfigureAwait(false);
            return new Pd2Profile { Id = player.Id, Username = player.Name };
        }

        await Socket.GetAsync(cancellationToken).ConfigureAwait(false);
        return Socket.Profile ?? throw Pd2Errors.Unreadable(Pd2Step.Session, "names no player");
    }

    /// <summary>
    /// What the service pushes to the player from now on: offers and other notifications, and messages, each once, across reconnects. Several readers each get all of it.
    /// </summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The pushes, in the order in which they came. <see cref="Pd2Gap"/> says that some may have been missed: read the state again.</returns>
    /// <exception cref="GameAuthConfigurationException">The registration's OAuth tokens do not go over the socket; thrown at once.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: what has ended the connection for good.</exception>
    public IAsyncEnumerable<Pd2Push> FollowAsync(CancellationToken cancellationToken = default) =>
        _pd2.Options.UsesSocket ? Pd2Pushes.ReadAsync(Socket, cancellationToken) : throw Pd2Errors.NoSocket("pushes");

    /// <summary>Stores a grant that came outside a mint.</summary>
    internal Task<bool> OfferAsync(TokenSource<Pd2Grant> grants, Pd2Grant brought, Pd2Grant presented, CancellationToken cancellationToken) =>
        _binding.OfferAsync(grants, brought, presented, cancellationToken);

    /// <summary>Sends a call of the account, by socket or by REST.</summary>
    internal Task<JsonElement> CallAsync(FeathersCall call, CancellationToken cancellationToken) => _pd2.Options.UsesSocket
        ? CallOverSocketAsync(call, cancellationToken)
        : _rest.CallAsync(call with { Limit = _pd2.Options.CallTimeout }, Pd2Json.Default.JsonElement, cancellationToken);

    private async Task<JsonElement> CallOverSocketAsync(FeathersCall call, CancellationToken cancellationToken)
    {
        FeathersConnection socket = await Socket.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await socket.CallAsync(call, Pd2Json.Default.JsonElement, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException refused) when (Pd2Errors.IsRefused(refused) && !call.Writes)
        {
            // The service had dropped the login without a word, as Feathers 4 does, and the connection is signed in again by now.
            return await socket.CallAsync(call, Pd2Json.Default.JsonElement, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Who the player is, for calls that say so.</summary>
    internal string SubjectFor(string step) => Subject ?? throw Pd2Errors.NotNamed(step);
}
