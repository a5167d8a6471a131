using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary>The browser's side of this server, the module <c>gameauth.js</c>, and the two addresses at which <c>MapGameAuth()</c> serves it. Thread safe.</summary>
/// <remarks>Both lie below <c>/api/auth/</c>, so that an Activity's URL mapping of that path brings the module too.</remarks>
public static class BrowserModule
{
    private const string Resource = "gameauth.js";
    private const int HashLength = 16;

    private static readonly Lazy<byte[]> Bytes = new(Read);
    private static readonly Lazy<string> Hash = new(static () => Base64Url.EncodeToString(SHA256.HashData(Bytes.Value))[..HashLength]);

    /// <summary>How long a browser keeps the answer of <see cref="StablePath"/>, and of <see cref="Path"/>.</summary>
    internal const string AskEachTime = "no-cache";

    internal const string KeepForAYear = "public, max-age=31536000, immutable";

    /// <summary>The address that never changes, for a page that is a file. It is answered with <c>no-cache</c> and an entity tag: a browser asks each time, and gets the module once.</summary>
    public const string StablePath = "/api/auth/gameauth.js";

    /// <summary>The address with a hash of the module, for a page that the server renders: a browser keeps it for a year, and Discord's proxy lets it. It changes with the version.</summary>
    public static string Path => $"/api/auth/gameauth.{Hash.Value}.js";

    /// <summary>The module's hash for the attribute <c>integrity</c> of a <c>modulepreload</c> or an import map (W3C Subresource Integrity).</summary>
    public static string Integrity => "sha384-" + Convert.ToBase64String(SHA384.HashData(Bytes.Value));

    /// <summary>Answers a request for the module; behind the guard, as all endpoints are.</summary>
    internal static Task AnswerAsync(HttpContext context, string cacheControl)
    {
        context.Response.Headers.CacheControl = cacheControl;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(Bytes.Value, "text/javascript; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Hash.Value}\"")).ExecuteAsync(context);
    }

    private static byte[] Read()
    {
        using Stream resource = typeof(BrowserModule).GetTypeInfo().Assembly.GetManifestResourceStream(Resource)!;
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
