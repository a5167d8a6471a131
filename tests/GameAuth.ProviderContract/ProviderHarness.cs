using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.ProviderContract;

/// <summary>What the contracts ask of a provider: how to add it, sign in, get its leaf, and what to do to its server.</summary>
/// <remarks>
/// One harness per test, with a server, a clock and a store of its own. Every host that a test starts shares the three, as processes of
/// one user do.
/// </remarks>
public abstract class ProviderHarness : IAsyncDisposable
{
    /// <summary>How long a test waits, in real time, for what must happen anyhow; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly List<ContractHost> _hosts = [];
    private TimeSpan _stepped;

    protected ProviderHarness()
    {
        Tap = new WireTap(Classify);
        Store = new MemoryTokenStore(Clock);
    }

    /// <summary>The clock of all: hosts, store and server.</summary>
    public FakeClock Clock { get; } = new();

    public WireTap Tap { get; }

    /// <summary>The store of the hosts that are started from now on.</summary>
    public ITokenStore Store { get; set; }

    /// <summary>The machine of the hosts that are started from now on; null for one that has no id.</summary>
    public string? Machine { get; set; } = "the-contract-machine";

    /// <summary>How often the hosts that are started from now on look at the store.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromDays(30);

    /// <summary>An address of the API that the leaf opens, answered with 200 to a GET.</summary>
    public abstract Uri ApiTarget { get; }

    /// <summary>What is minted when the API refuses a token: the leaf, or the grant of a provider whose API takes the grant's own access token.</summary>
    public virtual WireCall ApiMint => WireCall.Leaf;

    /// <summary>The header that names a request, new at every attempt; null where the provider has none.</summary>
    public virtual string? RequestIdHeader => null;

    /// <summary>Everything secret that has been on the wire or was made here: none of it may be seen anywhere.</summary>
    public abstract IEnumerable<string> Secrets { get; }

    /// <summary>Whether the provider opens sockets with an account's token.</summary>
    public virtual bool HasSocket => false;

    /// <summary>Whether the handshake of the socket carries the token; else a frame does, and the handshake must not.</summary>
    public virtual bool HandshakeCarriesToken => true;

    /// <summary>The secrets that frames of the socket hold by design, such as a token that signs it in. None by default.</summary>
    public virtual IEnumerable<string> SecretsOfFrames => [];

    /// <summary>Starts the server; the first thing that a test calls.</summary>
    public abstract Task StartServerAsync();

    /// <summary>Adds the registration <c>default</c>, pointed at the server.</summary>
    public abstract void AddProvider(GameAuthBuilder gameAuth);

    /// <summary>Makes a client of the application's own carry the provider's tokens.</summary>
    public abstract void AddAuthentication(IHttpClientBuilder client);

    /// <summary>Signs in; the player answers every prompt at once.</summary>
    /// <param name="services">The host.</param>
    /// <param name="asked">Called when the player is asked.</param>
    /// <param name="forcePrompt">As in <see cref="SignIn.ForcePrompt"/>.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    public abstract Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken);

    /// <summary>The default account, from the store.</summary>
    public abstract ValueTask<Account?> FindAsync(IServiceProvider services);

    /// <summary>The account's leaf; the same object for the same token. Awaits without the caller's context.</summary>
    public abstract Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken);

    /// <summary>Opens the provider's socket and sends what an application's first use would.</summary>
    /// <param name="account">The account.</param>
    /// <param name="target">Where; null for the service.</param>
    public virtual Task<IAsyncDisposable> OpenSocketAsync(Account account, Uri? target = null) => throw new NotSupportedException("The provider has no socket.");

    /// <summary>What a request is.</summary>
    public abstract WireCall Classify(HttpRequestMessage request);

    /// <summary>Lets the leaf end, and no grant.</summary>
    public abstract void ExpireLeaf();

    /// <summary>Lets the leaf end, and what the grant mints it with, but not the grant itself.</summary>
    public abstract void ExpireLeafAndGrant();

    /// <summary>Moves the clock to where the leaf is due for an early refresh and good for two more minutes at least.</summary>
    public abstract void MakeLeafDue();

    /// <summary>The API refuses the leaves that were issued so far.</summary>
    public abstract void RefuseLeaves();

    /// <summary>The server ends the grant: a refresh is told so.</summary>
    public abstract void EndGrant();

    /// <summary>What the server says to a refresh when the grant is over.</summary>
    public abstract HttpResponseMessage RefreshRefusal();

    /// <summary>From now on the server's tokens look as given, from what they would have been.</summary>
    public abstract void ShapeTokens(Func<string, string> shape);

    /// <summary>Sets the clock of the server, against the one that all share.</summary>
    /// <param name="ahead">How far it is ahead of <see cref="Clock"/>.</param>
    protected abstract void SetServerAhead(TimeSpan ahead);

    /// <summary>Sets the wall clock of the machine forward or back. The server's clock stays right.</summary>
    public void Step(TimeSpan by)
    {
        Clock.ShiftWallClock(by);
        _stepped += by;
        SetServerAhead(-_stepped);
    }

    /// <summary>The machine sleeps: its wall clock and the server's go on, and its timers stand still.</summary>
    public void Sleep(TimeSpan time) => Clock.ShiftWallClock(time);

    /// <summary>Starts a host on the store: a process of the user's.</summary>
    public async Task<ContractHost> StartHostAsync(Action<GameAuthBuilder>? configure = null)
    {
        ContractHost host = await ContractHost.StartAsync(this, configure).ConfigureAwait(false);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Moves the clock from timer to timer until the work is done: over pauses, and not over time limits, which real work must not be raced against.</summary>
    public async Task WalkAsync(Task work)
    {
        await UntilAsync(() =>
        {
            if (Clock.NextTimer is { } next && next <= LongestPause)
            {
                Clock.Advance(next);
            }

            return work.IsCompleted;
        }).ConfigureAwait(false);
        await work.ConfigureAwait(false);
    }

    /// <summary>Waits for what other threads are about to do.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!happened())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The pairs of a request's form, which stays to be sent.</summary>
    protected static string[] FormOf(HttpRequestMessage request)
    {
        using StreamReader form = new(request.Content!.ReadAsStream(), leaveOpen: true);
        string[] pairs = form.ReadToEnd().Split('&');
        form.BaseStream.Position = 0;
        return pairs;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (ContractHost host in _hosts)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }
}
