using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>One account of <c>cml_accounts.json</c>: a member per kind of session, of which the Microsoft one is read.</summary>
internal sealed class CmlAccount
{
    [JsonPropertyName("MicrosoftOAuth")]
    public CmlMicrosoftSession? Microsoft { get; init; }
}
