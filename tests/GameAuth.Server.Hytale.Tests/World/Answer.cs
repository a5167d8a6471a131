using System.Text.Json;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>An answer as it came.</summary>
public sealed record Answer(int Status, string Raw, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Raw).RootElement;

    public IReadOnlyList<string> Members => [.. Json.EnumerateObject().Select(static member => member.Name)];

    public (int Status, string? Code, string? Message) Error => (Status, Find("code"), Find("message"));

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode, await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    public string Text(string name) => Json.GetProperty(name).GetString()!;

    public string? Find(string name) => Json.TryGetProperty(name, out JsonElement member) ? member.ToString() : null;
}

/// <summary>A caller with tokens of the gateway.</summary>
public sealed record Caller(string Access, string Refresh, string AccountId);
