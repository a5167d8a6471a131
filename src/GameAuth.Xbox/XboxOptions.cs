using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The settings of one registration. Read once, when the registration is first used; checked at the start of the host.</summary>
public sealed class XboxOptions : ProviderOptions
{
    /// <summary>The family of <see cref="ProviderOptions.ClientId"/>. Default null: a GUID is <see cref="XboxClientKind.Azure"/>, anything else <see cref="XboxClientKind.Title"/>.</summary>
    public XboxClientKind? ClientKind { get; set; }

    /// <summary>
    /// The id of the title in decimal digits, such as <c>1234567890</c>. Default null. SISU asks for it beside the client id when a sign-in begins in a browser
    /// (<see cref="XboxSignIn.Browser"/>), and no answer of any host says which one belongs to a client id; nothing else needs it.
    /// </summary>
    public string? TitleId { get; set; }

    /// <summary>
    /// Where a sign-in in a browser comes back to; registered for the client id. Default null: <c>http://127.0.0.1:{port}/callback</c> at a free port each time, caught here.
    /// <c>http://localhost</c> and <c>http://127.0.0.1</c> with a path of your own are caught too, at a free port unless you name one. Any other address, such as
    /// <c>https://login.live.com/oauth20_desktop.srf</c> or <c>ms-xal-{client id}://auth</c>, is where the player copies the address from.
    /// </summary>
    public Uri? RedirectUri { get; set; }

    /// <summary>
    /// The kind of device that device tokens are asked for. Default <see cref="XboxDeviceKind.Nintendo"/>. The registrations of an
    /// installation share one device id and key; a change takes effect with the next device token.
    /// </summary>
    public XboxDeviceKind Device { get; set; }

    /// <summary>The operating system version of that device. Default <c>0.0.0.0</c>.</summary>
    public string DeviceVersion { get; set; } = XboxDefaults.DeviceVersion;

    /// <summary>Who shares the device's id and key. Default <see cref="DeviceIdentityScope.PerInstall"/>; a host with many users takes <see cref="DeviceIdentityScope.PerAccount"/>.</summary>
    public DeviceIdentityScope DeviceIdentity { get; set; }

    /// <summary>
    /// Whether XSTS is shown a device token beside an Azure client's user token. Default true: some relying parties and child accounts want one. False also
    /// spares the call to device.auth.xboxlive.com. A title always shows one.
    /// </summary>
    public bool SendDeviceToken { get; set; } = true;

    /// <summary>The sandbox that XSTS tokens are for. Default <c>RETAIL</c>.</summary>
    public string Sandbox { get; set; } = XboxDefaults.Sandbox;

    /// <summary>
    /// The language of the names, descriptions and presence texts that the services answer with, as a tag of BCP 47 such as <c>de-DE</c>. Default <c>en-US</c>; a call may
    /// name another one. The service falls back to another language where it has no text in this one.
    /// </summary>
    public string Language { get; set; } = XboxDefaults.Language;

    /// <summary>
    /// Whether a title asks sisu.xboxlive.com for user and title token. Default true. False asks title.auth.xboxlive.com and user.auth.xboxlive.com, which
    /// refuse some titles. An Azure client never uses SISU, whatever this says.
    /// </summary>
    public bool UseSisu { get; set; } = true;

    /// <summary>The <c>x-xbl-contract-version</c> of the SISU authorize call. Default null: none is sent, as most clients do; a few send 1.</summary>
    public int? SisuContractVersion { get; set; }

    /// <summary>
    /// Whether signatures and the ends of tokens go by the server's clock, learnt from the <c>Date</c> of its answers. Default true: a sign-in works whatever the clock of
    /// this machine says. With false both go by this machine's clock, and a host that refuses it is a <see cref="ClockSkewException"/> with the offset.
    /// </summary>
    public bool UseServerClock { get; set; } = true;

    /// <summary>Which list says whose token and which signature go to a host. Default <see cref="XboxEndpointList.Bundled"/>.</summary>
    public XboxEndpointList EndpointList { get; set; }

    /// <summary>
    /// Whether requests of the account's clients carry the <c>Signature</c> of the device's key, where the endpoint list has a policy for their host. Default true. Never where no
    /// device token belongs to the account's tokens: an Azure client without <see cref="SendDeviceToken"/>. A request that the application signed itself is signed anew in any case.
    /// </summary>
    public bool SignRequests { get; set; } = true;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => XboxDefaults.Endpoints;

    /// <inheritdoc/>
    protected override bool TakesFurtherHosts => true;

    /// <inheritdoc/>
    protected override Uri Issuer => EndpointOf(XboxEndpoint.Login);
}

/// <summary>The two families of client ids, which sign in with other scopes and get to Xbox Live by other ways.</summary>
public enum XboxClientKind
{
    /// <summary>A title's own id, such as sixteen hexadecimal digits: scope <see cref="XboxDefaults.Scope"/>, ticket prefix <c>t=</c>, device, title and user token.</summary>
    Title,

    /// <summary>An application id of Azure, a GUID: scope <see cref="XboxDefaults.AzureScope"/>, ticket prefix <c>d=</c>. It has no title token and no SISU.</summary>
    Azure,
}

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

/// <summary>Which list says whose token and which signature go to a host (Microsoft's title endpoint list, NSAL).</summary>
public enum XboxEndpointList
{
    /// <summary>The list that comes with this package. Nothing is fetched.</summary>
    Bundled,

    /// <summary>
    /// The public default list of title.mgt.xboxlive.com, fetched once a day and kept in the store; the bundled one as long as none could be had. It never sends a token to a
    /// domain that the bundled list does not send it to.
    /// </summary>
    Refreshed,
}

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
