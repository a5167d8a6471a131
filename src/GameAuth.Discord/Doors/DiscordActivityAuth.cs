using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>What Discord's embedded SDK has given to an Activity, for the backend: a code with its verifier, or an access token with what the SDK says of it. Immutable; it prints without them.</summary>
/// <remarks>Prefer the code: it works once and for 100 seconds, and its verifier never leaves the application before. An access token is good for a week in the hands of whoever has seen it.</remarks>
public sealed class DiscordActivityAuth
{
    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;
    private const int LongestCode = 512;
    private const int LongestToken = 4096;
    private const int LongestText = 1024;
    private const int MostScopes = 64;

    private readonly Action<Utf8JsonWriter> _write;

    private DiscordActivityAuth(Action<Utf8JsonWriter> write) => _write = write;

    /// <summary>What the SDK called the player; null where it has not said.</summary>
    internal string? Name { get; private init; }

    /// <summary>The application that the SDK names; null where it has not said.</summary>
    internal string? ApplicationId { get; private init; }

    private string? InstanceId { get; init; }

    /// <summary>The code of the SDK's <c>authorize</c>, which was asked for with a challenge (PKCE, RFC 7636) and the scope <c>identify</c>.</summary>
    /// <param name="code">The code.</param>
    /// <param name="codeVerifier">The verifier of its challenge: 43 to 128 characters.</param>
    /// <param name="instanceId">The id of the activity instance, for a backend that looks instances up; null to leave it out. Default null.</param>
    /// <returns>What to hand over.</returns>
    /// <exception cref="ArgumentException">One of them is not of its form. It is not quoted.</exception>
    public static DiscordActivityAuth FromCode(Secret code, Secret codeVerifier, string? instanceId = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(codeVerifier);
        if (!IsUnreserved(code, 1, LongestCode) || !IsUnreserved(codeVerifier, ShortestVerifier, LongestVerifier))
        {
            throw new ArgumentException("A code has 1 to 512 characters and a verifier 43 to 128, of letters, digits, '-', '.', '_' and '~'.", nameof(code));
        }

        return new DiscordActivityAuth(json =>
        {
            json.WriteString("provider", "discord_code");
            json.WriteString("code", code.Reveal());
            json.WriteString("code_verifier", codeVerifier.Reveal());
        }) { InstanceId = CheckInstance(instanceId) };
    }

    /// <summary>An access token of Discord, with what its holder knows of it.</summary>
    /// <param name="accessToken">The token.</param>
    /// <param name="expiresAt">Its end.</param>
    /// <param name="applicationId">The application that it was made for.</param>
    /// <param name="scope">What it allows, with spaces between the words; <c>identify</c> is among them.</param>
    /// <param name="instanceId">As in <see cref="FromCode"/>.</param>
    /// <returns>What to hand over.</returns>
    /// <exception cref="ArgumentException">One of them is not of its form. It is not quoted.</exception>
    public static DiscordActivityAuth FromAccessToken(Secret accessToken, DateTimeOffset expiresAt, string applicationId, string scope = DiscordDefaults.Scope, string? instanceId = null)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        ArgumentException.ThrowIfNullOrEmpty(applicationId);
        ArgumentException.ThrowIfNullOrEmpty(scope);
        if (!IsToken(accessToken))
        {
            throw new ArgumentException("An access token has 1 to 4,096 printable characters without blanks.", nameof(accessToken));
        }

        return new DiscordActivityAuth(json =>
        {
            json.WriteString("provider", "discord_sdk");
            json.WriteStartObject("sdk_auth");
            json.WriteString("token", accessToken.Reveal());
            json.WriteNumber("expires_at", expiresAt.ToUnixTimeSeconds());
            json.WriteString("application_id", applicationId);
            json.WriteString("scope", scope);
            json.WriteEndObject();
        }) { ApplicationId = applicationId, InstanceId = CheckInstance(instanceId) };
    }

    /// <summary>The SDK's own answer of <c>authenticate</c> as it came: <c>{access_token, user, scopes, expires, application}</c>. What the backend does not need stays here.</summary>
    /// <param name="answer">The JSON: it holds an access token.</param>
    /// <param name="instanceId">As in <see cref="FromCode"/>.</param>
    /// <returns>What to hand over.</returns>
    /// <exception cref="ArgumentException">It is no such answer. It is not quoted.</exception>
    public static DiscordActivityAuth FromSdkAnswer(Secret answer, string? instanceId = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Reveal());
            JsonElement root = document.RootElement.Clone();
            JsonElement user = root.GetProperty("user");
            string application = root.GetProperty("application").GetProperty("id").GetString()!;
            (Secret token, string id, string expires) = (new Secret(root.GetProperty("access_token").GetString()!), user.GetProperty("id").GetString()!, root.GetProperty("expires").GetString()!);
            string[] scopes = [.. root.GetProperty("scopes").EnumerateArray().Where(static one => one.ValueKind is JsonValueKind.String).Select(static one => one.GetString()!)];
            if (IsToken(token) && id.Length is > 0 and <= LongestText && application.Length is > 0 and <= LongestText && scopes.Length <= MostScopes
                && DateTimeOffset.TryParse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            {
                return new DiscordActivityAuth(json => Write(json, token, id, expires, application, scopes)) { Name = NameOf(user), ApplicationId = application, InstanceId = CheckInstance(instanceId) };
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException or FormatException)
        {
            // What the reader throws may quote the answer, so that none is passed on.
        }

        throw new ArgumentException("It is no answer of the embedded SDK's authenticate: access_token, user, scopes, expires and application as they came.", nameof(answer));
    }

    /// <summary>Never what it holds.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[auth of an activity]";

    /// <summary>The body of an exchange.</summary>
    internal byte[] ToBody(string nonce)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("client_nonce", nonce);
            _write(json);
            if (InstanceId is { } instance)
            {
                json.WriteString("instance_id", instance);
            }

            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>A code that came back to a browser's redirect.</summary>
    internal static DiscordActivityAuth FromRedirect(AuthorizationCode code) => new(json =>
    {
        json.WriteString("provider", "discord_code");
        json.WriteString("code", code.Code.Reveal());
        json.WriteString("code_verifier", code.Verifier!.Reveal());
        json.WriteString("redirect_uri", code.Redirect);
    });

    private static void Write(Utf8JsonWriter json, Secret token, string user, string expires, string application, string[] scopes)
    {
        json.WriteString("provider", "discord_sdk");
        json.WriteStartObject("sdk_auth");
        json.WriteString("access_token", token.Reveal());
        json.WriteStartObject("user");
        json.WriteString("id", user);
        json.WriteEndObject();
        json.WriteStartArray("scopes");
        foreach (string scope in scopes)
        {
            json.WriteStringValue(scope);
        }

        json.WriteEndArray();
        json.WriteString("expires", expires);
        json.WriteStartObject("application");
        json.WriteString("id", application);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? NameOf(JsonElement user) => TextOf(user, "global_name") ?? TextOf(user, "username");

    private static string? TextOf(JsonElement user, string name) =>
        user.TryGetProperty(name, out JsonElement text) && text.ValueKind is JsonValueKind.String ? ServerText.NameOrNull(text.GetString()) : null;

    private static string? CheckInstance(string? instanceId) => instanceId is null || (instanceId.Length is > 0 and <= 128 && instanceId.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        ? instanceId
        : throw new ArgumentException("The id of an activity instance has at most 128 letters, digits, '-' and '_'.", nameof(instanceId));

    private static bool IsToken(Secret token) => token.Reveal() is { Length: > 0 and <= LongestToken } text && text.All(static c => c is > ' ' and <= '~');

    private static bool IsUnreserved(Secret secret, int shortest, int longest) =>
        secret.Reveal() is var text && text.Length >= shortest && text.Length <= longest && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~');
}
