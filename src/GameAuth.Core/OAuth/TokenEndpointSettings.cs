namespace GameAuth.Providers;

/// <summary>How a provider's token endpoint is called. Immutable; it prints without the client secret.</summary>
/// <param name="Address">The endpoint.</param>
/// <param name="ClientId">The application's client id.</param>
public sealed record TokenEndpointSettings(Uri Address, string ClientId)
{
    /// <summary>The client secret of a confidential client. Null, the default, makes a public client, which sends its <c>client_id</c> in the form.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>
    /// Whether the secret goes into the form (<c>client_secret_post</c>) instead of the Authorization header (<c>client_secret_basic</c>,
    /// which leaves <c>client_id</c> out of the form). RFC 6749 section 2.3.1. Default false.
    /// </summary>
    public bool SecretInForm { get; init; }

    /// <summary>The windows that token requests take a place in. Default none.</summary>
    public PaceRequest Pace { get; init; } = PaceRequest.None;

    /// <summary>The windows that device code polls take a place in. Default none.</summary>
    public PaceRequest PollPace { get; init; } = PaceRequest.None;

    /// <summary>Adds a provider's own headers, anew for every attempt, so that ids are fresh. Default none.</summary>
    public Action<HttpRequestMessage>? Stamp { get; init; }

    /// <summary>
    /// Whether a refresh may be sent twice because the server repeats its answer. Default false: a lost answer is an
    /// <see cref="OutcomeUnknownException"/>, since the token may have been rotated.
    /// </summary>
    public bool IsRefreshRepeatable { get; init; }

    /// <summary>Turns a refusal into the provider's own error, before the rules of <see cref="OAuthErrorRules"/>; null leaves it to them.</summary>
    public Func<OAuthError, GameAuthException?>? MapError { get; init; }
}
