using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A title that signs its players in without SISU: title token and user token by a call each.</summary>
internal sealed class TitleInputs(DeviceTokens devices, TitleTokens titles, UserTokens users) : XstsInputs
{
    public override async Task<XstsParents> GetAsync(MintContext<XstsToken> mint)
    {
        DeviceToken device = await mint.ParentAsync(devices).ConfigureAwait(false);
        TitleToken title = await mint.ParentAsync(titles).ConfigureAwait(false);
        UserToken user = await mint.ParentAsync(users).ConfigureAwait(false);
        return new XstsParents
        {
            User = user.Token,
            Title = title.Token,
            Device = title.Device,
            Refuse = blame =>
            {
                switch (blame)
                {
                    case RejectedToken.Device:
                        mint.Refused(devices, device);
                        break;
                    case RejectedToken.Title:
                        mint.Refused(titles, title);
                        break;
                    case RejectedToken.User:
                        mint.Refused(users, user);
                        break;
                }
            },
        };
    }
}
