using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>Reads the other program's file.</summary>
internal sealed class KeepsakeImporter : ICredentialImporter<KeepsakeGrant>
{
    public bool Takes(string fileName) => fileName is KeepsakeFile.Name;

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<KeepsakeGrant> findings)
    {
        KeepsakeFile file = JsonSerializer.Deserialize(content.Span, KeepsakeJson.Default.KeepsakeFile) ?? throw new FormatException();
        KeepsakeGrant grant = new(new Secret(file.RefreshToken), DateTimeOffset.UnixEpoch);
        findings.Add(grant, grant.RefreshToken, displayName: file.Number);
    }
}
