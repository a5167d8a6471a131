using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace GameAuth.Activity.Tests.World;

/// <summary>Ends TLS on loopback, and hands the bytes on to the port that stands for the name that was asked for.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SslStreamCertificateContext _certificate;
    private readonly Func<string, int> _portOf;
    private readonly Task _serving;
    private CancellationTokenSource _there = new();

    public TlsFront(TestAuthority authority, Func<string, int> portOf)
    {
        _certificate = SslStreamCertificateContext.Create(authority.Certificate, authority.Chain, offline: true);
        _portOf = portOf;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The network is away: what is open ends without a word, and nothing new is carried.</summary>
    public Task CutAsync() => _there.CancelAsync();

    /// <summary>The network is back.</summary>
    public void Mend()
    {
        using CancellationTokenSource old = _there;
        _there = new CancellationTokenSource();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        _there.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                open.RemoveAll(static one => one.IsCompleted);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using TcpClient client = accepted;
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _there.Token);
        try
        {
            await using SslStream secure = new(client.GetStream());
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] }, over.Token);
            using TcpClient target = new();
            await target.ConnectAsync(IPAddress.Loopback, _portOf(secure.TargetHostName), over.Token);
            await using NetworkStream plain = target.GetStream();
            Task[] ways = [secure.CopyToAsync(plain, over.Token), plain.CopyToAsync(secure, over.Token)];
            await Task.WhenAny(ways);
            await over.CancelAsync();
            await Task.WhenAll(ways);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The browser has other plans, or the test ends.
        }
    }
}
