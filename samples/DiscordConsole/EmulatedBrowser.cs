using GameAuth;

namespace DiscordConsole;

/// <summary>The emulated player's browser: it opens Discord's page, allows the application, and goes where it is sent.</summary>
internal sealed class EmulatedBrowser : ISignInPrompt
{
    /// <summary>How often it was opened.</summary>
    public int Opened { get; private set; }

    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Opened++;
        using HttpClient browser = new(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage page = await browser.GetAsync(((RedirectChallenge)challenge).Authorize, whileShown);
        return null;
    }
}
