using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>A player of Discord with a session at the game's backend: clients for the backend, rooms, sign-out. Safe for use from any thread; nothing to dispose.</summary>
/// <remarks>
/// <see cref="Account.CreateClient(string)"/> makes clients that carry the session's access token to the backend's origin alone. Signing out ends the session at the backend, and deletes it here in any
/// case.
/// </remarks>
public sealed class DiscordAccount : Account
{
    private readonly DiscordProvider _discord;

    internal DiscordAccount(AccountBinding binding, DiscordProvider discord)
        : base(binding) => _discord = discord;

    /// <summary>The player's id at Discord; null until the sign-in is complete. It is <see cref="Account.Subject"/>.</summary>
    public string? DiscordId => Subject;

    internal DiscordProvider Discord => _discord;

    /// <summary>
    /// Connects to the backend's rooms (<c>WS /realtime</c>), for rooms and the application's own messages. The connection mends itself and returns to its rooms; see <see cref="RealtimeClient"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the first handshake, not the connection: dispose that.</param>
    /// <returns>The open connection.</returns>
    /// <exception cref="ThrottledException">The player, or the address, has too many connections.</exception>
    /// <exception cref="ProviderException">The backend was not reached, or refuses; <see cref="ProviderException.IsTransient"/> says whether a later try may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public Task<RealtimeClient> ConnectRealtimeAsync(CancellationToken cancellationToken = default) => _discord.Realtime.OpenAsync(this, cancellationToken);

    /// <summary>Ends the session at the backend, which lets its access tokens end too, at every node within its bound.</summary>
    /// <param name="cancellationToken">As for the sign-out.</param>
    /// <returns>Done when the backend has answered.</returns>
    protected override async Task RevokeAsync(CancellationToken cancellationToken)
    {
        DiscordGrant grant = await GetTokenAsync(_discord.Grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        DiscordDevice device = await GetTokenAsync(_discord.Devices, cancellationToken: cancellationToken).ConfigureAwait(false);
        await _discord.Calls.LogoutAsync(grant, _discord.Devices.OpenKey(device), cancellationToken).ConfigureAwait(false);
    }
}
