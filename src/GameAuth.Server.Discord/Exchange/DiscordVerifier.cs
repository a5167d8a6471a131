using System.Text.Json;

namespace GameAuth.Server.Discord;

/// <summary>
/// Verifies players of Discord: what can be refused without Discord is, before any call; then a code is exchanged, and <c>GET /oauth2/@me</c> says for which application,
/// how long and whose the token is. Whatever the client says is only compared. Safe for use from any thread.
/// </summary>
internal sealed class DiscordVerifier(DiscordApi api, BanGuard guard, RefusedTokens refused, DiscordServerOptions options, TimeProvider time) : IIdentityVerifier
{
    private const string Identify = "identify";

    // The difference of clocks that is allowed, and the life of Discord's access tokens (OAuth2, "Access Token Response").
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(604_800);

    private readonly ProxySignature? _proxy = options.RequireProxySignature ? new ProxySignature(DiscordKey.Parse(options.PublicKey)!, options.ClientId, time) : null;

    /// <inheritdoc/>
    public string? CheckShape(JsonElement body) => DiscordCredential.Read(body, options, out _);

    /// <inheritdoc/>
    public async ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken)
    {
        if (DiscordCredential.Read(exchange.Body, options, out DiscordCredential? credential) is { } fault)
        {
            throw new IdentityRefusedException(AuthError.InvalidRequest, fault);
        }

        string? proxyUser = credential!.IsFromActivity ? _proxy?.Check(exchange.Context.Request.Headers) : null;
        if (credential.InstanceId is not null)
        {
            // A code is used up by its exchange, so what would stop the sign-in afterwards is asked before.
            guard.Check(DiscordLane.Instances);
        }

        (string user, string? issued) = credential.Token is { } token
            ? (await VerifyAsync(token, cancellationToken).ConfigureAwait(false), null)
            : await VerifyAsync(credential.IssuedCode!.Value, credential.Redirect, cancellationToken).ConfigureAwait(false);
        if (proxyUser is not null && proxyUser != user)
        {
            throw DiscordRefusal.Invalid("The request was signed for another player.");
        }

        Dictionary<string, string> claims = new(StringComparer.Ordinal) { ["discord_id"] = user };
        if (credential.InstanceId is { } instance)
        {
            await AddInstanceAsync(claims, instance, user, cancellationToken).ConfigureAwait(false);
        }

        return new VerifiedIdentity
        {
            ProviderSubject = user,
            Subject = user,
            Profile = credential.IsFromActivity ? options.ActivityProfile : null,
            Claims = claims,

            // The embedded SDK of an Activity has to authenticate with it. A browser has no use for it.
            Answer = issued is not null && credential.IsFromActivity ? new Dictionary<string, string>(StringComparer.Ordinal) { ["discord_access_token"] = issued } : [],
        };
    }

    private async Task<(string User, string? Issued)> VerifyAsync((string Value, string Verifier) code, string? redirect, CancellationToken cancellationToken)
    {
        string token = await api.RedeemAsync(code.Value, code.Verifier, redirect, cancellationToken).ConfigureAwait(false);

        // Discord has given it out a moment ago. Where it does not know it now, nothing is said about the player.
        FoundAuthorization found = await api.FindAuthorizationAsync(DiscordLane.Codes, token, cancellationToken).ConfigureAwait(false);
        return (Judge(found.Authorization ?? throw DiscordRefusal.Unavailable(found.LimitedFor > TimeSpan.Zero ? found.LimitedFor : null)), token);
    }

    private async Task<string> VerifyAsync(ClaimedToken token, CancellationToken cancellationToken)
    {
        CheckClaims(token);
        (bool isRefused, TimeSpan limitedFor) = await refused.FindAsync(token.Value, cancellationToken).ConfigureAwait(false);
        if (isRefused)
        {
            throw NotKnown();
        }

        FoundAuthorization found = limitedFor > TimeSpan.Zero
            ? new FoundAuthorization(null, limitedFor)
            : await api.FindAuthorizationAsync(DiscordLane.Tokens, token.Value, cancellationToken).ConfigureAwait(false);
        if (found.LimitedFor > TimeSpan.Zero)
        {
            await refused.LimitAsync(token.Value, found.LimitedFor, cancellationToken).ConfigureAwait(false);
            throw DiscordRefusal.Unavailable(found.LimitedFor);
        }

        DiscordAuthorization? known = found.Authorization;
        string user;
        try
        {
            user = Judge(known ?? throw NotKnown());
        }
        catch (IdentityRefusedException)
        {
            await refused.AddAsync(token.Value, IsForeign(known) ? RefusedTokens.Foreign : RefusedTokens.Unknown, cancellationToken).ConfigureAwait(false);
            throw;
        }

        // Wrong words about a good token are no reason to remember the token.
        if ((token.Expires - known.Expires).Duration() > Skew)
        {
            throw DiscordRefusal.Invalid("The token's end is not the one that Discord says.");
        }

        return token.UserId is null || token.UserId == user ? user : throw DiscordRefusal.Invalid("The token is another player's.");
    }

    // What the client itself says is wrong needs no call.
    private void CheckClaims(ClaimedToken token)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (token.ApplicationId != options.ClientId)
        {
            throw DiscordRefusal.Invalid("The token is for another application.");
        }

        if (token.Expires < now - Skew)
        {
            throw DiscordRefusal.Invalid("The token has ended.");
        }

        if (token.Expires > now + LongestLife + Skew)
        {
            throw DiscordRefusal.Invalid("No token of Discord lives that long.");
        }

        if (!token.Scopes.Contains(Identify))
        {
            throw DiscordRefusal.Invalid("The token lacks the scope identify.");
        }
    }

    private string Judge(DiscordAuthorization known) => known switch
    {
        _ when IsForeign(known) => throw DiscordRefusal.Invalid("The token is for another application."),
        _ when known.Expires < time.GetUtcNow() - Skew => throw DiscordRefusal.Invalid("The token has ended."),
        { UserId: { } user } when known.Scopes.Contains(Identify) => user,
        _ => throw DiscordRefusal.Invalid("The token lacks the scope identify."),
    };

    private bool IsForeign(DiscordAuthorization? known) => known is not null && known.ApplicationId != options.ClientId;

    private static IdentityRefusedException NotKnown() => DiscordRefusal.Invalid("Discord does not know this token. Sign in at Discord again.");

    private async Task AddInstanceAsync(Dictionary<string, string> claims, string instanceId, string user, CancellationToken cancellationToken)
    {
        ActivityInstance? instance = await api.FindInstanceAsync(instanceId, cancellationToken).ConfigureAwait(false);
        if (instance is null || !instance.Users.Contains(user))
        {
            throw DiscordRefusal.Invalid("The player is not in this activity instance.");
        }

        claims["discord_instance_id"] = instance.Id;
        Add(claims, "discord_channel_id", instance.ChannelId);
        Add(claims, "discord_guild_id", instance.GuildId);
    }

    private static void Add(Dictionary<string, string> claims, string name, string? value)
    {
        if (value is not null)
        {
            claims[name] = value;
        }
    }
}
