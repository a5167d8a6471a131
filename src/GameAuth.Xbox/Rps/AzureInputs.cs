using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>An application of Azure, which is no title: user token, and device token where it may be sent.</summary>
/// <param name="users">The user tokens.</param>
/// <param name="devices">The device tokens; null sends none.</param>
internal sealed class AzureInputs(UserTokens users, DeviceTokens? devices) : XstsInputs
{
    public override async Task<XstsParents> GetAsync(MintContext<XstsToken> mint)
    {
        DeviceToken? device = devices is null ? null : await mint.ParentAsync(devices).ConfigureAwait(false);
        UserToken user = await mint.ParentAsync(users).ConfigureAwait(false);
        return new XstsParents
        {
            User = user.Token,
            Device = device?.Token,
            Refuse = blame =>
            {
                if (blame is RejectedToken.Device && device is not null)
                {
                    mint.Refused(devices!, device);
                }
                else if (blame is RejectedToken.User)
                {
                    mint.Refused(users, user);
                }
            },
        };
    }
}
