using System.Security.Cryptography;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The id of this installation (duid): made once, kept through a sign-out, and nobody else's.</summary>
internal sealed class PsnDevices() : DeviceIdentitySource<PsnDevice>("duid", DeviceIdentityScope.PerInstall, PsnRowJson.Default.PsnDevice)
{
    private const int HexDigits = 64;

    protected override PsnDevice Create() => new(new Secret(RandomNumberGenerator.GetHexString(HexDigits, lowercase: true)));
}

/// <summary>The id of this installation.</summary>
internal sealed record PsnDevice(Secret Duid) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}
