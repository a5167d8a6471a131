namespace GameAuth.Emulator.Tests.Wire;

/// <summary>One emulator with a clock that stands still, and one bare client.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    private GameAuthEmulator? _emulator;
    private WireClient? _client;

    internal GameAuthEmulator Emulator => _emulator!;

    internal WireClient Client => _client!;

    internal ManualTime Time { get; private protected init; } = new();

    public async Task InitializeAsync()
    {
        EmulatorOptions options = new() { TimeProvider = Time };
        Configure(options);
        _emulator = await GameAuthEmulator.StartAsync(options);
        _client = new WireClient(_emulator, Time);
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_emulator is not null) { await _emulator.DisposeAsync(); }
    }

    protected virtual void Configure(EmulatorOptions options)
    {
        // Most tests want the strict defaults.
    }
}
