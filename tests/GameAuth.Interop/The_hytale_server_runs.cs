using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>The sample of a Hytale server as a user runs it: each start is a process of its own, over one store and one service.</summary>
public sealed class The_hytale_server_runs : IAsyncLifetime
{
    private readonly string _store = Directory.CreateTempSubdirectory("gameauth-hytale-server-").FullName;
    private GameAuthEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await GameAuthEmulator.StartAsync(
        new EmulatorOptions { Providers = { "hytale" }, Hytale = { PollInterval = TimeSpan.FromSeconds(1) } });

    public async Task DisposeAsync()
    {
        await _emulator.DisposeAsync();
        Directory.Delete(_store, recursive: true);
    }

    [SignalTheory]
    [InlineData("direct", "hytale.device-code", "hytale.profiles", "hytale.session-new", "hytale.session-end")]
    [InlineData("gateway", "gateway.device-code", "gateway.profiles", "gateway.session-new", "gateway.session-delete")]
    public async Task It_asks_once_for_all_its_starts_and_ends_its_session_each_time(string dialect, params string[] steps)
    {
        string first = await RunAsync(dialect);
        Assert.Contains("enter the code", first, StringComparison.Ordinal);
        Assert.Equal([1, 2, 1, 1], steps.Select(_emulator.Log.Count));

        // One code in all, and no list of profiles: a session begins and ends, and that is all that the service hears.
        int before = _emulator.Log.Events.Count;
        string second = await RunAsync(dialect);
        Assert.DoesNotContain("enter the code", second, StringComparison.Ordinal);
        Assert.Equal([1, 2, 2, 2], steps.Select(_emulator.Log.Count));
        string[] heard = [.. _emulator.Log.Events.Skip(before).Select(static one => one.Step).Where(static step => step != "gateway.select-profile")];
        Assert.Equal([steps[2], "hytale.jwks", steps[3]], heard);
        Assert.All([first, second], AssertTellsNoSecret);
    }

    [SignalFact]
    public async Task What_a_start_that_was_killed_has_left_open_is_ended_by_the_next()
    {
        using (SampleProcess killed = await OpenAsync("direct"))
        {
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        Assert.Single(_emulator.Hytale.Sessions);
        using SampleProcess next = await OpenAsync("direct");
        Assert.Single(_emulator.Hytale.Sessions);
        Assert.Equal((2, 1), (_emulator.Log.Count("hytale.session-new"), _emulator.Log.Count("hytale.session-end")));
    }

    [SignalFact]
    public async Task A_session_that_can_not_be_ended_is_left_to_run_out_and_the_program_ends()
    {
        using SampleProcess server = await OpenAsync("direct");
        _emulator.Faults.Add(new Fault { At = "hytale.session-end", Status = 500, Times = 100 });
        server.Signal("TERM");
        Assert.Equal(0, await server.EndAsync());
        Assert.Contains("runs out by itself", server.Output, StringComparison.Ordinal);
        Assert.Single(_emulator.Hytale.Sessions);
    }

    [SignalTheory]
    [InlineData("direct")]
    [InlineData("gateway")]
    public async Task On_the_embedded_emulator_a_player_is_let_in_and_one_with_a_forged_token_is_not(string dialect)
    {
        using SampleProcess server = SampleProcess.Start("HytaleServer", "--emulator", "--dialect", dialect);
        await server.WaitForAsync(static line => line.EndsWith("turned away at once", StringComparison.Ordinal));
        server.Signal("TERM");
        Assert.Equal(0, await server.EndAsync());
        Assert.Contains("EmuMiner (e2000000-0000-4000-8000-000000000002) is in.", server.Output, StringComparison.Ordinal);
        Assert.Contains("let in, by a server that is EmuRanger's", server.Output, StringComparison.Ordinal);
        Assert.Contains("Somebody is refused: IdentityToken, BadSignature.", server.Output, StringComparison.Ordinal);
        Assert.EndsWith("The game session is ended.", server.Output.TrimEnd(), StringComparison.Ordinal);
        AssertTellsNoSecret(server.Output);
    }

    [Fact]
    public async Task A_gateway_without_an_address_is_told_with_what_to_do()
    {
        using SampleProcess process = SampleProcess.Start("HytaleServer", "--dialect", "gateway", "--store", _store);
        Assert.Equal(2, await process.EndAsync());
        Assert.Contains("Endpoints:gateway is missing", process.Output, StringComparison.Ordinal);
        Assert.Contains("Pass --gateway", process.Output, StringComparison.Ordinal);
    }

    /// <returns>What it has printed from its start to its end.</returns>
    private async Task<string> RunAsync(string dialect)
    {
        using SampleProcess server = await OpenAsync(dialect);
        Assert.Single(_emulator.Hytale.Sessions);

        // SIGTERM as Ctrl+C: a child of a background job ignores SIGINT, and both end the program the same way.
        server.Signal("TERM");
        Assert.Equal(0, await server.EndAsync());
        Assert.Empty(_emulator.Hytale.Sessions);
        Assert.EndsWith("The game session is ended.", server.Output.TrimEnd(), StringComparison.Ordinal);
        return server.Output;
    }

    private async Task<SampleProcess> OpenAsync(string dialect)
    {
        SampleProcess server = SampleProcess.StartWith(
            [.. _emulator.Configuration, new("DOTNET_ENVIRONMENT", "Development")], input: null, "HytaleServer", "--store", _store, "--dialect", dialect);
        try
        {
            await server.WaitForAsync(static line => line.StartsWith("Players may join", StringComparison.Ordinal));
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    // What is signed begins so; what is opaque says whose it is.
    private static void AssertTellsNoSecret(string output)
    {
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("EMULATOR", output, StringComparison.Ordinal);
    }
}
