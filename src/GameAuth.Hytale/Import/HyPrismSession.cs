using System.Text.Json;

namespace GameAuth.Hytale;

/// <summary>A session of HyPrism, by whichever names its releases have: members are compared without case and underscores.</summary>
internal sealed class HyPrismSession
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    public HyPrismSession(JsonElement session)
    {
        foreach (JsonProperty member in session.EnumerateObject())
        {
            _members[member.Name.Replace("_", "", StringComparison.Ordinal)] = member.Value;
        }
    }

    public string? RefreshToken => Text("refreshtoken");

    public string? ClientId => Text("clientid");

    /// <summary>The account, where the file names it.</summary>
    public Guid? Owner => Guid.TryParse(Text("accountowner") ?? Text("owner") ?? Text("accountid"), out Guid id) ? id : null;

    /// <summary>The name to show.</summary>
    public string? Username => Text("username");

    private string? Text(string name) => _members.TryGetValue(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
