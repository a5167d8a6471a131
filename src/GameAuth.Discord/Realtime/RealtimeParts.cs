using System.Runtime.ExceptionServices;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Discord;

/// <summary>What connections of an account stand on. Safe for use from any thread.</summary>
internal sealed class RealtimeParts(DiscordAccount account, RealtimeConnector connector, Action<RealtimeSession, RealtimeFrame> onNews)
{
    private readonly PaceRequest _pace = DiscordLimits.Frame(account.Id);

    public TimeProvider Time => connector.Discord.Time;

    public ILogger Log => connector.Log;

    public string AccountName => account.Id.ToString();

    public void OnNews(RealtimeSession session, RealtimeFrame frame) => onNews(session, frame);

    public Task<AccountSocket> ConnectAsync(CancellationToken cancellationToken) => connector.ConnectAsync(account, cancellationToken);

    public ValueTask<DiscordGrant> GetGrantAsync(CancellationToken cancellationToken) => account.GetTokenAsync(connector.Discord.Grants, cancellationToken: cancellationToken);

    public ValueTask<IPacePermit> PaceAsync(CancellationToken cancellationToken) => connector.Pacer.AcquireAsync(_pace, cancellationToken);

    /// <summary>A proof for the socket's address (RFC 9449 section 4.2).</summary>
    public async ValueTask<string> ProveAsync(string nonce, Secret accessToken, CancellationToken cancellationToken)
    {
        DiscordDevices devices = connector.Discord.Devices;
        DiscordDevice device = await account.GetTokenAsync(devices, cancellationToken: cancellationToken).ConfigureAwait(false);
        return connector.Discord.Proofs.Make(devices.OpenKey(device), "GET", connector.Address, accessToken, nonce);
    }

    /// <summary>Drops an access token that the backend has refused.</summary>
    /// <returns>False where another one was got a moment ago for the same reason.</returns>
    public bool Refuse(DiscordGrant grant) => account.Refuse(TokenUse.Of(connector.Discord.Grants, grant));

    /// <summary>Gets another access token in place of one that has ended or was refused, and shows it on the open connection.</summary>
    /// <returns>Whether the connection stands on it.</returns>
    /// <exception cref="GameAuthException">There is none.</exception>
    public async Task<bool> RenewAsync(RealtimeSession session, CancellationToken cancellationToken)
    {
        Refuse(session.Grant);
        return await session.OfferAsync(await GetGrantAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The backend has ended a session: it is not shown again, and the account has to sign in, unless somebody has done so meanwhile.</summary>
    /// <exception cref="SignInRequiredException">There is no other session.</exception>
    public async Task EndAsync(DiscordGrant grant, Exception word, CancellationToken cancellationToken)
    {
        connector.Discord.Ended.Add(grant.RefreshToken);
        Refuse(grant);
        DiscordGrant now = await GetGrantAsync(cancellationToken).ConfigureAwait(false);
        if (now.RefreshToken.Equals(grant.RefreshToken))
        {
            ExceptionDispatchInfo.Throw(word);
        }
    }

    /// <summary>A ticket for a room: it is bound to the access token, which has to be the connection's.</summary>
    /// <returns>The ticket; null where the connection could not be brought to the token.</returns>
    /// <exception cref="GameAuthException">The backend refuses.</exception>
    public async Task<Secret?> GetTicketAsync(RealtimeSession session, string room, CancellationToken cancellationToken)
    {
        DiscordGrant grant = await GetGrantAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.OfferAsync(grant, cancellationToken).ConfigureAwait(false) ? await connector.GetTicketAsync(account, room, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (SignInRequiredException over) when (over.Step == DiscordStep.Ticket)
        {
            // session_revoked: a final word, though no refresh has brought it.
            await EndAsync(grant, over, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }
}

/// <summary>Makes the connections of a registration.</summary>
internal sealed class RealtimeConnector(DiscordProvider discord, Exchange exchange, ILogger log)
{
    private static readonly byte[] TicketBody = """{"response_type":"ticket"}"""u8.ToArray();

    public DiscordProvider Discord => discord;

    public ILogger Log => log;

    public IRequestPacer Pacer => exchange.Pacer;

    /// <summary>The address, as proofs name it.</summary>
    public Uri Address { get; } = new(discord.Options.BackendAddress, discord.Options.RealtimePath);

    public async Task<RealtimeClient> OpenAsync(DiscordAccount account, CancellationToken cancellationToken)
    {
        RealtimeSocket socket = new(this, account);
        await socket.OpenAsync(socket.Feed, cancellationToken).ConfigureAwait(false);
        return new RealtimeClient(socket);
    }

    /// <summary>The handshake. It carries no token: that goes in the first frame.</summary>
    public Task<AccountSocket> ConnectAsync(DiscordAccount account, CancellationToken cancellationToken) => AccountSocket.ConnectAsync(
        exchange, account, new AccountSocketCall(DiscordStep.Realtime, Address) { CarriesToken = false, Headers = DiscordUserAgent.Headers, Refusal = DiscordErrors.Of }, cancellationToken);

    /// <summary>Gets a ticket (<c>POST /api/rooms/{room}/join</c>): 30 seconds, once.</summary>
    public async Task<Secret> GetTicketAsync(DiscordAccount account, string room, CancellationToken cancellationToken)
    {
        ProviderCall call = new(DiscordStep.Ticket, () =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, new Uri(discord.Options.BackendAddress, BackendPath.Join(room))) { Content = new ByteArrayContent(TicketBody) };
            request.Content.Headers.ContentType = new("application/json");
            return request;
        }) { Account = account, IsRepeatable = true, RetryAfterInBody = DiscordErrors.WaitOf };
        ProviderResponse answer = await discord.Api.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return !answer.IsSuccess ? throw DiscordErrors.Of(answer)
            : answer.ReadJson(DiscordJson.Default.RoomTicketBody).Ticket is { } ticket && ServerToken.IsUsable(ticket) ? ticket
            : throw answer.Failure("has no ticket", isTransient: false);
    }
}

/// <summary>The answer of a ticket for a room. Any member may be missing.</summary>
internal sealed class RoomTicketBody
{
    public Secret? Ticket { get; set; }
}
