using GameAuth.Providers;

namespace GameAuth.Xbox;

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
