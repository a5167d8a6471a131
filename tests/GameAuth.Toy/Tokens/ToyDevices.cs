using System.Security.Cryptography;
using GameAuth.Providers;

namespace GameAuth.Toy;

internal sealed class ToyDevices(DeviceIdentityScope scope) : DeviceIdentitySource<ToyDevice>("toy-id", scope, ToyJson.Default.ToyDevice)
{
    protected override ToyDevice Create() => new(new Secret(RandomNumberGenerator.GetHexString(32, lowercase: true)));
}
