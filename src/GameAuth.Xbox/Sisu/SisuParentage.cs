using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A title that signs its players in with SISU: one call brings user and title token.</summary>
internal sealed class SisuParentage(DeviceTokens devices, UserTitleTokens players) : XstsParentage
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
                    case XboxBlame.Device:
                        mint.Refused(devices, device);
                        break;
                    case XboxBlame.Title or XboxBlame.User:
                        mint.Refused(players, player);
                        break;
                }
            },
        };
    }
}
