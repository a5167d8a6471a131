using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The root of an account's chain: a website token, or the tokens of the authorization server.</summary>
internal sealed class Pd2Grant : IGrantToken
{
    public required Secret AccessToken { get; init; }

    /// <summary>Null for a website token, which is its own.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>Which client the tokens were issued to; null for a website token and for tokens that the application supplied.</summary>
    public string? ClientId { get; init; }

    /// <summary>When another one is asked for. A website token is good for as long again.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }

    /// <summary>
    /// A website token. Half-way to its end another one is asked for, so that an application that is used now and then stays signed in. One whose end did not move when it was asked for is good
    /// until that end, and the sign-in with it.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <param name="end">Its end, by the clock of this machine.</param>
    /// <param name="renewed">The token that was presented to be renewed; null where none was.</param>
    /// <param name="now">The time.</param>
    public static Pd2Grant FromWebsite(Secret token, DateTimeOffset end, Pd2Grant? renewed, DateTimeOffset now) => new()
    {
        AccessToken = token,
        ExpiresAt = renewed?.SignInExpiresAt >= end ? end : now + ((end - now) / 2),
        SignInExpiresAt = end,
    };

    /// <summary>The tokens of an answer. A refresh token that does not come again stays as it was (RFC 6749 section 6).</summary>
    public static Pd2Grant FromOAuth(TokenResponse tokens, Pd2Grant? previous, string clientId)
    {
        Secret? refresh = tokens.RefreshToken ?? previous?.RefreshToken;
        return new Pd2Grant
        {
            AccessToken = tokens.AccessToken,
            RefreshToken = refresh,
            ClientId = clientId,
            ExpiresAt = tokens.ExpiresAt,
            SignInExpiresAt = refresh is null ? tokens.ExpiresAt : null,
        };
    }

    /// <summary>Tokens that the application supplied.</summary>
    /// <exception cref="ProviderException">There is none that can be used.</exception>
    public static Pd2Grant FromSupplied(Pd2Tokens? tokens, Pd2Grant? previous, DateTimeOffset now, string step)
    {
        if (tokens is null || !ServerToken.IsUsable(tokens.AccessToken) || (tokens.RefreshToken is { } given && !ServerToken.IsUsable(given)) || tokens.ExpiresIn <= TimeSpan.Zero)
        {
            throw new ProviderException(
                "pd2: the application's delegate returned no tokens that can be used: an access token of 1 to 16,384 printable characters without blanks, which has not ended, and a refresh token like "
                + "it, or none.",
                status: null, code: null, isTransient: false)
            { Provider = Pd2Defaults.Provider, Step = step };
        }

        Secret? refresh = tokens.RefreshToken ?? previous?.RefreshToken;
        DateTimeOffset? end = tokens.ExpiresIn is { } left ? now + (left < Longest ? left : Longest) : null;
        return new Pd2Grant { AccessToken = tokens.AccessToken, RefreshToken = refresh, ExpiresAt = end, SignInExpiresAt = refresh is null ? end : null };
    }

    private static TimeSpan Longest { get; } = TimeSpan.FromDays(3650);
}

/// <summary>Renews a website token with itself: <c>security/session</c> with the stored token, before its end. The service repeats its answer, so that a lost one costs nothing.</summary>
internal sealed class WebsiteTokens(Pd2Provider pd2, ProviderContext context)
    : TokenSource<Pd2Grant>("website", TokenScope.Account, RefreshBehavior.Replayable, Pd2RowJson.Default.Pd2Grant)
{
    protected override async Task<Pd2Grant> MintAsync(MintContext<Pd2Grant> mint, CancellationToken deadline)
    {
        Pd2Grant previous = mint.Previous!;
        if (previous.SignInExpiresAt <= context.Time.GetUtcNow())
        {
            throw new SignInRequiredException("pd2: the website token has ended, and only one that is good can be renewed; nothing was sent. Sign in again.", SignInReason.Expired)
            { Provider = Pd2Defaults.Provider, Step = Pd2Step.Refresh };
        }

        Pd2Account account = await pd2.AccountOfAsync(mint.Account, Pd2Step.Refresh, deadline).ConfigureAwait(false);
        SessionAnswer answer = await pd2.Sessions.AskAsync(account, previous.AccessToken, Pd2Step.Refresh, deadline).ConfigureAwait(false);
        Pd2Grant renewed = answer.ToGrant(previous)!;
        if (renewed.ExpiresAt == renewed.SignInExpiresAt)
        {
            Pd2Log.EndDoesNotMove(context.Log, account.Id.ToString(), renewed.SignInExpiresAt!.Value);
        }

        return renewed;
    }
}

/// <summary>Refreshes OAuth tokens. Whether the service rotates refresh tokens is not known, so that one counts as spent when it is sent, and whatever comes back is kept.</summary>
internal sealed class OAuthGrants(OAuthCalls oauth, Pd2Options options) : TokenSource<Pd2Grant>("oauth", TokenScope.Account, RefreshBehavior.Rotating, Pd2RowJson.Default.Pd2Grant)
{
    protected override Task<Pd2Grant> MintAsync(MintContext<Pd2Grant> mint, CancellationToken deadline)
    {
        Pd2Grant previous = mint.Previous!;
        if (previous.ClientId is { } issuedTo && !string.Equals(issuedTo, options.ClientId, StringComparison.Ordinal))
        {
            throw new SignInRequiredException(
                "pd2: the stored grant was issued to another client id than the one that is configured now; nothing was sent. Sign in again, or set ClientId back.",
                SignInReason.OtherClientId) { Provider = Pd2Defaults.Provider, Step = Pd2Step.Refresh };
        }

        return previous.RefreshToken is null
            ? throw new SignInRequiredException("pd2: the access token has ended and no refresh token came with it; sign in again.", SignInReason.Expired)
            { Provider = Pd2Defaults.Provider, Step = Pd2Step.Refresh }
            : oauth.RefreshAsync(previous, deadline);
    }
}

/// <summary>Who signed in, kept so that a restart asks nobody. It dies with the sign-in.</summary>
internal sealed class Pd2Identities(Pd2Provider pd2) : TokenSource<Pd2Identity>("identity", TokenScope.Account, RefreshBehavior.Remint, Pd2RowJson.Default.Pd2Identity)
{
    protected override async Task<Pd2Identity> MintAsync(MintContext<Pd2Identity> mint, CancellationToken deadline)
    {
        Pd2Grant grant = await mint.ParentAsync(pd2.Grants).ConfigureAwait(false);
        Pd2Account account = await pd2.AccountOfAsync(mint.Account, Pd2Step.WhoAmI, deadline).ConfigureAwait(false);
        if (pd2.IsOAuth)
        {
            return await pd2.Rest.WhoAmIAsync(account, deadline).ConfigureAwait(false);
        }

        SessionAnswer answer;
        try
        {
            answer = await pd2.Sessions.AskAsync(account, grant.AccessToken, Pd2Step.WhoAmI, deadline).ConfigureAwait(false);
        }
        catch (SignInRequiredException refused)
        {
            // What it says of the grant, the grant's own call says: so the account's status follows.
            mint.Refused(pd2.Grants, grant);
            throw Pd2Errors.Refused(Pd2Step.WhoAmI, refused.CorrelationId);
        }

        await pd2.Sessions.KeepAsync(account, answer, grant, deadline).ConfigureAwait(false);
        return new Pd2Identity(answer.PlayerId ?? throw answer.Failure("names no player"), answer.Profile!.Username);
    }
}

/// <summary>Who signed in: all that is stored of the player.</summary>
/// <param name="Id">The service's id of the player.</param>
/// <param name="Name">The name of the account; null where the service has none that can be shown.</param>
internal sealed record Pd2Identity(string Id, string? Name) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}
