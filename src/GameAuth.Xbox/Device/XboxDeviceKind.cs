namespace GameAuth.Xbox;

/// <summary>The kinds of devices that Xbox Live knows (<c>DeviceType</c> of device.auth.xboxlive.com).</summary>
public enum XboxDeviceKind
{
    /// <summary>A Nintendo console: the default.</summary>
    Nintendo,

    /// <summary>An Android device.</summary>
    Android,

    /// <summary>An iPhone or iPad (<c>iOS</c>).</summary>
    IOS,

    /// <summary>A PlayStation console.</summary>
    PlayStation,

    /// <summary>A Windows PC.</summary>
    Win32,

    /// <summary>An Xbox console.</summary>
    Xbox,
}
