namespace GameAuth.Server.Discord;

/// <summary>The settings of the verifier of Discord; bound from the section <c>GameAuth:Discord</c> of the host's configuration. Read once, at the host's start, which checks them.</summary>
public sealed class DiscordServerOptions
{
    /// <summary>The provider's name in addresses, in rows and in subjects: <c>discord</c>.</summary>
    public const string Provider = "discord";

    /// <summary>The application's id in the developer portal, which is its OAuth2 client id too: 17 to 20 digits. No default.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The application's client secret, which a code is exchanged with. No default: keep it where the master key is, not in a file of the repository.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Where Discord is. Default <c>https://discord.com/</c>. From a configuration it is <c>Endpoints:discord</c>, as the emulator writes it; http on loopback needs <c>GameAuth:AllowLoopbackHttp</c>.</summary>
    public Uri Endpoint { get; set; } = new("https://discord.com/");

    /// <summary>
    /// The redirects that a browser may come back to with a code, as they are registered and character by character; an exchange names one of them. Default: none. A code of an Activity has none. From a
    /// configuration a single one may be <c>RedirectUri</c>.
    /// </summary>
    public IList<string> RedirectUris { get; } = [];

    /// <summary>The profile of sessions that begin in an Activity, by its code or by a token of the embedded SDK. Default null: the profile of the provider, which is also that of codes with a redirect.</summary>
    public string? ActivityProfile { get; set; }

    /// <summary>Whether access tokens of Discord are taken beside codes (the member <c>sdk_auth</c>). Default true. A code is better: it works once, and junk costs no refused call of Discord.</summary>
    public bool AcceptAccessTokens { get; set; } = true;

    /// <summary>The bot's token, which activity instances are looked up with. Default null: none are, and an exchange that names one is refused.</summary>
    public string? BotToken { get; set; }

    /// <summary>Whether a player of an Activity must name the instance that he is in (<c>instance_id</c>), and be in it. Default false: where he names one it is checked. A code with a redirect need not name one.</summary>
    public bool RequireActivityInstance { get; set; }

    /// <summary>The application's Ed25519 public key of the developer portal, 64 hexadecimal digits: webhook events and requests of the proxy are checked with it. Default null: neither is.</summary>
    public string? PublicKey { get; set; }

    /// <summary>Whether an exchange out of an Activity must carry the signature of Discord's proxy. Default false: Discord does not offer it now (docs of 2026-09).</summary>
    public bool RequireProxySignature { get; set; }

    /// <summary>
    /// The address that Discord is told in <c>User-Agent: DiscordBot (url, version)</c>, without which its network may block a request. Default null: the server's issuer.
    /// </summary>
    public Uri? UserAgentUrl { get; set; }

    /// <summary>How long a call to Discord may take. Default 10 s; 1 s to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many answers of 401, 403 and 429 exchanges by code may get from Discord in 10 minutes, over all nodes. Default 1,500. The three budgets together are at most 5,000: two windows of ours may lie in
    /// one of Discord's, which bans an address at 10,000 (rate limits, "Invalid Request Limit").
    /// </summary>
    public int CodeBudget { get; set; } = 1500;

    /// <summary>The same for exchanges by access token: junk that anybody may post. Default 1,500. When it is used up, such exchanges are answered 503 until the window's end, and codes go on.</summary>
    public int TokenBudget { get; set; } = 1500;

    /// <summary>The same for the lookup of activity instances. Default 500.</summary>
    public int InstanceBudget { get; set; } = 500;

    /// <summary>Never a secret.</summary>
    /// <returns>The application's id.</returns>
    public override string ToString() => $"[Discord application {ClientId}]";
}
