using System.Security.Cryptography;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The id of this installation (duid): made once, kept through a sign-out, and nobody else's.</summary>
internal sealed class PsnDevices() : DeviceIdentitySource<PsnDevice>("duid", DeviceIdentityScope.PerInstall, PsnRowJson.Default.PsnDevice)
{
    private const int HexDigits = 64;
    private const int NameBytes = 6;

    /// <summary>
    /// Whether an id can be one that a desktop program has made for its installation. Those of phones end in the names of maker and model, and those of the service's own clients begin with the number of a family, which
    /// leads with zeros: neither happens by chance more than once in some hundred ids, and an id that is left costs nothing but a new one.
    /// </summary>
    public static bool IsInstallation(string duid) => duid.Length == HexDigits && duid.All(char.IsAsciiHexDigit)
        && !duid.StartsWith("000000", StringComparison.Ordinal)
        && Convert.FromHexString(duid)[^NameBytes..].Any(static one => one is not (0 or (>= (byte)' ' and <= (byte)'~')));

    protected override PsnDevice Create() => new(new Secret(RandomNumberGenerator.GetHexString(HexDigits, lowercase: true)));
}

/// <summary>The id of this installation.</summary>
internal sealed record PsnDevice(Secret Duid) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}
