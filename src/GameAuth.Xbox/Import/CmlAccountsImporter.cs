using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads <c>cml_accounts.json</c>: an object with an account per member, which is read for itself, so that a damaged one spares the others.</summary>
internal sealed class CmlAccountsImporter(XboxImportTargets targets) : ICredentialImporter<MsaToken>
{
    public bool Takes(string fileName) => fileName is "cml_accounts.json";

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<MsaToken> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            if (TryRead(entry.Value) is not { } account)
            {
                findings.Skip(ImportSkipReason.Unreadable, "It is no account of this format.");
                continue;
            }

            new ImportedGrants(targets.Application).Add(findings, account.Microsoft?.RefreshToken, account.Microsoft?.Scope, Player(entry.Value));
        }
    }

    private static CmlAccount? TryRead(JsonElement entry)
    {
        try
        {
            return entry.Deserialize(XboxImportJsonContext.Default.CmlAccount);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The claims of the last XSTS token (<c>XboxTokens.xstsToken.DisplayClaims.xui[0]</c>), as far as they are there.</summary>
    private static ImportedPlayer Player(JsonElement account)
    {
        JsonElement claims = Member(Member(Member(account, "XboxTokens"), "xstsToken"), "DisplayClaims");
        JsonElement users = Member(claims, "xui");
        JsonElement player = users.ValueKind is JsonValueKind.Array ? users.EnumerateArray().FirstOrDefault() : users;
        return new ImportedPlayer(Text(Member(player, "xid")), Text(Member(player, "gtg")));
    }

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out JsonElement member) ? member : default;

    private static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
