using System.Collections.Concurrent;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Tests.Lifetime;

/// <summary>A connection ends quietly, whatever ends it, and holds nothing up.</summary>
public sealed class SocketConnectionTests : EngineTest
{
    private readonly ConcurrentQueue<SocketPeer> _peers = [];

    [Fact]
    public async Task One_that_is_stopped_while_the_network_breaks_ends_quietly()
    {
        Connection connection = await ConnectAsync();

        // A message is being taken when the connection is let go, and the network is gone when the next one is waited for: the socket has an error for that and no word of the stop.
        TaskCompletionSource taking = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Exception? said = null;
        connection.Take = async stopped =>
        {
            taking.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stopped).ContinueWith(static _ => { }, TaskScheduler.Default);
            connection.Abort();
            said = await Record.ExceptionAsync(async () => await connection.ReceiveAsync(stopped));
            return true;
        };
        _peers.Single().Send("a");
        await taking.Task.WaitAsync(ProviderHarness.Patience);
        await Harness.WalkAsync(connection.DisposeAsync().AsTask());
        Assert.False(said is null or ProviderException or OperationCanceledException, $"{said}");
        Assert.Equal((true, 1), (connection.Lost.IsCompletedSuccessfully, connection.TimesLost));
    }

    [Theory]
    [InlineData("a goodbye")]
    [InlineData("a break")]
    [InlineData("a message that makes no sense")]
    [InlineData("a failure of the account's own")]
    public async Task Its_loss_is_told_and_is_no_failure(string by)
    {
        Connection connection = await ConnectAsync();
        SocketPeer peer = _peers.Single();
        connection.Take = _ => by == "a message that makes no sense" ? new(false) : throw new CredentialStoreException("toy: the key refuses to sign.", Storage.RowState.KeyUnavailable);
        (by switch { "a goodbye" => peer.SayGoodbye, "a break" => peer.Break, _ => (Action)(() => peer.Send("a")) })();
        await connection.Lost.WaitAsync(ProviderHarness.Patience);
        Assert.Equal(1, connection.TimesLost);
        await Harness.WalkAsync(connection.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task A_fault_of_its_own_ends_the_socket_with_its_type_and_holds_no_stop_of_the_host()
    {
        ContractHost host = await StartAsync();
        Socket socket = new(await SignInAsync(host), () => OpenAsync(host));
        await socket.OpenAsync(CancellationToken.None);
        socket.Last.Take = static _ => throw new InvalidOperationException("a-secret-of-the-message");
        _peers.Single().Send("a");
        await Harness.WalkAsync(UntilEndedAsync(socket));
        ProviderException why = await Assert.ThrowsAsync<ProviderException>(socket.ConnectionAsync);
        Assert.Contains(nameof(InvalidOperationException), why.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", why.ToString(), StringComparison.Ordinal);
        foreach (IHostedService hosted in host.Services.GetServices<IHostedService>().Reverse())
        {
            await hosted.StopAsync(CancellationToken.None).WaitAsync(ProviderHarness.Patience);
        }

        await socket.DisposeAsync();
    }

    private static async Task UntilEndedAsync(Socket socket)
    {
        while (!socket.HasEnded)
        {
            await Task.Delay(1);
        }
    }

    private Task<ContractHost> StartAsync() => HostAsync(gameAuth =>
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(ToyDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new SocketWire(Server, _peers)));

    private async Task<Connection> ConnectAsync() => await OpenAsync(await StartAsync());

    private async Task<Connection> OpenAsync(ContractHost host)
    {
        Account account = (await host.FindAsync()) ?? await SignInAsync(host);
        AccountSocketCall call = new("socket", new Uri(ToyDefaults.ApiBase, "socket")) { CarriesToken = false };
        return new Connection(await AccountSocket.ConnectAsync(RecordSetTests.Context(host).CreateExchange(), account, call, CancellationToken.None));
    }

    private sealed class Connection : SocketConnection
    {
        private int _timesLost;

        public Connection(AccountSocket socket)
            : base(socket) => BeginReading();

        public Func<CancellationToken, ValueTask<bool>> Take { get; set; } = static _ => new(true);

        public int TimesLost => Volatile.Read(ref _timesLost);

        public void Abort() => Socket.Abort();

        public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken) => Socket.ReceiveAsync(cancellationToken);

        protected override ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => Take(cancellationToken);

        protected override void OnLost() => Interlocked.Increment(ref _timesLost);
    }

    private sealed class Socket(Account account, Func<Task<Connection>> open) : ReconnectingSocket<Connection>(account, "socket")
    {
        public Connection Last { get; private set; } = null!;

        public Task<Connection> ConnectionAsync() => GetConnectionAsync(CancellationToken.None);

        protected override async Task<Connection> ConnectAsync(bool isFirst, CancellationToken cancellationToken) => Last = await open();
    }
}
