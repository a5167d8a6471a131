using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints user tokens: <c>POST /user/authenticate</c>, contract version 1, signed, though the host asks for no signature.</summary>
internal sealed class UserTokens(XboxAuthClient client, MsaApplication application, XboxDeviceIdentities identities, MsaTokens grants)
    : TokenSource<UserToken>("user", TokenScope.Account, RefreshBehavior.Remint, XboxRowJson.Default.UserToken)
{
    protected override async Task<UserToken> MintAsync(MintContext<UserToken> mint, CancellationToken deadline)
    {
        MsaToken grant = grants.Own(await mint.ParentAsync(grants).ConfigureAwait(false), Name);
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        TicketRequest body = new() { Properties = new() { RpsTicket = application.TicketOf(grant) } };
        XboxSignedCall call = XboxSignedCall.Of(Name, XboxEndpoint.User, "/user/authenticate", body, XboxJson.Default.TicketRequest);
        ProviderResponse answer = await client.PostAsync(call, key, deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            XboxRefusal refusal = client.ReadRefusal(answer);
            if (refusal.RejectsTicket)
            {
                mint.Refused(grants, grant);
            }

            throw refusal.ToException();
        }

        XboxTokenReader token = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody));
        return new UserToken { Token = token.Token, ExpiresAt = client.ToLocal(token.NotAfter) };
    }
}

/// <summary>The token of a player, of user.auth.xboxlive.com.</summary>
internal sealed class UserToken : IToken
{
    public required Secret Token { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The body of <c>/user/authenticate</c> and of <c>/title/authenticate</c>: a Microsoft token is handed in as a ticket.</summary>
internal sealed class TicketRequest
{
    public required TicketProperties Properties { get; init; }
    public string RelyingParty { get; } = XboxDefaults.AuthRelyingParty;
    public string TokenType { get; } = "JWT";
}

/// <summary>The ticket, and what the new token is bound to: a title token to a device token and its key, a user token to neither.</summary>
internal sealed class TicketProperties
{
    public string AuthMethod { get; } = "RPS";
    public string? DeviceToken { get; init; }
    public required string RpsTicket { get; init; }
    public string SiteName { get; } = XboxDefaults.SiteName;
    public XboxProofKeyJwk? ProofKey { get; init; }
}
