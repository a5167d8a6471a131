using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace GameAuth.Xbox;

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal sealed class XboxOptionsValidator(IOptions<GameAuthOptions> family) : IValidateOptions<XboxOptions>
{
    public ValidateOptionsResult Validate(string? name, XboxOptions options)
    {
        List<string> failures = [];
        void Fail(string what) => failures.Add($"Xbox registration '{name}': {what}");

        if (options.ClientId.Length is 0 or > 64 || options.ClientId.Any(static c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            Fail("ClientId is missing or odd; set it to the client id of your own title or Azure application (letters, digits and dashes), such as GameAuth:Xbox:ClientId in the configuration.");
        }

        if (options.ClientKind is { } kind && !Enum.IsDefined(kind))
        {
            Fail("ClientKind is no kind of client; leave it out, or set it to Title or Azure.");
        }
        else if (!options.SendDeviceToken && MsaClient.Of(options).Kind is XboxClientKind.Title)
        {
            Fail("SendDeviceToken is false, but a title's tokens are bound to a device token; leave it out, or use an Azure client id.");
        }

        if (!Enum.IsDefined(options.Device))
        {
            Fail($"Device is no kind of device; set it to one of {string.Join(", ", Enum.GetNames<XboxDeviceKind>())}.");
        }

        if (!Enum.IsDefined(options.DeviceIdentity))
        {
            Fail("DeviceIdentity is no scope; set it to PerInstall or PerAccount.");
        }

        if (!Enum.IsDefined(options.EndpointList))
        {
            Fail("EndpointList is no list; leave it out for Bundled, or set it to Refreshed.");
        }

        if (!IsWord(options.DeviceVersion))
        {
            Fail("DeviceVersion is missing or odd; leave it out for 0.0.0.0, or set the version of the device's operating system.");
        }

        if (!IsWord(options.Sandbox))
        {
            Fail("Sandbox is missing or odd; leave it out for RETAIL, or set the name of your sandbox.");
        }

        if (!XboxArguments.IsLanguage(options.Language))
        {
            Fail("Language is no language tag; leave it out for en-US, or set one such as de-DE.");
        }

        if (options.SisuContractVersion < 0)
        {
            Fail("SisuContractVersion is negative; leave it out, or set it to 1.");
        }

        if (options.TitleId is { } title && !(uint.TryParse(title, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0))
        {
            Fail("TitleId is no title id; leave it out, or set the title's id in decimal digits, such as 1234567890.");
        }

        if (BrowserRedirect.Fault(options.RedirectUri, options.ClientId) is { } redirect)
        {
            Fail($"RedirectUri {redirect}");
        }

        foreach ((string endpoint, Uri? address) in options.Endpoints)
        {
            if (Fault(address) is { } fault)
            {
                Fail($"Endpoints:{endpoint} {fault}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    internal static bool IsLoopback(Uri address) => IPAddress.TryParse(address.IdnHost, out IPAddress? ip) && IPAddress.IsLoopback(ip);

    private static bool IsWord(string? text) => text is { Length: > 0 and <= 64 } && text.All(static c => c is > ' ' and <= '~');

    private string? Fault(Uri? address)
    {
        if (address is not { IsAbsoluteUri: true } || address.PathAndQuery != "/" || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
        {
            return "is not the base address of a host; set scheme, host and port only, such as https://sisu.xboxlive.com.";
        }

        if (address.Scheme == Uri.UriSchemeHttps)
        {
            return null;
        }

        if (address.Scheme != Uri.UriSchemeHttp || !IsLoopback(address))
        {
            return "is not https; use https, or http on a literal loopback address such as http://127.0.0.1:5001 for an emulator.";
        }

        return family.Value.AllowLoopbackHttp
            ? null
            : "is http on loopback, which is for an emulator; set GameAuth:AllowLoopbackHttp to true outside of production, or use https.";
    }
}
