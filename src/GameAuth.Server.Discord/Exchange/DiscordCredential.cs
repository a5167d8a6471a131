using System.Text.Json;

namespace GameAuth.Server.Discord;

/// <summary>What a client brought, in one of three shapes. Prints without it.</summary>
internal sealed class DiscordCredential
{
    private const string Provider = "provider";
    private const string Code = "code";
    private const string CodeVerifier = "code_verifier";
    private const string RedirectUri = "redirect_uri";
    private const string SdkAuth = "sdk_auth";
    private const string Instance = "instance_id";
    private const string Nonce = "client_nonce";
    private const int LongestToken = 4096;
    private const int LongestCode = 512;
    private const int LongestScope = 1024;
    private const int MostScopes = 64;

    private DiscordCredential()
    {
    }

    /// <summary>The code, and its PKCE verifier; null where an access token was brought.</summary>
    public (string Value, string Verifier)? IssuedCode { get; private init; }

    /// <summary>The redirect that a browser came back to with the code; null for a code of an Activity.</summary>
    public string? Redirect { get; private init; }

    /// <summary>The access token, and what the client says of it; null where a code was brought.</summary>
    public ClaimedToken? Token { get; private init; }

    /// <summary>The activity instance that the player says he is in; null for none.</summary>
    public string? InstanceId { get; private init; }

    /// <summary>Whether it is out of an Activity: all but a code of a browser's redirect.</summary>
    public bool IsFromActivity => Redirect is null;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body: an object.</param>
    /// <param name="options">What this server takes.</param>
    /// <param name="credential">What it has; null where its shape is wrong.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? Read(JsonElement body, DiscordServerOptions options, out DiscordCredential? credential)
    {
        ShapeReader shape = new(body, "");
        DiscordCredential read = shape.Has(SdkAuth) ? ReadToken(shape, options) : ReadCode(shape, options);
        if (read.InstanceId is not null && options.BotToken is null)
        {
            shape.Fail($"This server looks up no activity instances; leave {Instance} out.");
        }

        if (read.InstanceId is null && read.IsFromActivity && options.RequireActivityInstance)
        {
            shape.Fail($"{Instance} must be the id of the activity instance, as the embedded SDK says it.");
        }

        credential = shape.Fault is null ? read : null;
        return shape.Fault;
    }

    private static DiscordCredential ReadCode(ShapeReader shape, DiscordServerOptions options)
    {
        shape.Only(Nonce, Provider, Code, CodeVerifier, RedirectUri, Instance);
        ReadProvider(shape, "discord_code", isRequired: false);
        string code = shape.Text(Code, 1, LongestCode, DiscordText.IsUnreserved, $"an authorization code of at most {LongestCode} characters; or bring {SdkAuth}");
        string verifier = shape.Text(CodeVerifier, 43, 128, DiscordText.IsUnreserved, "the verifier of the code's challenge, 43 to 128 characters (RFC 7636)");
        string? redirect = shape.OptionalText(RedirectUri, 1, 2048, options.RedirectUris.Contains, "one of the redirects that this server was told of; leave it out for a code of an Activity");
        return new DiscordCredential { IssuedCode = (code, verifier), Redirect = redirect, InstanceId = ReadInstance(shape) };
    }

    private static DiscordCredential ReadToken(ShapeReader shape, DiscordServerOptions options)
    {
        shape.Only(Nonce, Provider, SdkAuth, Instance);
        if (!options.AcceptAccessTokens)
        {
            shape.Fail($"This server takes codes only: bring {Code} and {CodeVerifier}.");
        }

        ShapeReader sdk = shape.Object(SdkAuth);
        bool isAnswer = sdk.Has("access_token");
        ReadProvider(shape, "discord_sdk", isRequired: !isAnswer);
        ClaimedToken token = isAnswer ? ReadAnswer(sdk) : ReadClaims(sdk);
        if (sdk.Fault is { } fault)
        {
            shape.Fail(fault);
        }

        return new DiscordCredential { Token = token, InstanceId = ReadInstance(shape) };
    }

    // A token with what its client says of it, beside the shape of the embedded SDK's own answer.
    private static ClaimedToken ReadClaims(ShapeReader sdk)
    {
        sdk.Only("token", "expires_at", "application_id", "scope");
        string scope = sdk.Text("scope", 1, LongestScope, static text => text.All(static c => c is >= ' ' and < '\x7f'), $"scopes with spaces between them, at most {LongestScope} characters");
        return new ClaimedToken(
            ReadToken(sdk, "token"), sdk.UnixTime("expires_at"), sdk.Snowflake("application_id"), scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), UserId: null);
    }

    // The answer of the embedded SDK's authenticate (its schema AuthenticateResponse). It grows with the SDK, so that what is not read here is no fault.
    private static ClaimedToken ReadAnswer(ShapeReader sdk)
    {
        ShapeReader user = sdk.Object("user");
        ShapeReader application = sdk.Object("application");
        ClaimedToken token = new(ReadToken(sdk, "access_token"), sdk.IsoTime("expires"), application.Snowflake("id"), sdk.Scopes("scopes", MostScopes), user.Snowflake("id"));
        if ((application.Fault ?? user.Fault) is { } fault)
        {
            sdk.Fail(fault);
        }

        return token;
    }

    private static string ReadToken(ShapeReader sdk, string member) =>
        sdk.Text(member, 1, LongestToken, DiscordText.IsToken, $"an access token of at most {LongestToken} characters (RFC 6750)");

    private static string? ReadInstance(ShapeReader shape) =>
        shape.OptionalText(Instance, 1, 128, DiscordText.IsInstance, "the id of an activity instance: at most 128 letters, digits, dashes and underscores");

    private static void ReadProvider(ShapeReader shape, string wanted, bool isRequired)
    {
        if (isRequired || shape.Has(Provider))
        {
            shape.Text(Provider, 1, 64, text => text == wanted, $"\"{wanted}\" for this shape");
        }
    }
}

/// <summary>An access token, and what its client says of it: all of that is to be compared with what Discord says.</summary>
/// <param name="Value">The token: a secret.</param>
/// <param name="Expires">Its end.</param>
/// <param name="ApplicationId">The application that it was made for.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="UserId">Whose it is; null where the shape does not say.</param>
internal sealed record ClaimedToken(string Value, DateTimeOffset Expires, string ApplicationId, IReadOnlyList<string> Scopes, string? UserId)
{
    /// <summary>Never the token.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[access token of Discord]";
}
