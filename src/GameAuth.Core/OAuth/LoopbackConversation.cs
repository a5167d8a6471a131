using System.Net.Sockets;

namespace GameAuth.Providers;

/// <summary>One connection of a browser: one request, one page, closed.</summary>
internal sealed class LoopbackConversation(
    Uri redirect, AuthorizationAttempt attempt, TaskCompletionSource<AuthorizationAnswer> found, TimeProvider time)
{
    private const int MaxDrains = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task RunAsync(Socket browser, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        LoopbackRequest request = await LoopbackRequest.ReadAsync(browser, either.Token).ConfigureAwait(false);
        (LoopbackPage page, AuthorizationAnswer? answer) = Judge(request);
        try
        {
            await page.SendAsync(browser, either.Token).ConfigureAwait(false);
        }
        finally
        {
            // The answer counts even when the browser did not stay for its page.
            if (answer is not null)
            {
                found.TrySetResult(answer);
            }
        }

        await DrainAsync(browser, either.Token).ConfigureAwait(false);
    }

    // A socket that is closed with unread bytes resets the connection, and the page may be lost with it.
    private static async Task DrainAsync(Socket browser, CancellationToken cancellationToken)
    {
        byte[] rest = new byte[4096];
        for (int i = 0; i < MaxDrains && await browser.ReceiveAsync(rest, cancellationToken).ConfigureAwait(false) > 0; i++)
        {
        }
    }

    private (LoopbackPage Page, AuthorizationAnswer? Answer) Judge(LoopbackRequest request)
    {
        if (request.Fault is { } fault)
        {
            return (fault, null);
        }

        // A page of another site that resolves its own name to this address sends its own Host (DNS rebinding).
        if (!string.Equals(request.Host, redirect.Authority, StringComparison.Ordinal))
        {
            return (LoopbackPage.BadRequest, null);
        }

        if (!string.Equals(request.Path, redirect.AbsolutePath, StringComparison.Ordinal))
        {
            return (LoopbackPage.NotFound, null);
        }

        return attempt.Read(request.Query) switch
        {
            null => (LoopbackPage.NotAwaited, null),
            { Code: not null } approved => (LoopbackPage.Done, approved),
            { } refused => (LoopbackPage.Refused, refused),
        };
    }
}
