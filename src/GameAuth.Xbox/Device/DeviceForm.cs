namespace GameAuth.Xbox;

/// <summary>How each kind of device writes its id: what the clients of that kind send.</summary>
internal readonly record struct DeviceForm(string DeviceType, string Id, string? SerialNumber)
{
    public static DeviceForm Of(XboxDeviceKind kind, XboxDeviceIdentity device)
    {
        string id = device.Id.ToString("D");
        string upper = id.ToUpperInvariant();
        return kind switch
        {
            XboxDeviceKind.Android => new("Android", $"{{{id}}}", null),
            XboxDeviceKind.IOS => new("iOS", upper, null),
            XboxDeviceKind.PlayStation => new("PlayStation", id, null),
            XboxDeviceKind.Win32 => new("Win32", $"{{{upper}}}", $"{{{upper}}}"),
            XboxDeviceKind.Xbox => new("Xbox", $"{{{upper}}}", $"{{{upper}}}"),
            _ => new("Nintendo", $"{{{id}}}", device.SerialNumber ?? $"{{{device.Serial:D}}}"),
        };
    }
}
