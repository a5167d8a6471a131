using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>Mints XSTS tokens: <c>POST /xsts/authorize</c>, contract version 1, signed.</summary>
internal sealed class SignedXstsTokens(
    XboxAuthClient client, XboxOptions options, XboxDeviceIdentities identities, MsaTokens grants, SuppliedTokens supplied, XstsInputs inputs, ILogger log)
    : XstsTokens
{
    protected override async Task<XstsToken> MintAsync(MintContext<XstsToken> mint, CancellationToken deadline)
    {
        string relyingParty = mint.Audience ?? throw new IllegalStepException(
            $"xbox: an XSTS token is for one relying party; name it as the audience, such as {XboxDefaults.RelyingParty}. Nothing was sent.")
        { Provider = XboxDefaults.Provider, Step = "xsts" };
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        XstsParents parents = await inputs.GetAsync(mint).ConfigureAwait(false);
        if (mint.Delivered is { } delivered)
        {
            return delivered;
        }

        // After the user token, which may have needed the grant itself: a refresh that failed a moment ago must not be sent again.
        await KeepGrantCurrentAsync(mint).ConfigureAwait(false);
        ProviderResponse answer = await client.PostAsync(Call(relyingParty, parents), key, deadline).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            XstsToken token = new XboxTokenReader(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody), "").ReadXsts(client);
            return supplied.IsSamePlayer(mint.Account, token) ? token : throw await OtherPlayerAsync(mint, parents).ConfigureAwait(false);
        }

        XboxRefusal refusal = client.ReadRefusal(answer);
        parents.Refuse(refusal.Rejected);
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

    /// <summary>Drops the user token and the Microsoft token that it came from, so that the delegate is asked once more.</summary>
    private async Task<IllegalStepException> OtherPlayerAsync(MintContext<XstsToken> mint, XstsParents parents)
    {
        parents.Refuse(RejectedToken.User);
        mint.Refused(grants, await mint.ParentAsync(grants).ConfigureAwait(false));
        return SuppliedTokens.OtherPlayer("xsts");
    }

    private XboxSignedCall Call(string relyingParty, XstsParents parents)
    {
        XstsAuthorizeRequest body = new()
        {
            RelyingParty = relyingParty,
            Properties = new()
            {
                SandboxId = options.Sandbox,
                UserTokens = [parents.User.Reveal()],
                DeviceToken = parents.Device?.Reveal(),
                TitleToken = parents.Title?.Reveal(),
            },
        };
        return new XboxSignedCall(
            "xsts", XboxEndpoint.Xsts, "/xsts/authorize", JsonSerializer.SerializeToUtf8Bytes(body, XboxJson.Default.XstsAuthorizeRequest))
        { ContractVersion = 1 };
    }
}
