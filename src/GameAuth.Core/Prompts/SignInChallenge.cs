namespace GameAuth;

/// <summary>What a prompt shows. Its texts and addresses come from a server; they have been checked and stripped of control characters.</summary>
/// <remarks>The kinds of challenges are fixed. A provider in another package makes them, and a prompt in another package answers them.</remarks>
public abstract record SignInChallenge
{
    private protected SignInChallenge()
    {
    }

    /// <summary>The account that is being signed in; its id is made before anything is asked.</summary>
    public required AccountId Account { get; init; }

    /// <summary>When the challenge ends by itself; null where the provider named no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A code to type on another device (RFC 8628 section 3.3). It wants no answer.</summary>
/// <param name="UserCode">The code that the player types.</param>
/// <param name="Page">Where the player types it (<c>verification_uri</c>); https, on a host of the provider.</param>
/// <param name="PageWithCode">The same page with the code filled in (<c>verification_uri_complete</c>); null where the provider has none.</param>
/// <remarks>The record prints the code, since it is made to be shown; the device code itself never reaches a prompt.</remarks>
public sealed record DeviceCodeChallenge(string UserCode, Uri Page, Uri? PageWithCode) : SignInChallenge
{
    /// <summary>The address to open, or to show as a QR code: <see cref="PageWithCode"/> where there is one, else <see cref="Page"/>.</summary>
    public Uri PageToOpen => PageWithCode ?? Page;
}

/// <summary>A page to open in the system browser, whose answer is a redirect (RFC 8252).</summary>
/// <param name="Authorize">The page to open; https, on a host of the provider.</param>
/// <param name="Redirect">Where the answer goes. A loopback address is caught by the flow itself; any other is answered by the prompt.</param>
/// <remarks>The answer is the whole address that the browser ended at, query included. The flow checks that it belongs to this sign-in.</remarks>
public sealed record RedirectChallenge(Uri Authorize, Uri Redirect) : SignInChallenge
{
    /// <summary>Whether the flow listens for the redirect itself, so that a prompt need not answer; an answer is taken all the same. Default false.</summary>
    public bool IsCaught { get; init; }

    /// <summary>Prints no query, since it holds the state.</summary>
    /// <returns>The kind of the challenge and the host.</returns>
    public override string ToString() => $"{nameof(RedirectChallenge)} {{ {Authorize.Host} -> {Redirect.GetLeftPart(UriPartial.Path)} }}";
}

/// <summary>Something that the player copies from a page and pastes here. The answer is what was copied.</summary>
/// <param name="What">The name of what is wanted, such as <c>npsso</c>.</param>
/// <param name="Help">The page that shows it or says how to get it.</param>
public sealed record PasteChallenge(string What, Uri Help) : SignInChallenge;

/// <summary>A value that a page leaves in the local storage of the browser after the player has signed in there. The answer is that value.</summary>
/// <param name="Page">The page to open; https, on a host of the provider.</param>
/// <param name="Origin">The origin whose storage holds the value: scheme, host and port are compared exactly, and the rest is ignored.</param>
/// <param name="Key">The name of the value in that storage.</param>
/// <remarks>A console asks the player to paste the value. A prompt that controls a browser reads this one key and no other.</remarks>
public sealed record BrowserValueChallenge(Uri Page, Uri Origin, string Key) : SignInChallenge;
