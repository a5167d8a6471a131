using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints user and title tokens: <c>POST /authorize</c> on sisu.xboxlive.com, signed. The same answer brings the XSTS token of the Xbox services.</summary>
internal sealed class SisuTokens(
    XboxAuthClient client, XboxOptions options, MsaApplication application, XboxDeviceIdentities identities, DeviceTokens devices, MsaTokens grants,
    SuppliedTokens supplied, SisuSessions sessions)
    : TokenSource<SisuToken>("sisu", TokenScope.Account, RefreshBehavior.Remint, XboxRowJson.Default.SisuToken)
{
    /// <summary>Where the XSTS token of the answer goes.</summary>
    public XstsTokens? Xsts { get; set; }

    protected override async Task<SisuToken> MintAsync(MintContext<SisuToken> mint, CancellationToken deadline)
    {
        MsaToken grant = grants.Own(await mint.ParentAsync(grants).ConfigureAwait(false), Name);
        ProofKey key = identities.OpenKey(await mint.ParentAsync(identities).ConfigureAwait(false));
        DeviceToken deviceToken = await mint.ParentAsync(devices, exact: true).ConfigureAwait(false);
        AccountId account = mint.Account!.Value;
        ProviderResponse answer = await client.PostAsync(Call(grant, deviceToken, key, sessions.Find(account, deviceToken)), key, deadline).ConfigureAwait(false);

        // A session is named once: an answered one is spent, and a refused one must not be sent again.
        sessions.Forget(account);
        if (!answer.IsSuccess)
        {
            XboxRefusal refusal = client.ReadRefusal(answer);
            if (refusal.Rejected is RejectedToken.Device)
            {
                mint.Refused(devices, deviceToken);
            }
            else if (refusal.RejectsTicket)
            {
                mint.Refused(grants, grant);
            }

            throw refusal.ToException();
        }

        (SisuToken player, XstsToken xsts) = SisuAuthorizeAnswer.Read(answer, deviceToken.Token, client.ToLocal);
        if (!supplied.IsSamePlayer(mint.Account, xsts))
        {
            mint.Refused(grants, grant);
            throw SuppliedTokens.OtherPlayer(Name);
        }

        mint.Also(Xsts!, xsts, XboxDefaults.RelyingParty);
        return player;
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
        XboxSignedCall call = XboxSignedCall.Of(Name, XboxEndpoint.Sisu, "/authorize", body, XboxJson.Default.SisuAuthorizeRequest);
        return call with { ContractVersion = options.SisuContractVersion };
    }
}

/// <summary>The user token and the title token of one SISU answer, with the device token that they were issued beside.</summary>
/// <remarks>
/// XSTS refuses a title token beside another device token than its own (8015DC1E), so the three are one value: what is sent together
/// was issued together.
/// </remarks>
internal sealed class SisuToken : IToken
{
    public required Secret User { get; init; }
    public required Secret Title { get; init; }
    public required Secret Device { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The body of <c>/authorize</c> on sisu.xboxlive.com.</summary>
internal sealed class SisuAuthorizeRequest
{
    public required string AccessToken { get; init; }
    public required string AppId { get; init; }
    public required string DeviceToken { get; init; }
    public required string Sandbox { get; init; }
    public string SiteName { get; } = XboxDefaults.SiteName;
    public string RelyingParty { get; } = XboxDefaults.RelyingParty;
    public bool UseModernGamertag { get; } = true;

    /// <summary>The session of the sign-in that <c>/authenticate</c> began; null for any other.</summary>
    public string? SessionId { get; init; }

    public required XboxProofKeyJwk ProofKey { get; init; }
}

/// <summary>The answer of <c>/authorize</c> on sisu.xboxlive.com. Its <c>DeviceToken</c> is the one that was sent and is not read.</summary>
internal sealed class SisuAuthorizeAnswer
{
    public XboxTokenBody? UserToken { get; set; }
    public XboxTokenBody? TitleToken { get; set; }
    public XboxTokenBody? AuthorizationToken { get; set; }

    /// <param name="answer">The answer.</param>
    /// <param name="device">The device token that was sent.</param>
    /// <param name="toLocal">A time of the server in the time of this machine.</param>
    /// <exception cref="ProviderException">A token or its end is missing, or the player is.</exception>
    public static (SisuToken Player, XstsToken Xsts) Read(ProviderResponse answer, Secret device, Func<DateTimeOffset, DateTimeOffset> toLocal)
    {
        SisuAuthorizeAnswer body = answer.ReadJson(XboxJson.Default.SisuAuthorizeAnswer);
        XboxTokenReader user = new(answer, body.UserToken, nameof(UserToken));
        XboxTokenReader title = new(answer, body.TitleToken, nameof(TitleToken));
        XstsToken xsts = new XboxTokenReader(answer, body.AuthorizationToken, nameof(AuthorizationToken)).ReadXsts(toLocal, isOfXbox: true);
        SisuToken player = new()
        {
            User = user.Token,
            Title = title.Token,
            Device = device,
            ExpiresAt = toLocal(user.NotAfter < title.NotAfter ? user.NotAfter : title.NotAfter),
        };
        return (player, xsts);
    }
}
