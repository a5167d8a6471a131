using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints title tokens: <c>POST /title/authenticate</c>, contract version 1, signed with the key that the device token is bound to.</summary>
internal sealed class TitleTokens(XboxAuthClient client, MsaClient application, XboxDeviceIdentities identities, DeviceTokens devices, MsaTokens grants)
    : TokenSource<TitleToken>("title", TokenScope.Account, RefreshBehavior.Remint, XboxRowJsonContext.Default.TitleToken)
{
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
            else if (refusal.BlamesTicket)
            {
                mint.Refused(grants, grant);
            }

            throw IsNoTitle(answer) ? NoTitle(answer) : refusal.ToException();
        }

        XboxTokenReader token = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody), "");
        return new TitleToken { Token = token.Token, Device = device.Token, ExpiresAt = client.ToLocal(token.NotAfter) };
    }

    /// <summary>What the host says to a client id that is no title, or a title that has to take SISU: 403 and an empty object.</summary>
    internal static bool IsNoTitle(ProviderResponse answer) => answer.Status == 403 && answer.Body.Span.Trim(" \t\r\n"u8).SequenceEqual("{}"u8);

    private static GameAuthConfigurationException NoTitle(ProviderResponse answer) => new(
        "xbox: title.auth.xboxlive.com gives no title token to this client id. Set UseSisu to true if it is a title's; other applications sign in with an Azure client id.")
    { Provider = answer.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId };

    private XboxSignedCall Call(MsaToken grant, DeviceToken device, ProofKey key)
    {
        RpsAuthenticateRequest body = new()
        {
            Properties = new()
            {
                DeviceToken = device.Token.Reveal(),
                RpsTicket = application.TicketOf(grant),
                ProofKey = XboxProofKeyJwk.FromKey(key.Key),
            },
        };
        return new XboxSignedCall(
            Name, XboxEndpoint.Title, "/title/authenticate",
            JsonSerializer.SerializeToUtf8Bytes(body, XboxJson.Default.RpsAuthenticateRequest)) { ContractVersion = 1 };
    }
}
