using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GameAuth.Jose;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Discord;

/// <summary>
/// Checks what Discord's proxy puts on requests out of an Activity (networking, "Activity Proxy Considerations"; multiplayer experience, "Validating Proxy Request Headers"): a payload with its times and the
/// user, signed with the application's key. It was never seen live: Discord does not offer it now. Safe for use from any thread.
/// </summary>
/// <remarks>The payload says nothing about the request, so that who has seen one can use it until its end: it is a hint beside the sign-in, never in its place.</remarks>
internal sealed class ProxySignature(Ed25519PublicKey key, string applicationId, TimeProvider time)
{
    private const int Longest = 8 * 1024;

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Checks a request.</summary>
    /// <param name="headers">Its headers.</param>
    /// <returns>The id of the user that the payload names; null where it names none.</returns>
    /// <exception cref="IdentityRefusedException">The signature is missing, wrong, or too old.</exception>
    public string? Check(IHeaderDictionary headers)
    {
        string payload = One(headers, "X-Discord-Proxy-Payload");
        string timestamp = One(headers, "X-Signature-Timestamp");
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Longest);
        try
        {
            return payload.Length <= Longest && Convert.TryFromBase64String(payload, bytes, out int length) && IsSigned(bytes.AsSpan(0, length), One(headers, "X-Signature-Ed25519"))
                ? Read(bytes.AsMemory(0, length), timestamp)
                : throw Wrong();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    private static string One(IHeaderDictionary headers, string name) => headers[name] is { Count: 1 } values ? values[0] ?? "" : "";

    private static IdentityRefusedException Wrong() => DiscordRefusal.Invalid("The request does not carry the signature of Discord's proxy, or an old one.");

    // Discord's samples write the signature in base64 and in hexadecimal digits.
    private bool IsSigned(ReadOnlySpan<byte> payload, string signature)
    {
        Span<byte> bytes = stackalloc byte[Ed25519PublicKey.SignatureSize];
        bool isRead = signature.Length == 2 * bytes.Length
            ? DiscordKey.TryHex(signature, bytes)
            : Convert.TryFromBase64String(signature, bytes, out int written) && written == bytes.Length;
        return isRead && key.Verify(payload, bytes);
    }

    private string? Read(ReadOnlyMemory<byte> payload, string timestamp)
    {
        using JsonDocument? document = StrictDocument.Parse(payload);
        return document?.RootElement is { } root && AreTimesRight(root, timestamp) && (JsonMembers.Text(root, "application_id") ?? applicationId) == applicationId ? UserOf(root) : throw Wrong();
    }

    private static string? UserOf(JsonElement payload) =>
        JsonMembers.Text(payload, "user_id") ?? (JsonMembers.Object(payload, "user") is { } user ? JsonMembers.Text(user, "id") : null);

    private bool AreTimesRight(JsonElement payload, string timestamp)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return JsonMembers.Integer(payload, "created_at") is { } created && JsonMembers.Integer(payload, "expires_at") is { } expires
            && timestamp == created.ToString(CultureInfo.InvariantCulture) && created <= now + (long)Skew.TotalSeconds && expires > now;
    }
}
