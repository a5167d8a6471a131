using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Where another program keeps a sign-in to the PlayStation Network: one factory per format. Immutable.</summary>
/// <remarks>
/// A refresh token works with the client id that it was issued to and with no other: name it in <see cref="CredentialImport.ClientId"/> where you know it. Stop the other program before, and do not start it again: two
/// programs that refresh one sign-in can end it.
/// </remarks>
public sealed record PsnImport : CredentialImport
{
    private readonly Func<PsnImportTarget, ICredentialImporter<PsnGrant>> _format;

    private PsnImport(string path, Func<PsnImportTarget, ICredentialImporter<PsnGrant>> format)
        : base(path) => _format = format;

    /// <summary>
    /// The store of the desktop application PlayStation Party (<c>config.json</c> in its data directory, with <c>psn_tokens</c>), which keeps it in the clear. The id that the application has made for itself
    /// (<c>psn_device_id</c>) is taken over where this installation has none yet (<see cref="ImportOptions.TakeDevice"/>), so that the service goes on with the device that it knows; import it on the machine where it was
    /// made. What looks like the id of a phone or of a client of the service's own is left.
    /// </summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    public static PsnImport FromPartyApp(string path) => new(path, static target => new PartyAppImporter(target));

    /// <summary>
    /// The tokens of the npm package psn-api as a program has written them: one JSON object with <c>refreshToken</c>, <c>accessToken</c>, <c>scope</c> and their kin. The package itself writes no file, so that there is no name
    /// for one. It knows no device.
    /// </summary>
    /// <param name="path">The file. A directory has none of this format.</param>
    /// <returns>The source.</returns>
    public static PsnImport FromPsnApi(string path) => new(path, static target => new PsnApiImporter(target));

    internal ICredentialImporter<PsnGrant> CreateImporter(PsnImportTarget target) => _format(target);
}

/// <summary>The registration that an import goes to, and what it makes of another program's findings.</summary>
internal sealed class PsnImportTarget(PsnOptions options, PsnDevices devices, TimeProvider time)
{
    /// <summary>Adds a grant, or says why it is none.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="refreshToken">The refresh token; null or empty where the source has none.</param>
    /// <param name="accessToken">The access token, of which only the claims are read: who it was issued to, and for whom.</param>
    /// <param name="scope">The scope that the source says it was issued for; null where it says none.</param>
    /// <param name="end">The end of the sign-in by the source's word; null where it says none.</param>
    public void AddGrant(ImportFindings<PsnGrant> findings, string? refreshToken, string? accessToken, string? scope, DateTimeOffset? end)
    {
        if (string.IsNullOrEmpty(refreshToken))
        {
            findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token, and an access token ends within the hour; sign in.");
            return;
        }

        if (ServerToken.OrNull(new Secret(refreshToken)) is not { } token)
        {
            findings.Skip(ImportSkipReason.Unreadable, "Its refresh token is none: it is too long, or has characters that no token has.");
            return;
        }

        if (scope is not null && options.Scope.Split(' ').Except(scope.Split(' ')).Any(static one => one.Length > 0))
        {
            findings.Skip(ImportSkipReason.OtherEndpoint, "It was issued for another scope than the registration's, and is refused under it; sign in.");
            return;
        }

        // The access token stays behind: expired, the first use refreshes, which shows at once whether the grant still works. An end that is still to come may be the other program's guess, and one that is past may not.
        AccessTokenClaims claims = AccessTokenClaims.Read(accessToken);
        PsnGrant grant = new()
        {
            AccessToken = new Secret(""),
            RefreshToken = token,
            ClientId = options.ClientId,
            ExpiresAt = DateTimeOffset.UnixEpoch,
            SignInExpiresAt = end <= time.GetUtcNow() ? end : null,
        };
        findings.Add(grant, token, claims.AccountId, displayName: null, claims.ClientId);
    }

    /// <summary>Offers the id of the other program's installation, where it is one.</summary>
    public void AddDevice(ImportFindings<PsnGrant> findings, string? duid)
    {
        if (duid is not null && PsnDevices.IsInstallation(duid))
        {
            findings.AddDevice(devices, new PsnDevice(new Secret(duid)));
        }
    }
}

/// <summary>Reads the store of the desktop application: an object whose member <c>psn_tokens</c> is the sign-in.</summary>
internal sealed class PartyAppImporter(PsnImportTarget target) : ICredentialImporter<PsnGrant>
{
    public bool Takes(string fileName) => fileName is "config.json";

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<PsnGrant> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        JsonElement root = ImportedJson.Object(document);
        target.AddDevice(findings, ImportedJson.Text(root, "psn_device_id"));
        JsonElement tokens = ImportedJson.Member(root, "psn_tokens");
        target.AddGrant(
            findings, ImportedJson.Text(tokens, "refreshToken"), ImportedJson.Text(tokens, "accessToken"), scope: null, ImportedJson.Time(tokens, "refreshExpiresAt"));
    }
}

/// <summary>Reads the tokens of psn-api. How long they live is said without saying from when, so that no end is known.</summary>
internal sealed class PsnApiImporter(PsnImportTarget target) : ICredentialImporter<PsnGrant>
{
    public bool Takes(string fileName) => false;

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<PsnGrant> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        JsonElement tokens = ImportedJson.Object(document);
        target.AddGrant(findings, ImportedJson.Text(tokens, "refreshToken"), ImportedJson.Text(tokens, "accessToken"), ImportedJson.Text(tokens, "scope"), end: null);
    }
}
