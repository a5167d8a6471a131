using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>Reads <c>toy-session.json</c>.</summary>
internal sealed class ToySessionImporter(ToyDevices devices) : ICredentialImporter<ToyGrant>
{
    public bool Takes(string fileName) => fileName is "toy-session.json";

    public IEnumerable<string> Companions(string fileName) => [fileName + ".bak"];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<ToyGrant> findings)
    {
        ToySessionFile file = JsonSerializer.Deserialize(content.Span, ToyJson.Default.ToySessionFile) ?? throw new FormatException();
        if (file.DeviceId is { } id)
        {
            findings.AddDevice(devices, new ToyDevice(new Secret(id)));
        }

        foreach (ToySavedSession session in file.Sessions ?? [])
        {
            if (session.RefreshToken is not { } token)
            {
                findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token; sign in.");
                continue;
            }

            ToyGrant grant = new(new Secret(""), new Secret(token), DateTimeOffset.UnixEpoch, session.SignInExpiresAt);
            findings.Add(grant, grant.RefreshToken, session.Subject, session.Name, session.ClientId);
        }
    }
}

public sealed record ToyImport : CredentialImport
{
    private ToyImport(string path)
        : base(path)
    {
    }

    /// <summary>The file <c>toy-session.json</c> of the toy's own program.</summary>
    public static ToyImport FromSessionFile(string path) => new(path);
}

/// <summary>What the toy's own program writes in the clear.</summary>
internal sealed record ToySessionFile
{
    public IReadOnlyList<ToySavedSession>? Sessions { get; init; }

    public string? DeviceId { get; init; }
}

/// <summary>One player in the file.</summary>
internal sealed record ToySavedSession
{
    public string? RefreshToken { get; init; }

    public string? ClientId { get; init; }

    public string? Subject { get; init; }

    public string? Name { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }
}

