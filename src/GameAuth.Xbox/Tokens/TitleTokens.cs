using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints title tokens: <c>POST /title/authenticate</c>, contract version 1, signed with the key that the device token is bound to.</summary>
internal sealed class TitleTokens(XboxAuthClient client, MsaApplication application, XboxDeviceIdentities identities, DeviceTokens devices, MsaTokens grants)
    : TokenSource<TitleToken>("title", TokenScope.Account, RefreshBehavior.Remint, XboxRowJson.Default.TitleToken)
{
    private const string NoTitle =
        "xbox: title.auth.xboxlive.com gives no title token to this client id. Set UseSisu to true if it is a title's; other applications sign in with an Azure client id.";

    protected override async Task<TitleToken> MintAsync(MintContext<TitleToken> mint, CancellationToken deadline)
    {
        MsaToken grant = grants.Own(await mint.ParentAsync(grants).ConfigureAwait(false), Name);
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        DeviceToken device = await mint.ParentAsync(devices, exact: true).ConfigureAwait(false);
        ProviderResponse answer = await client.PostAsync(Call(grant, device, key), key, deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            XboxRefusal refusal = client.ReadRefusal(answer);
            if (refusal.Rejected is RejectedToken.Device)
            {
                mint.Refused(devices, device);
            }
            else if (refusal.RejectsTicket)
            {
                mint.Refused(grants, grant);
            }

            throw refusal.ToException(NoTitle);
        }

        XboxTokenReader token = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody));
        return new TitleToken { Token = token.Token, Device = device.Token, ExpiresAt = client.ToLocal(token.NotAfter) };
    }

    private XboxSignedCall Call(MsaToken grant, DeviceToken device, ProofKey key)
    {
        TicketProperties ticket = new()
        {
            DeviceToken = device.Token.Reveal(),
            RpsTicket = application.TicketOf(grant),
            ProofKey = XboxProofKeyJwk.FromKey(key.Key),
        };
        return XboxSignedCall.Of(Name, XboxEndpoint.Title, "/title/authenticate", new TicketRequest { Properties = ticket }, XboxJson.Default.TicketRequest);
    }
}

/// <summary>The token of a title, of title.auth.xboxlive.com, with the device token that it was issued beside.</summary>
/// <remarks>XSTS refuses a title token beside another device token than its own (8015DC1E), so the two are one value.</remarks>
internal sealed class TitleToken : IToken
{
    public required Secret Token { get; init; }
    public required Secret Device { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
}
