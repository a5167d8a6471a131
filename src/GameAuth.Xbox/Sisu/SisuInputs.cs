using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A title that signs its players in with SISU: one call brings user and title token.</summary>
internal sealed class SisuInputs(DeviceTokens devices, UserTitleTokens players) : XstsInputs
{
    public override async Task<XstsParents> GetAsync(MintContext<XstsToken> mint)
    {
        DeviceToken device = await mint.ParentAsync(devices).ConfigureAwait(false);
        UserTitleToken player = await mint.ParentAsync(players).ConfigureAwait(false);
        return new XstsParents
        {
            User = player.User,
            Title = player.Title,
            Device = player.Device,
            Refuse = blame =>
            {
                switch (blame)
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
