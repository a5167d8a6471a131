using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Where another program keeps a Hytale sign-in: one factory per format. Immutable.</summary>
public sealed record HytaleImport : CredentialImport
{
    private HytaleImport(string path)
        : base(path)
    {
    }

    /// <summary>
    /// The <c>hytale_session.json</c> of the launcher HyPrism, which keeps it in the clear. A launcher signs in by browser with a client id of its own, and a refresh token works
    /// with no other: name it in <see cref="CredentialImport.ClientId"/> and in <see cref="GameAuth.Providers.ProviderOptions.ClientId"/>.
    /// </summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    public static HytaleImport FromHyPrism(string path) => new(path);

    internal HyPrismImporter CreateImporter() => new HyPrismImporter(ClientId);
}

/// <summary>Reads HyPrism's session file: one session, plain JSON. Its access token and the end of that are left, since the first use refreshes anyway.</summary>
/// <param name="assured">The client id that the caller says it was issued to; null where it does not say.</param>
internal sealed class HyPrismImporter(string? assured) : ICredentialImporter<HytaleGrant>
{
    // HyPrism is a launcher and signs in as one.
    private const string Launcher = "hytale-launcher";

    /// <summary>What the last file had that could be read.</summary>
    public HytaleGrant? Found { get; private set; }

    public bool Takes(string fileName) => fileName is "hytale_session.json";

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<HytaleGrant> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        HyPrismSessionFile session = new(document.RootElement);
        if (string.IsNullOrEmpty(session.RefreshToken))
        {
            findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token, and an access token ends within the hour; sign in.");
        }
        else if (ServerToken.OrNull(new Secret(session.RefreshToken)) is not { } token)
        {
            findings.Skip(ImportSkipReason.Unreadable, "Its refresh token is none: it is too long, or has characters that no token has.");
        }
        else
        {
            string issuedTo = assured ?? session.ClientId ?? Launcher;
            HytaleGrant grant = new() { AccessToken = new Secret(""), RefreshToken = token, ClientId = issuedTo, ExpiresAt = DateTimeOffset.UnixEpoch };
            Found = grant;
            findings.Add(grant, token, session.Owner?.ToString("D"), Name(session.Username), issuedTo);
        }
    }

    private static string? Name(string? text) => ServerText.Clean(text, 64) is { Length: > 0 } name ? name : null;
}

/// <summary>A session of HyPrism, by whichever names its releases have: members are compared without case and underscores.</summary>
internal sealed class HyPrismSessionFile
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    public HyPrismSessionFile(JsonElement session)
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
