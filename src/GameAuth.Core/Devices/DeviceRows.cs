namespace GameAuth.Providers;

/// <summary>How the rows of a device's identity are told from other rows.</summary>
internal static class DeviceRows
{
    public const string Prefix = "device:";

    public static bool IsDevice(string row) => row.StartsWith(Prefix, StringComparison.Ordinal);
}
