using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads MSAL's unified cache schema: sections by kind of credential, of which <c>RefreshToken</c> is taken. Its accounts name no Xbox player.</summary>
internal sealed class MsalImporter(ImportTarget target) : ICredentialImporter<MsaToken>
{
    // Names of one service: a token of one is good at the others.
    private static readonly string[] Aliases = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"];

    public bool Takes(string fileName) => fileName is "msal_token_cache.json";

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<MsaToken> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        if (!document.RootElement.TryGetProperty("RefreshToken", out JsonElement tokens))
        {
            return;
        }

        foreach (JsonProperty entry in tokens.EnumerateObject())
        {
            if (ImportTarget.TryRead(entry.Value, XboxImportJson.Default.MsalRefreshToken) is not { Secret: not null, ClientId: { } issuedTo, Environment: { } issuer } token)
            {
                findings.Skip(ImportSkipReason.Unreadable, "It is no refresh token of this format.");
            }
            else if (!IsFamily(issuer))
            {
                findings.Skip(ImportSkipReason.OtherEndpoint, $"It was issued by another endpoint than {target.LoginHost}, where the registration signs in; sign in.");
            }
            else
            {
                target.AddGrant(findings, token.Secret, scope: null, default, issuedTo);
            }
        }
    }

    private bool IsFamily(string issuer) =>
        string.Equals(issuer, target.LoginHost, StringComparison.OrdinalIgnoreCase)
        || (Aliases.Contains(issuer, StringComparer.OrdinalIgnoreCase) && Aliases.Contains(target.LoginHost, StringComparer.OrdinalIgnoreCase));
}

/// <summary>A refresh token of MSAL's unified cache schema.</summary>
internal sealed class MsalRefreshToken
{
    public string? Secret { get; init; }
    public string? ClientId { get; init; }

    /// <summary>The host that issued it.</summary>
    public string? Environment { get; init; }
}
