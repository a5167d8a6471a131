namespace GameAuth.Server;

/// <summary>The settings of the session server; bound from the section <c>GameAuth:Server</c> of the host's configuration.</summary>
public sealed class GameAuthServerOptions
{
    /// <summary>Who issues the tokens: the claim <c>iss</c> and the address of the metadata (RFC 8414). No default: an https address without query and fragment; http on loopback in Development.</summary>
    public Uri? Issuer { get; set; }

    /// <summary>The addresses at which clients reach this server, without path: what the <c>htu</c> of a DPoP proof is compared with. Default: the origin of <see cref="Issuer"/>.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2227", Justification = "Null is the default, and the binder has to be able to set it.")]
    public IList<Uri>? PublicBaseUrls { get; set; }

    /// <summary>
    /// The origins whose pages may sign in, refresh and log out here, and open WebSockets, beside those of this server itself: each in full as browsers write it, such as
    /// <c>https://game.example.com</c>, or <c>https://{application id}.discordsays.com</c> for an Activity. Default: none. There are no patterns.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2227", Justification = "Null is the default, and the binder has to be able to set it.")]
    public IList<string>? AllowedOrigins { get; set; }

    /// <summary>How long after a refresh the token before it still yields the same successor. Default 10 s; 0 to 60 s. Below a few seconds players with two tabs and lost replies are logged out.</summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a refresh token that is used again ends all sessions of its player, and not only its own. Default false: the others have refresh tokens of their own, which nobody has shown a copy of.</summary>
    public bool EndAllOnReuse { get; set; }

    /// <summary>How long an exchange whose answer was lost can be asked for again with the same nonce, body and key. Default 60 s; 0 to 5 minutes.</summary>
    public TimeSpan ExchangeRepeatWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the nonce of an exchange stays taken. Default 5 minutes; it is at least <see cref="ExchangeRepeatWindow"/>.</summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a DPoP nonce of this server is good (RFC 9449 section 8). Default 5 minutes.</summary>
    public TimeSpan DpopNonceLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a client must prove a key (DPoP) at the exchange, so that each family is bound. Default false: a client may.</summary>
    public bool RequireDpop { get; set; }

    /// <summary>Whether access tokens of bound families are bound too: <c>token_type</c> DPoP and the claim <c>cnf</c> (RFC 9449 section 6). Default false: the refresh token alone is.</summary>
    public bool BindAccessTokens { get; set; }

    /// <summary>How long a node may go without a confirmed position in the log of revocations before it answers 503 to bearers. Default 2 s; 1 s to 1 minute.</summary>
    public TimeSpan RevocationBound { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long rows of the audit are kept. Default 90 days; 1 day to 10 years.</summary>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>By how much clocks of nodes may differ, for the times of access tokens. Default 60 s; 0 to 5 minutes.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long before it signs a new signing key is published, so that verifiers who cache keys have it. Default 14 days.</summary>
    public TimeSpan SigningKeyNotice { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a signing key signs. Default 90 days; more than <see cref="SigningKeyNotice"/>.</summary>
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Whether a master key that was made on this machine is accepted outside Development. Default false: nodes of one server must share their key, and a container that loses it loses every session.</summary>
    public bool AllowGeneratedMasterKey { get; set; }

    internal IEnumerable<Uri> BaseUrls => PublicBaseUrls ?? (Issuer is null ? [] : [new Uri(Issuer.GetLeftPart(UriPartial.Authority))]);
}
