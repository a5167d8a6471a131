using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>
/// Catches the redirect on this machine (RFC 8252 section 7.3). It listens on literal loopback addresses and nothing else, so that no
/// firewall asks and no other machine reaches it; it takes few connections, each for a short time.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int MaxConnections = 16;
    private const int MaxPorts = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly IReadOnlyList<TcpListener> _listeners;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _places = new(MaxConnections);

    private LoopbackListener(IReadOnlyList<TcpListener> listeners, AuthorizationCodeSettings settings, TimeProvider time, ILogger logger)
    {
        _listeners = listeners;
        _time = time;
        _logger = logger;
        IPEndPoint first = (IPEndPoint)listeners[0].LocalEndpoint;
        string host = settings.UsesLocalhost ? $"localhost:{first.Port}" : $"{first}";
        Redirect = new Uri($"http://{host}{settings.LoopbackPath}");
    }

    /// <summary>The redirect address: literal host (or <c>localhost</c> where the settings say so), port, exact path.</summary>
    public Uri Redirect { get; }

    /// <exception cref="GameAuthConfigurationException">The port can not be opened, or the path is none.</exception>
    public static LoopbackListener Start(AuthorizationCodeSettings settings, TimeProvider time, ILogger logger)
    {
        if (!Uri.TryCreate($"http://127.0.0.1{settings.LoopbackPath}", UriKind.Absolute, out Uri? sample)
            || !settings.LoopbackPath.StartsWith('/') || !string.Equals(sample.PathAndQuery, settings.LoopbackPath, StringComparison.Ordinal)
            || settings.LoopbackPath.Contains('?', StringComparison.Ordinal))
        {
            throw Failed(settings, $"the path of {settings.RedirectOption ?? "the redirect"} is no plain path; set one such as /callback");
        }

        for (int tries = 1; ; tries++)
        {
            try
            {
                return new LoopbackListener(Listen(settings), settings, time, logger);
            }
            catch (SocketException) when (settings.LoopbackPort == 0 && tries < MaxPorts)
            {
                // Somebody has the same port of the other family.
            }
            catch (SocketException e)
            {
                string fix = settings is { LoopbackPort: > 0, RedirectOption: { } option } ? $"end the program that has it, or leave the port out of {option} for a free one" : "end a program that has it";
                throw Failed(settings, $"port {settings.LoopbackPort} can not be opened ({e.SocketErrorCode}); {fix}");
            }
        }
    }

    /// <summary>Answers requests until one of them is the redirect of the attempt. Its page is written before this returns.</summary>
    public async Task<AuthorizationResult> WaitAsync(AuthorizationAttempt attempt, CancellationToken cancellationToken)
    {
        TaskCompletionSource<AuthorizationResult> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LoopbackConnection connection = new(Redirect, attempt, found, _time, _logger);
        Task accepting = Task.WhenAll(_listeners.Select(listener => AcceptAsync(listener, connection, over.Token)));
        await Task.WhenAny(found.Task, accepting).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);

        // Nothing may still accept when the listener is disposed.
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!found.Task.IsCompleted)
        {
            await accepting.ConfigureAwait(false);
        }

        return await found.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (TcpListener listener in _listeners)
        {
            listener.Dispose();
        }

        _places.Dispose();
    }

    /// <summary>One listener, or for the name localhost one of each family: a browser may try either, and what is left free another program could take.</summary>
    private static List<TcpListener> Listen(AuthorizationCodeSettings settings)
    {
        List<TcpListener> listeners = [];
        try
        {
            listeners.Add(Listen(Socket.OSSupportsIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, settings.LoopbackPort));
            if (settings.UsesLocalhost && Socket.OSSupportsIPv4 && Socket.OSSupportsIPv6)
            {
                listeners.Add(Listen(IPAddress.IPv6Loopback, ((IPEndPoint)listeners[0].LocalEndpoint).Port));
            }

            return listeners;
        }
        catch (SocketException none) when (listeners.Count > 0 && none.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // The machine has no address [::1], so nobody can be reached there.
            return listeners;
        }
        catch
        {
            listeners.ForEach(static listener => listener.Dispose());
            throw;
        }
    }

    private static TcpListener Listen(IPAddress address, int port)
    {
        TcpListener listener = new(address, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start(MaxConnections);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(TcpListener listener, LoopbackConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (await AcceptAsync(listener, cancellationToken).ConfigureAwait(false) is { } browser)
            {
                _ = ServeAsync(connection, browser, cancellationToken);
            }
            else
            {
                Leave();
            }
        }
    }

    // A browser that is gone before it is accepted, or a machine that is short of sockets, must not end the sign-in.
    private async Task<Socket?> AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            return await listener.AcceptSocketAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            OAuthLog.ConnectionEnded(_logger, e.SocketErrorCode.ToString());
            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task ServeAsync(LoopbackConnection connection, Socket browser, CancellationToken cancellationToken)
    {
        try
        {
            using (browser)
            {
                await connection.RunAsync(browser, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A browser that hangs up or never speaks is not the player's failure.
            OAuthLog.ConnectionEnded(_logger, e.GetType().Name);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private static GameAuthConfigurationException Failed(AuthorizationCodeSettings settings, string why) =>
        new($"{settings.Provider}: the browser sign-in can not listen on loopback: {why}.") { Provider = settings.Provider, Step = AuthorizationCodeFlow.Step };
}

/// <summary>One connection of a browser: one request, one page, closed.</summary>
internal sealed class LoopbackConnection(
    Uri redirect, AuthorizationAttempt attempt, TaskCompletionSource<AuthorizationResult> found, TimeProvider time, ILogger logger)
{
    private const int MaxDrains = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task RunAsync(Socket browser, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (await LoopbackRequest.ReadAsync(browser, either.Token).ConfigureAwait(false) is not { } request)
        {
            return;
        }

        (LoopbackPage page, AuthorizationResult? answer) = LoopbackPeer.IsOfAnotherUser(browser) ? (LoopbackPage.Stranger, null) : Judge(request);
        if (page.Refusal is { } refusal)
        {
            OAuthLog.RedirectRefused(logger, refusal);
        }

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

    private (LoopbackPage Page, AuthorizationResult? Answer) Judge(LoopbackRequest request)
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
