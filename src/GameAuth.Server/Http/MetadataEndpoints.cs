using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>What the server publishes: its keys (RFC 7517) and its metadata (RFC 8414), of which other issuers' validators need the issuer and the address of the keys.</summary>
internal sealed class MetadataEndpoints(SigningKeyRing keys, IOptions<GameAuthServerOptions> options)
{
    public const string KeysPath = "/.well-known/jwks.json";

    public const string MetadataPath = "/.well-known/oauth-authorization-server";

    // Long enough for a crowd of verifiers, short beside the notice of a new key.
    private const string Cached = "public, max-age=300";

    public Task WriteKeysAsync(HttpContext context) => keys.Loaded is { } loaded
        ? JsonAnswer.WriteAsync(context.Response, loaded.Document, Cached)
        : AuthErrorWriter.WriteAsync(context.Response, AuthError.TemporarilyUnavailable);

    public Task WriteMetadataAsync(HttpContext context)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("issuer", options.Value.Issuer!.OriginalString);
            json.WriteString("jwks_uri", options.Value.BaseUrls.First().GetLeftPart(UriPartial.Authority) + context.Request.PathBase.ToUriComponent() + KeysPath);
            json.WriteEndObject();
        }

        return JsonAnswer.WriteAsync(context.Response, body.WrittenMemory, Cached);
    }
}
