using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>Mints XSTS tokens: <c>POST /xsts/authorize</c>, contract version 1, signed.</summary>
internal sealed class SignedXstsTokens(
    XboxAuthClient client, XboxOptions options, XboxDeviceIdentities identities, DeviceTokens devices, MsaTokens grants, UserTitleTokens players, ILogger log)
    : XstsTokens
{
    protected override async Task<XstsToken> MintAsync(MintContext<XstsToken> mint, CancellationToken deadline)
    {
        string relyingParty = mint.Audience ?? throw new IllegalStepException(
            $"xbox: an XSTS token is for one relying party; name it as the audience, such as {XboxDefaults.RelyingParty}. Nothing was sent.")
        { Provider = XboxDefaults.Provider, Step = "xsts" };
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        DeviceToken deviceToken = await mint.ParentAsync(devices).ConfigureAwait(false);
        UserTitleToken player = await mint.ParentAsync(players).ConfigureAwait(false);
        if (mint.Delivered is { } delivered)
        {
            return delivered;
        }

        // After the user token, which may have needed the grant itself: a refresh that failed a moment ago must not be sent again.
        await KeepGrantCurrentAsync(mint).ConfigureAwait(false);
        WireAnswer answer = await client.PostAsync(Call(relyingParty, player), key, deadline).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            return new XboxTokenReader(answer, answer.ReadJson(XboxJsonContext.Default.XboxTokenBody), "").ReadXsts(client);
        }

        XboxRefusal refusal = client.ReadRefusal(answer);
        switch (refusal.Blames)
        {
            case XboxBlame.Device:
                mint.Refused(devices, deviceToken);
                break;
            case XboxBlame.Title or XboxBlame.User:
                mint.Refused(players, player);
                break;
        }

        throw refusal.ToException();
    }

    /// <summary>
    /// The user token outlives the Microsoft token by days. Refreshing the grant here all the same keeps its refresh token from going
    /// stale, and an application that the player has turned out learns it today. A login host that is down is no reason to fail.
    /// </summary>
    private async Task KeepGrantCurrentAsync(MintContext<XstsToken> mint)
    {
        try
        {
            await mint.ParentAsync(grants).ConfigureAwait(false);
        }
        catch (GameAuthException failure) when (failure is ProviderException { IsTransient: true } or ThrottledException or OutcomeUnknownException)
        {
            XboxLog.GrantNotCurrent(log, failure.GetType().Name);
        }
    }

    private XboxSignedCall Call(string relyingParty, UserTitleToken player)
    {
        XstsAuthorizeRequest body = new()
        {
            RelyingParty = relyingParty,
            Properties = new()
            {
                SandboxId = options.Sandbox,
                UserTokens = [player.User.Reveal()],
                DeviceToken = player.Device.Reveal(),
                TitleToken = player.Title.Reveal(),
            },
        };
        return new XboxSignedCall(
            "xsts", XboxEndpoint.Xsts, "/xsts/authorize", JsonSerializer.SerializeToUtf8Bytes(body, XboxJsonContext.Default.XstsAuthorizeRequest))
        { ContractVersion = 1 };
    }
}
