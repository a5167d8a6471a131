using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Toy;

namespace GameAuth.Tests.Import;

/// <summary>Takes over <c>toy-session.json</c> of an older program.</summary>
public sealed record ToyImport : CredentialImport
{
    private ToyImport(string path)
        : base(path)
    {
    }

    public static ToyImport FromSessionFile(string path) => new(path);
}

internal sealed record ToySessionFile(IReadOnlyList<ToySavedSession>? Sessions, string? DeviceId);

internal sealed record ToySavedSession(string? RefreshToken, string? ClientId, string? Subject, string? Name, DateTimeOffset? SignInExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ToySessionFile))]
internal sealed partial class ToyImportJson : JsonSerializerContext;

/// <summary>The model, and its import.</summary>
internal sealed class ImportingToyProvider(ProviderContext context, ToyOptions options) : ToyProvider(context, options)
{
    private readonly ToyDevices _devices = new(options.DeviceScope);
    private readonly string _clientId = options.ClientId;

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) => from is ToyImport
        ? Context.ImportAsync(from, _clientId, Grants, new ToySessionImporter(_devices), options, cancellationToken)
        : base.TakeOverAsync(from, options, cancellationToken);
}

internal sealed class ToySessionImporter(ToyDevices devices) : ICredentialImporter<ToyGrant>
{
    public bool Takes(string fileName) => fileName is "toy-session.json";

    public IEnumerable<string> Companions(string fileName) => [fileName + ".bak"];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<ToyGrant> findings)
    {
        ToySessionFile file = JsonSerializer.Deserialize(content.Span, ToyImportJson.Default.ToySessionFile) ?? throw new FormatException();
        if (file.DeviceId is { } id)
        {
            findings.AddDevice(devices, new ToyDevice(new Secret(id)));
        }

        foreach (ToySavedSession session in file.Sessions ?? [])
        {
            if (session.RefreshToken is { } token)
            {
                ToyGrant grant = new(new Secret(""), new Secret(token), DateTimeOffset.UnixEpoch, session.SignInExpiresAt);
                findings.Add(grant, grant.RefreshToken, session.Subject, session.Name, session.ClientId);
            }
            else
            {
                findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token; sign in.");
            }
        }
    }
}
