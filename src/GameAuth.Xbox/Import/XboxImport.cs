using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Where another program keeps an Xbox sign-in: one factory per format. Immutable.</summary>
public sealed record XboxImport : CredentialImport
{
    private readonly Func<ImportTarget, ICredentialImporter<MsaToken>> _format;

    private XboxImport(string path, Func<ImportTarget, ICredentialImporter<MsaToken>> format)
        : base(path) => _format = format;

    /// <summary>
    /// The <c>state.json</c> (<c>achievements-tracker-state.json</c>) of the OBS plugin Achievements Tracker, in both of its shapes: with a PEM key, and with a
    /// private JWK. Its device id and key are taken over where this installation has none; that device is known as <see cref="XboxDeviceKind.IOS"/>, version <c>1.0.0</c>.
    /// </summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    public static XboxImport FromStateFile(string path) => new(path, static target => new StateFileImporter(target));

    /// <summary>The cache of the npm package prismarine-auth: <c>{hash}_live-cache.json</c>, <c>{hash}_sisu-cache.json</c> and <c>{hash}_msal-cache.json</c>. It keeps no device.</summary>
    /// <param name="path">The cache directory, or one of the files.</param>
    /// <returns>The source.</returns>
    public static XboxImport FromPrismarine(string path) => new(path, static target => new PrismarineImporter(target));

    /// <summary>The <c>cml_accounts.json</c> of CmlLib.Core.Auth.Microsoft (XboxAuthNet.Game). It keeps no device, and names no client id.</summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    public static XboxImport FromCmlLib(string path) => new(path, static target => new CmlAccountsImporter(target));

    /// <summary>
    /// An MSAL cache in the clear (<c>msal_token_cache.json</c>, the schema that all MSALs share). Only refresh tokens of the registration's client id and of its
    /// login endpoint's family are taken; those of <c>login.microsoftonline.com</c> and its aliases are not, as long as the registration signs in at <c>login.live.com</c>.
    /// </summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    public static XboxImport FromMsal(string path) => new(path, static target => new MsalImporter(target));

    internal ICredentialImporter<MsaToken> CreateImporter(ImportTarget target) => _format(target);
}
