using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints user and title tokens: <c>POST /authorize</c> on sisu.xboxlive.com, signed. The same answer brings the XSTS token of the Xbox services.</summary>
internal sealed class UserTitleTokens(
    XboxAuthClient client, XboxOptions options, MsaClient application, XboxDeviceIdentities identities, DeviceTokens devices, MsaTokens grants,
    SuppliedTokens supplied, SisuSessions sessions)
    : TokenSource<UserTitleToken>("sisu", TokenScope.Account, RefreshBehavior.Remint, XboxRowJsonContext.Default.UserTitleToken)
{
    /// <summary>Where the XSTS token of the answer goes.</summary>
    public XstsTokens? Xsts { get; set; }

    protected override async Task<UserTitleToken> MintAsync(MintContext<UserTitleToken> mint, CancellationToken deadline)
    {
        MsaToken grant = grants.Own(await mint.ParentAsync(grants).ConfigureAwait(false), "sisu");
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        DeviceToken deviceToken = await mint.ParentAsync(devices, exact: true).ConfigureAwait(false);
        AccountId account = mint.Account!.Value;
        ProviderResponse answer = await client.PostAsync(Call(grant, deviceToken, key, sessions.Find(account, deviceToken)), key, deadline).ConfigureAwait(false);

        // Once it was answered it has done its work, or must not be refused for ever.
        sessions.Forget(account);
        if (!answer.IsSuccess)
        {
            XboxRefusal refusal = client.ReadRefusal(answer);
            if (refusal.Rejected is RejectedToken.Device)
            {
                mint.Refused(devices, deviceToken);
            }
            else if (refusal.BlamesTicket)
            {
                mint.Refused(grants, grant);
            }

            throw refusal.ToException();
        }

        SisuAuthorizeAnswer body = answer.ReadJson(XboxJson.Default.SisuAuthorizeAnswer);
        XboxTokenReader user = new(answer, body.UserToken, "UserToken");
        XboxTokenReader title = new(answer, body.TitleToken, "TitleToken");
        XstsToken xsts = new XboxTokenReader(answer, body.AuthorizationToken, "AuthorizationToken").ReadXsts(client);
        if (!supplied.IsSamePlayer(mint.Account, xsts))
        {
            mint.Refused(grants, grant);
            throw SuppliedTokens.OtherPlayer("sisu");
        }

        mint.Also(Xsts!, xsts, XboxDefaults.RelyingParty);
        return new UserTitleToken
        {
            User = user.Token,
            Title = title.Token,
            Device = deviceToken.Token,
            ExpiresAt = client.ToLocal(user.NotAfter < title.NotAfter ? user.NotAfter : title.NotAfter),
        };
    }

    private XboxSignedCall Call(MsaToken grant, DeviceToken deviceToken, ProofKey key, Secret? session)
    {
        SisuAuthorizeRequest body = new()
        {
            AccessToken = application.TicketOf(grant),
            AppId = options.ClientId,
            DeviceToken = deviceToken.Token.Reveal(),
            Sandbox = options.Sandbox,
            SessionId = session?.Reveal(),
            ProofKey = XboxProofKeyJwk.FromKey(key.Key),
        };
        return new XboxSignedCall(
            "sisu", XboxEndpoint.Sisu, "/authorize", JsonSerializer.SerializeToUtf8Bytes(body, XboxJson.Default.SisuAuthorizeRequest))
        { ContractVersion = options.SisuContractVersion };
    }
}
