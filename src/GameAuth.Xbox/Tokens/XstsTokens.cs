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
            XboxTokenReader read = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody));
            XstsToken token = read.ReadXsts(client.ToLocal, isOfXbox: relyingParty == XboxDefaults.RelyingParty);
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

/// <summary>How a kind of client gets from the Microsoft token to what XSTS wants.</summary>
internal abstract class XstsInputs
{
    public abstract Task<XstsInputTokens> GetAsync(MintContext<XstsToken> mint);
}

/// <summary>A title that signs its players in with SISU: one call brings user and title token.</summary>
internal sealed class SisuInputs(DeviceTokens devices, SisuTokens players) : XstsInputs
{
    public override async Task<XstsInputTokens> GetAsync(MintContext<XstsToken> mint)
    {
        DeviceToken device = await mint.ParentAsync(devices).ConfigureAwait(false);
        SisuToken player = await mint.ParentAsync(players).ConfigureAwait(false);
        return new XstsInputTokens
        {
            User = player.User,
            Title = player.Title,
            Device = player.Device,
            Refuse = rejected =>
            {
                switch (rejected)
                {
                    case RejectedToken.Device:
                        mint.Refused(devices, device);
                        break;
                    case RejectedToken.Title or RejectedToken.User:
                        mint.Refused(players, player);
                        break;
                }
            },
        };
    }
}

/// <summary>A client that hands its Microsoft token in as a ticket: user token and title token by a call each.</summary>
/// <param name="users">The user tokens.</param>
/// <param name="titles">The title tokens; null for an application of Azure, which is no title.</param>
/// <param name="devices">The device tokens; null sends none, which only an application of Azure may.</param>
internal sealed class TicketInputs(UserTokens users, TitleTokens? titles, DeviceTokens? devices) : XstsInputs
{
    public override async Task<XstsInputTokens> GetAsync(MintContext<XstsToken> mint)
    {
        DeviceToken? device = devices is null ? null : await mint.ParentAsync(devices).ConfigureAwait(false);
        TitleToken? title = titles is null ? null : await mint.ParentAsync(titles).ConfigureAwait(false);
        UserToken user = await mint.ParentAsync(users).ConfigureAwait(false);
        return new XstsInputTokens
        {
            User = user.Token,
            Title = title?.Token,
            Device = title?.Device ?? device?.Token,
            Refuse = rejected =>
            {
                switch (rejected)
                {
                    case RejectedToken.Device when device is not null:
                        mint.Refused(devices!, device);
                        break;
                    case RejectedToken.Title when title is not null:
                        mint.Refused(titles!, title);
                        break;
                    case RejectedToken.User:
                        mint.Refused(users, user);
                        break;
                }
            },
        };
    }
}

/// <summary>The tokens that an XSTS token is asked for with.</summary>
internal sealed class XstsInputTokens
{
    public required Secret User { get; init; }

    /// <summary>Null for an application that is no title.</summary>
    public Secret? Title { get; init; }

    /// <summary>Beside a title token the very one that it was issued with. Null where none is sent.</summary>
    public Secret? Device { get; init; }

    /// <summary>Says to the mint that XSTS has refused one of them.</summary>
    public required Action<RejectedToken> Refuse { get; init; }
}
