using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>
/// XSTS tokens, one per relying party, which is the audience; a trailing slash is part of its name. A link of your own takes it as its
/// parent: the registration <c>default</c> is the plain service, others are keyed services of their names.
/// </summary>
public abstract class XstsTokens : TokenSource<XstsToken>
{
    private protected XstsTokens()
        : base("xsts", TokenScope.Account, RefreshBehavior.Remint, XboxRowJson.Default.XstsToken)
    {
    }
}

/// <summary>Mints XSTS tokens: <c>POST /xsts/authorize</c>, contract version 1, signed.</summary>
internal sealed class SignedXstsTokens(
    XboxAuthClient client, XboxOptions options, XboxDeviceIdentities identities, MsaTokens grants, SuppliedTokens supplied, XstsInputs inputs, ILogger log)
    : XstsTokens
{
    protected override async Task<XstsToken> MintAsync(MintContext<XstsToken> mint, CancellationToken deadline)
    {
        string relyingParty = mint.Audience ?? throw new InvalidOperationException(
            $"xbox: an XSTS token is for one relying party; name it as the audience, such as {XboxDefaults.RelyingParty}. Nothing was sent.");
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        XstsInputTokens tokens = await inputs.GetAsync(mint).ConfigureAwait(false);
        if (mint.Delivered is { } delivered)
        {
            return delivered;
        }

        // After the user token, which may have needed the grant itself: a refresh that failed a moment ago must not be sent again.
        await KeepGrantCurrentAsync(mint).ConfigureAwait(false);
        ProviderResponse answer = await client.PostAsync(Call(relyingParty, tokens), key, deadline).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            XstsToken token = new XboxTokenReader(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody)).ReadXsts(client);
            return supplied.IsSamePlayer(mint.Account, token) ? token : throw await OtherPlayerAsync(mint, tokens).ConfigureAwait(false);
        }

        XboxRefusal refusal = client.ReadRefusal(answer);
        tokens.Refuse(refusal.Rejected);
        throw refusal.ToException();
    }

    /// <summary>
    /// The user token outlives the Microsoft token by days. Refreshing the grant here all the same keeps its refresh token from going
    /// stale, and an application whose access the player has removed learns it now. A login host that is down must not fail the mint.
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
    private async Task<IllegalStepException> OtherPlayerAsync(MintContext<XstsToken> mint, XstsInputTokens tokens)
    {
        tokens.Refuse(RejectedToken.User);
        mint.Refused(grants, await mint.ParentAsync(grants).ConfigureAwait(false));
        return SuppliedTokens.OtherPlayer(Name);
    }

    private XboxSignedCall Call(string relyingParty, XstsInputTokens tokens)
    {
        XstsAuthorizeRequest body = new()
        {
            RelyingParty = relyingParty,
            Properties = new()
            {
                SandboxId = options.Sandbox,
                UserTokens = [tokens.User.Reveal()],
                DeviceToken = tokens.Device?.Reveal(),
                TitleToken = tokens.Title?.Reveal(),
            },
        };
        return XboxSignedCall.Of(Name, XboxEndpoint.Xsts, "/xsts/authorize", body, XboxJson.Default.XstsAuthorizeRequest);
    }
}

/// <summary>The body of <c>/xsts/authorize</c>.</summary>
internal sealed class XstsAuthorizeRequest
{
    public required XstsProperties Properties { get; init; }
    public required string RelyingParty { get; init; }
    public string TokenType { get; } = "JWT";
}

/// <summary>The tokens that an XSTS token is asked for with.</summary>
internal sealed class XstsProperties
{
    public required string SandboxId { get; init; }
    public required IReadOnlyList<string> UserTokens { get; init; }
    public string? DeviceToken { get; init; }
    public string? TitleToken { get; init; }
}
