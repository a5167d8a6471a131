using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>Where another program keeps a sign-in at Project Diablo 2: one factory per format. Immutable.</summary>
public sealed record Pd2Import : CredentialImport
{
    private Pd2Import(string path)
        : base(path)
    {
    }

    /// <summary>
    /// The <c>settings.json</c> of the app pd2-trade (<c>com.pd2-trader.app</c>), which keeps a token in the clear. Older releases keep a website token, which a registration of website tokens takes
    /// over; newer ones keep OAuth tokens, of which a registration of OAuth tokens takes the access token over, until its end: the refresh token works with the app's own client id alone and is left.
    /// </summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    /// <remarks>The file holds the app's other settings as well, so think before you set <see cref="ImportOptions.RemoveSource"/>: it removes the whole file.</remarks>
    public static Pd2Import FromPd2Trade(string path) => new(path);
}

/// <summary>Reads the app's settings: plain JSON, its members at the top or one level below.</summary>
/// <param name="kind">What the registration lives by.</param>
/// <param name="context">The registration.</param>
internal sealed class TraderImporter(Pd2TokenKind kind, ProviderContext context) : ICredentialImporter<Pd2Grant>
{
    private const string Token = "pd2Token";

    public bool Takes(string fileName) => fileName is "settings.json";

    public IEnumerable<string> Companions(string fileName) => [];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<Pd2Grant> findings)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("The settings are no object.");
        }

        if (Pd2Fields.RawOf(SettingsIn(document.RootElement), Token) is not { Length: > 0 } text)
        {
            findings.Skip(ImportSkipReason.NoGrant, "It has no token; the player is not signed in there. Sign in.");
        }
        else if (ServerToken.OrNull(new Secret(text)) is not { } token)
        {
            findings.Skip(ImportSkipReason.Unreadable, "Its token is none: it is too long, or has characters that no token has.");
        }
        else
        {
            Read(SettingsIn(document.RootElement), token, findings);
        }
    }

    private void Read(JsonElement settings, Secret token, ImportFindings<Pd2Grant> findings)
    {
        bool isOAuth = ((string[])["pd2RefreshToken", "pd2IdToken", "pd2TokenExpiry"]).Any(name => Pd2Fields.MemberOf(settings, name) is not null);
        if (isOAuth != kind is Pd2TokenKind.OAuth)
        {
            findings.Skip(
                ImportSkipReason.OtherEndpoint,
                $"It has {(isOAuth ? "OAuth tokens" : "a website token")}, and this registration lives by the other kind; import it into one whose {nameof(Pd2Options.Tokens)} is "
                + $"{(isOAuth ? Pd2TokenKind.OAuth : Pd2TokenKind.Website)}.");
            return;
        }

        DateTimeOffset? end = isOAuth ? ExpiryOf(settings) : WebsiteToken.EndOf(token) is { } said ? context.Clock.ToLocal(said) : null;
        if (end is not { } known)
        {
            findings.Skip(ImportSkipReason.Unreadable, isOAuth ? "Its access token has no end." : "Its token has not the shape of a website token.");
            return;
        }

        // A website token counts as due, so that the first use renews it. An access token can't be renewed here, and is good for what is left of it.
        findings.Add(new Pd2Grant { AccessToken = token, ExpiresAt = isOAuth ? known : DateTimeOffset.UnixEpoch, SignInExpiresAt = known }, token);
    }

    private static JsonElement SettingsIn(JsonElement root) => Pd2Fields.MemberOf(root, Token) is not null
        ? root
        : root.EnumerateObject().Select(static member => member.Value).FirstOrDefault(static value => Pd2Fields.MemberOf(value, Token) is not null, root);

    // Milliseconds, as a number or as text.
    private static DateTimeOffset? ExpiryOf(JsonElement settings) =>
        (Pd2Fields.NumberOf(settings, "pd2TokenExpiry") ?? FieldParser.Number(Pd2Fields.RawOf(settings, "pd2TokenExpiry"))) is { } milliseconds and > 0 and < 253_402_300_800_000d
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Floor(milliseconds))
            : null;
}
