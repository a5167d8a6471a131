using System.Globalization;

namespace GameAuth.Xbox;

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal static class XboxOptionsValidator
{
    public static void Check(XboxOptions options, Action<string> fail)
    {
        void Require(bool holds, string failure)
        {
            if (!holds)
            {
                fail(failure);
            }
        }

        Require(
            options.ClientId.Length is > 0 and <= 64 && options.ClientId.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'),
            "ClientId is missing or odd; set it to the client id of your own title or Azure application (letters, digits and dashes), such as GameAuth:Xbox:ClientId in the configuration.");
        bool isKind = options.ClientKind is not { } kind || Enum.IsDefined(kind);
        Require(isKind, "ClientKind is no kind of client; leave it out, or set it to Title or Azure.");
        Require(
            !isKind || options.SendDeviceToken || MsaApplication.Of(options).Kind is not XboxClientKind.Title,
            "SendDeviceToken is false, but a title's tokens are bound to a device token; leave it out, or use an Azure client id.");
        Require(Enum.IsDefined(options.Device), $"Device is no kind of device; set it to one of {string.Join(", ", Enum.GetNames<XboxDeviceKind>())}.");
        Require(Enum.IsDefined(options.DeviceIdentity), "DeviceIdentity is no scope; set it to PerInstall or PerAccount.");
        Require(Enum.IsDefined(options.EndpointList), "EndpointList is no list; leave it out for Bundled, or set it to Refreshed.");
        Require(IsWord(options.DeviceVersion), "DeviceVersion is missing or odd; leave it out for 0.0.0.0, or set the version of the device's operating system.");
        Require(IsWord(options.Sandbox), "Sandbox is missing or odd; leave it out for RETAIL, or set the name of your sandbox.");
        Require(XboxArguments.IsLanguage(options.Language), "Language is no language tag; leave it out for en-US, or set one such as de-DE.");
        Require(options.SisuContractVersion is not < 0, "SisuContractVersion is negative; leave it out, or set it to 1.");
        Require(
            options.TitleId is not { } title || (uint.TryParse(title, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0),
            "TitleId is no title id; leave it out, or set the title's id in decimal digits, such as 1234567890.");
        string? redirect = BrowserRedirect.Fault(options.RedirectUri, options.ClientId);
        Require(redirect is null, $"RedirectUri {redirect}");
    }

    private static bool IsWord(string? text) => text is { Length: <= 64 } && XboxArguments.IsPrintable(text);
}
