namespace GameAuth;

/// <summary>A page to open in the system browser, whose answer is a redirect (RFC 8252).</summary>
/// <param name="Authorize">The page to open; https, on a host of the provider.</param>
/// <param name="Redirect">Where the answer goes. A loopback address is caught by the flow itself; any other is pasted by the player.</param>
public sealed record RedirectChallenge(Uri Authorize, Uri Redirect) : SignInChallenge
{
    /// <summary>Whether the flow listens for the redirect itself, so that a prompt need not ask for a paste; a pasted one is taken all the same.</summary>
    public bool IsCaught { get; init; }

    /// <summary>Not the query: it holds the state.</summary>
    /// <returns>The kind of the challenge and the host.</returns>
    public override string ToString() => $"{nameof(RedirectChallenge)} {{ {Authorize.Host} -> {Redirect.GetLeftPart(UriPartial.Path)} }}";
}
