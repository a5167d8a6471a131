using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>The first three calls: device code, poll, refresh. Callers' tokens are those of the session server; the upstream grant never leaves it.</summary>
internal sealed class SignInEndpoints(DeviceCodes codes, EndpointSessions sessions, GatewayUpstream upstream, GatewayAccounts accounts, HytaleGatewayOptions options)
{
    public HytaleGatewayOptions Options => options;

    /// <summary>Finds the code of a poll.</summary>
    public async ValueTask FindCodeAsync(GatewayCall call) => call.Code = await codes.FindAsync(call.Text("device_code"), call.Aborted).ConfigureAwait(false);

    /// <summary>Finds the session of a refresh token, and its account.</summary>
    public async ValueTask FindSessionAsync(GatewayCall call)
    {
        call.Token = call.Text("refresh_token");
        if (call.Token is { } token && await sessions.FindAsync(token, HytaleGatewayOptions.Profile, call.Aborted).ConfigureAwait(false) is { } session)
        {
            (call.Session, call.Family) = (session, session.Id);
            call.Account = await upstream.FindAsync(session.Claims.GetValueOrDefault(GatewayUpstream.Claim), call.Aborted).ConfigureAwait(false);
        }
    }

    public async Task<GatewayReply> RequestCodeAsync(GatewayCall call)
    {
        (string code, HytaleDeviceCode asked) = await codes.BeginAsync(call.Aborted).ConfigureAwait(false);
        return GatewayReply.Of(json =>
        {
            json.WriteString("device_code", code);
            json.WriteString("user_code", asked.UserCode);
            json.WriteString("verification_uri", asked.Page.AbsoluteUri);
            json.WriteNumber("expires_in", (long)asked.ExpiresIn.TotalSeconds);
            json.WriteNumber("interval", (long)asked.Interval.TotalSeconds);
        });
    }

    public async Task<GatewayReply> PollAsync(GatewayCall call)
    {
        if (call.Code is not { } held)
        {
            return GatewayReply.Of(GatewayError.InvalidDeviceCode);
        }

        held = await codes.PollAsync(held).ConfigureAwait(false);
        HytaleAccount account = await codes.RedeemAsync(held).ConfigureAwait(false);
        EndpointSignIn signIn = new()
        {
            Provider = HytaleGatewayOptions.Provider,
            Profile = HytaleGatewayOptions.Profile,
            Once = held.Id,
            Identity = new VerifiedIdentity
            {
                ProviderSubject = account.Subject!,
                Claims = new Dictionary<string, string>(StringComparer.Ordinal) { [GatewayUpstream.Claim] = account.Id.Key },
            },
        };
        EndpointAnswer answer = await sessions.BeginAsync(signIn, call.Context, CancellationToken.None).ConfigureAwait(false);
        if (answer.Error is not null)
        {
            return GatewayReply.Of(GatewayError.InvalidDeviceCode);
        }

        // From here on the account is among those whose grants are kept.
        await accounts.SignedInAsync(account).ConfigureAwait(false);
        (call.Account, call.Family, call.Token) = (account, answer.Session!.Id, answer.RefreshToken);
        return Tokens(answer, account.Subject);
    }

    public async Task<GatewayReply> RefreshAsync(GatewayCall call)
    {
        if (call.Session is not { } session)
        {
            return GatewayReply.Of(GatewayError.RefreshRefused);
        }

        if (call.Account is not { Status: not (AccountStatus.SignInRequired or AccountStatus.SignedOut) })
        {
            await upstream.EndCallersAsync(session.ProviderSubject).ConfigureAwait(false);
            return GatewayReply.Of(GatewayError.RefreshRefused);
        }

        EndpointAnswer answer = await sessions.RefreshAsync(call.Text("refresh_token")!, HytaleGatewayOptions.Profile, call.Context, call.Aborted).ConfigureAwait(false);
        if (answer.Error is null)
        {
            await accounts.CalledAsync(call.Account, CancellationToken.None).ConfigureAwait(false);
            call.Token = answer.RefreshToken;
            return Tokens(answer, owner: null);
        }

        return GatewayReply.Of(answer.Error == AuthError.TemporarilyUnavailable ? GatewayError.Unavailable.After(TimeSpan.FromSeconds(1)) : GatewayError.RefreshRefused);
    }

    private static GatewayReply Tokens(EndpointAnswer answer, string? owner) => GatewayReply.Of(json =>
    {
        json.WriteString("access_token", answer.AccessToken);
        json.WriteString("refresh_token", answer.RefreshToken);
        json.WriteNumber("expires_in", (long)answer.AccessTokenLifetime.TotalSeconds);
        json.WriteString("token_type", "Bearer");
        if (owner is not null)
        {
            json.WriteString("account_id", owner);
        }
    });
}
