using System.Text.Json;

namespace GameAuth.Xbox;

/// <summary>
/// A player's connection for live events (real-time activity, <c>rta.xboxlive.com</c>). A connection that is lost is made again after 1 s, doubling to 60 s, with jitter, and a healthy
/// one every 90 minutes, before the service ends it; all subscriptions are made anew each time, and each hears a <see cref="XboxNotificationKind.Resync"/>. Safe for use from any thread.
/// </summary>
public sealed class XboxRealTimeActivity : IAsyncDisposable
{
    private readonly XboxAccount _account;
    private readonly RtaSocket _socket;

    internal XboxRealTimeActivity(XboxAccount account, RtaSocket socket)
    {
        _account = account;
        _socket = socket;
    }

    /// <summary>Whether the connection stands now. One that does not is being made again, unless this was disposed or has ended.</summary>
    public bool IsConnected => _socket.IsConnected;

    /// <summary>Hears of a player's progress in one game (<c>https://achievements.xboxlive.com/users/xuid(…)/achievements/{scid}</c>).</summary>
    /// <param name="serviceConfigId">The service configuration id of the game, a GUID.</param>
    /// <param name="xuid">The player; null, the default, for the account's own.</param>
    /// <param name="cancellationToken">Ends the wait; then nothing is subscribed to.</param>
    /// <returns>The subscription: one notification per achievement that moved.</returns>
    /// <exception cref="ArgumentException">An id is not of its form.</exception>
    /// <exception cref="GameAuthException">As <see cref="SubscribeAsync"/>.</exception>
    public async Task<XboxSubscription<XboxAchievementProgress>> SubscribeToAchievementsAsync(
        string serviceConfigId, string? xuid = null, CancellationToken cancellationToken = default)
    {
        string scid = Guid.TryParse(serviceConfigId, out Guid id) ? id.ToString("D") : throw new ArgumentException("A service configuration id is a GUID.", nameof(serviceConfigId));
        string player = await PlayerAsync(xuid, cancellationToken).ConfigureAwait(false);
        return await _socket.SubscribeAsync(
            new Uri($"https://achievements.xboxlive.com/users/xuid({player})/achievements/{scid}"), RtaEvents.ReadAchievements, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hears of a player's presence (<c>https://userpresence.xboxlive.com/users/xuid(…)/richpresence</c>): online or not, and what is played.</summary>
    /// <param name="xuid">The player; null, the default, for the account's own.</param>
    /// <param name="cancellationToken">Ends the wait; then nothing is subscribed to.</param>
    /// <returns>The subscription.</returns>
    /// <exception cref="ArgumentException">The id is not of its form.</exception>
    /// <exception cref="GameAuthException">As <see cref="SubscribeAsync"/>.</exception>
    public async Task<XboxSubscription<XboxRichPresence>> SubscribeToPresenceAsync(string? xuid = null, CancellationToken cancellationToken = default)
    {
        string player = await PlayerAsync(xuid, cancellationToken).ConfigureAwait(false);
        return await _socket.SubscribeAsync(
            new Uri($"https://userpresence.xboxlive.com/users/xuid({player})/richpresence"), RtaEvents.ReadPresence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hears of any resource, as the service says it: <c>https://social.xboxlive.com/users/xuid(…)/friends</c> is another one.</summary>
    /// <param name="resource">The https address of the resource. No request goes there: it is the name by which the service knows it.</param>
    /// <param name="cancellationToken">Ends the wait; then nothing is subscribed to.</param>
    /// <returns>
    /// The subscription, once the service has agreed. While the connection is being made again that takes as long as this; subscribing twice to one resource makes two subscriptions.
    /// </returns>
    /// <exception cref="ArgumentException">The address is not absolute or not https.</exception>
    /// <exception cref="ProviderException">The service refuses: <see cref="ProviderException.Code"/> is <c>1</c> for an unknown resource, <c>2</c> for too many subscriptions, <c>3</c> for a resource without data, <c>1002</c> (transient) for a service that is down.</exception>
    /// <exception cref="ThrottledException">The service wants to be left alone for a while (1001).</exception>
    /// <exception cref="IllegalStepException">There are 1000 subscriptions already.</exception>
    /// <exception cref="ObjectDisposedException">The connection was disposed, or the host has stopped.</exception>
    /// <exception cref="GameAuthException">What has ended the connection, such as <see cref="SignInRequiredException"/>.</exception>
    public Task<XboxSubscription<JsonElement>> SubscribeAsync(Uri resource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource is { IsAbsoluteUri: true, Scheme: "https" }
            ? _socket.SubscribeAsync(resource, RtaEvents.ReadRaw, cancellationToken)
            : throw new ArgumentException("A resource has an absolute https address.", nameof(resource));
    }

    /// <summary>Closes the connection and ends every subscription quietly. Nothing goes on after it. Does nothing the second time.</summary>
    /// <returns>Done when all has ended.</returns>
    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async ValueTask<string> PlayerAsync(string? xuid, CancellationToken cancellationToken)
    {
        string? player = xuid ?? _account.Xuid ?? (await _account.GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false)).Xuid;
        return player is { Length: > 0 and <= 20 } && player.All(char.IsAsciiDigit) ? player : throw new ArgumentException("A xuid is a number in decimal digits.", nameof(xuid));
    }
}
