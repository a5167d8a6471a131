using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.ProviderContract;

/// <summary>A host with the provider, as an application would build it; everything that it says is recorded.</summary>
public sealed class ContractHost : IAsyncDisposable
{
    private readonly ProviderHarness _harness;
    private readonly GameAuthClient _client;
    private int _prompts;

    private ContractHost(ProviderHarness harness, GameAuthClient client, EventRecorder events, LogRecorder logs)
    {
        _harness = harness;
        _client = client;
        Events = events;
        Logs = logs;
    }

    public EventRecorder Events { get; }

    public LogRecorder Logs { get; }

    public IServiceProvider Services => _client.Services;

    /// <summary>How often the player was asked.</summary>
    public int Prompts => Volatile.Read(ref _prompts);

    public static async Task<ContractHost> StartAsync(ProviderHarness harness, Action<GameAuthBuilder>? configure)
    {
        EventRecorder events = new();
        LogRecorder logs = new();
        GameAuthClient client = await GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<TimeProvider>(harness.Clock);
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
            GameAuthBuilder gameAuth = services
                .AddGameAuth(options =>
                {
                    options.ApplicationName = "contract";
                    options.AllowLoopbackHttp = true;

                    // Who walks the clock over pauses must not meet the watch's, which has no end.
                    options.Tokens.WatchInterval = harness.WatchInterval;
                })
                .UseStore(_ => harness.Store)
                .UseKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)])
                .UseMachineHint(() => harness.Machine)
                .AddEventSink(events);
            harness.AddProvider(gameAuth);
            harness.AddAuthentication(services.AddHttpClient<ContractClient>());
            configure?.Invoke(gameAuth);

            // Last, and so above the handlers of a harness, which read what the service itself has said.
            services.AddWireHandler(() => new TapHandler(harness.Tap));
        }).ConfigureAwait(false);
        return new ContractHost(harness, client, events, logs);
    }

    public Task<Account> SignInAsync(bool forcePrompt = false, CancellationToken cancellationToken = default) =>
        _harness.SignInAsync(Services, () => Interlocked.Increment(ref _prompts), forcePrompt, cancellationToken).WaitAsync(ProviderHarness.Patience, CancellationToken.None);

    public ValueTask<Account?> FindAsync() => _harness.FindAsync(Services);

    public async ValueTask DisposeAsync() => await _client.DisposeAsync().AsTask().WaitAsync(ProviderHarness.Patience).ConfigureAwait(false);
}
