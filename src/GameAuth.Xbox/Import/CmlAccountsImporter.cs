using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads <c>cml_accounts.json</c>: an object with an account per member, which is read for itself, so that a damaged one spares the others.</summary>
internal sealed class CmlAccountsImporter(ImportTarget target) : ICredentialImporter<MsaToken>
{
    public bool Takes(string fileName) => fileName is "cml_accounts.json";

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<MsaToken> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            if (ImportTarget.TryRead(entry.Value, XboxImportJson.Default.CmlAccount) is not { } account)
            {
                findings.Skip(ImportSkipReason.Unreadable, "It is no account of this format.");
                continue;
            }

            target.AddGrant(findings, account.Microsoft?.RefreshToken, account.Microsoft?.Scope, Player(entry.Value));
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

/// <summary>One account of <c>cml_accounts.json</c>: a member per kind of session, of which the Microsoft one is read.</summary>
internal sealed class CmlAccount
{
    [JsonPropertyName("MicrosoftOAuth")]
    public ImportedTokenAnswer? Microsoft { get; init; }
}
