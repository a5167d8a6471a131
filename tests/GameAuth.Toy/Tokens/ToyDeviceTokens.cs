using GameAuth.Providers;

namespace GameAuth.Toy;

internal sealed class ToyDeviceTokens(ToyDevices devices, ToyAuthClient wire)
    : TokenSource<ToyDeviceToken>("device-token", devices.DescendantScope, RefreshBehavior.Remint, ToyJson.Default.ToyDeviceToken)
{
    protected override async Task<ToyDeviceToken> MintAsync(MintContext<ToyDeviceToken> mint, CancellationToken deadline)
    {
        ToyDevice device = await mint.ParentAsync(devices).ConfigureAwait(false);
        return await wire.DeviceAsync(device.Id, deadline).ConfigureAwait(false);
    }
}
