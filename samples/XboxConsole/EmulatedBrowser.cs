using GameAuth;

namespace XboxConsole;

/// <summary>The browser of the emulator's player, who approves as soon as the page is visited: it follows the page's redirect back to this program.</summary>
internal sealed class EmulatedBrowser : IBrowserLauncher
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public bool TryOpen(Uri page)
    {
        _ = VisitAsync(page);
        return true;
    }

    private static async Task VisitAsync(Uri page)
    {
        try
        {
            using HttpResponseMessage end = await Client.GetAsync(page);
            end.EnsureSuccessStatusCode();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            // As with a real browser the program hears nothing of it, and waits until the player comes back or the time is over.
            await Console.Error.WriteLineAsync($"The page could not be visited: {failure.Message}");
        }
    }
}
