using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads a cache file of prismarine-auth: <c>{first six hex digits of the user name's SHA-1}_{what}-cache.json</c>.</summary>
internal sealed class PrismarineImporter(ImportTarget target) : ICredentialImporter<MsaToken>
{
    private const string Suffix = "-cache.json";
    private static readonly string[] Grants = ["live", "sisu", "msal"];
    private static readonly string[] Derived = ["xbl", "bed", "mca", "mcs", "pfb"];

    public bool Takes(string fileName) => Array.Exists(Grants, grant => fileName.EndsWith($"_{grant}{Suffix}", StringComparison.Ordinal));

    // The Xbox, Bedrock, Java, Minecraft services and PlayFab tokens of the same user lie beside it in the clear.
    public IEnumerable<string> Companions(string fileName) => fileName.LastIndexOf('_') is >= 0 and int end
        ? Derived.Select(derived => $"{fileName[..end]}_{derived}{Suffix}")
        : [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<MsaToken> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException();
        }

        if (document.RootElement.TryGetProperty("RefreshToken", out _))
        {
            new MsalImporter(target).Read(content, findings);
        }
        else if (document.RootElement.Deserialize(XboxImportJson.Default.PrismarineCache)?.Token is { } token)
        {
            target.AddGrant(findings, token.RefreshToken, token.Scope, default);
        }
    }
}

/// <summary>A live or sisu cache: the token endpoint's answer under <c>token</c>, with <c>obtainedOn</c>. The <c>expires_in</c> is not read: the program takes its seconds for milliseconds.</summary>
internal sealed class PrismarineCache
{
    public ImportedTokenAnswer? Token { get; init; }
}
