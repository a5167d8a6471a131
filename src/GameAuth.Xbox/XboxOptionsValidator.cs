using System.Globalization;

namespace GameAuth.Xbox;

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal static class XboxOptionsValidator
{
    public static void Check(XboxOptions options, Action<string> fail)
    {
        if (options.ClientId.Length is 0 or > 64 || options.ClientId.Any(static c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            fail("ClientId is missing or odd; set it to the client id of your own title or Azure application (letters, digits and dashes), such as GameAuth:Xbox:ClientId in the configuration.");
        }

        if (options.ClientKind is { } kind && !Enum.IsDefined(kind))
        {
            fail("ClientKind is no kind of client; leave it out, or set it to Title or Azure.");
        }
        else if (!options.SendDeviceToken && MsaClient.Of(options).Kind is XboxClientKind.Title)
        {
            fail("SendDeviceToken is false, but a title's tokens are bound to a device token; leave it out, or use an Azure client id.");
        }

        if (!Enum.IsDefined(options.Device))
        {
            fail($"Device is no kind of device; set it to one of {string.Join(", ", Enum.GetNames<XboxDeviceKind>())}.");
        }

        if (!Enum.IsDefined(options.DeviceIdentity))
        {
            fail("DeviceIdentity is no scope; set it to PerInstall or PerAccount.");
        }

        if (!Enum.IsDefined(options.EndpointList))
        {
            fail("EndpointList is no list; leave it out for Bundled, or set it to Refreshed.");
        }

        if (!IsWord(options.DeviceVersion))
        {
            fail("DeviceVersion is missing or odd; leave it out for 0.0.0.0, or set the version of the device's operating system.");
        }

        if (!IsWord(options.Sandbox))
        {
            fail("Sandbox is missing or odd; leave it out for RETAIL, or set the name of your sandbox.");
        }

        if (!XboxArguments.IsLanguage(options.Language))
        {
            fail("Language is no language tag; leave it out for en-US, or set one such as de-DE.");
        }

        if (options.SisuContractVersion < 0)
        {
            fail("SisuContractVersion is negative; leave it out, or set it to 1.");
        }

        if (options.TitleId is { } title && !(uint.TryParse(title, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0))
        {
            fail("TitleId is no title id; leave it out, or set the title's id in decimal digits, such as 1234567890.");
        }

        if (BrowserRedirect.Fault(options.RedirectUri, options.ClientId) is { } redirect)
        {
            fail($"RedirectUri {redirect}");
        }
    }

    private static bool IsWord(string? text) => text is { Length: > 0 and <= 64 } && text.All(static c => c is > ' ' and <= '~');
}
