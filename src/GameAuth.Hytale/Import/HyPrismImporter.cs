using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

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
        HyPrismSession session = new(document.RootElement);
        if (string.IsNullOrEmpty(session.RefreshToken))
        {
            findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token, and an access token ends within the hour; sign in.");
        }
        else if (HytaleTokenText.Whole(new Secret(session.RefreshToken)) is not { } token)
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
