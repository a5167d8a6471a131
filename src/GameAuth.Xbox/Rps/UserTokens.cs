using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints user tokens: <c>POST /user/authenticate</c>, contract version 1, signed, though the host asks for no signature.</summary>
internal sealed class UserTokens(XboxAuthClient client, MsaClient application, XboxDeviceIdentities identities, MsaTokens grants)
    : TokenSource<UserToken>("user", TokenScope.Account, RefreshBehavior.Remint, XboxRowJsonContext.Default.UserToken)
{
    protected override async Task<UserToken> MintAsync(MintContext<UserToken> mint, CancellationToken deadline)
    {
        MsaToken grant = grants.Own(await mint.ParentAsync(grants).ConfigureAwait(false), Name);
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        RpsAuthenticateRequest body = new() { Properties = new() { RpsTicket = application.TicketOf(grant) } };
        XboxSignedCall call = new(
            Name, XboxEndpoint.User, "/user/authenticate",
            JsonSerializer.SerializeToUtf8Bytes(body, XboxJson.Default.RpsAuthenticateRequest)) { ContractVersion = 1 };
        ProviderResponse answer = await client.PostAsync(call, key, deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            XboxRefusal refusal = client.ReadRefusal(answer);
            if (refusal.BlamesTicket)
            {
                mint.Refused(grants, grant);
            }

            throw refusal.ToException();
        }

        XboxTokenReader token = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody), "");
        return new UserToken { Token = token.Token, ExpiresAt = client.ToLocal(token.NotAfter) };
    }
}
