using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>The sample of a party as a user runs it: each start is a process of its own, over one store and one service.</summary>
public sealed class The_psn_party_runs : IAsyncLifetime
{
    private static readonly string[] In = ["psn.parties", "psn.party-join", "psn.party-ready", "psn.bridge-create", "psn.party-bridge", "psn.peer-add", "psn.peer-answer"];
    private static readonly string[] Out = ["psn.party-leave", "psn.peer-drop", "psn.bridge-drop"];

    private readonly string _store = Directory.CreateTempSubdirectory("gameauth-psn-party-").FullName;
    private GameAuthEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions
    {
        Providers = { "psn" },
        Psn = { Parties = { new EmulatedPsnParty { Name = "Emulated raid", Members = ["EmuSilver"], IsForFriends = true } } },
    });

    public async Task DisposeAsync()
    {
        await _emulator.DisposeAsync();
        Directory.Delete(_store, recursive: true);
    }

    [SignalTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Interrupted_in_voice_it_leaves_and_ends_peer_and_bridge_in_that_order(string signal)
    {
        using SampleProcess party = await EnterAsync();
        Assert.Equal(In, PartySteps());
        party.Signal(SampleProcess.TakesSigInt ? signal : "TERM");
        Assert.Equal(0, await party.EndAsync());
        Assert.EndsWith("You have left the party, and the voice is ended.", party.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal([.. In, .. Out], PartySteps());
        AssertNothingIsLeft();
    }

    [SignalFact]
    public async Task What_a_start_that_was_killed_has_left_open_is_ended_by_the_next()
    {
        using (SampleProcess killed = await EnterAsync())
        {
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        Assert.Single(_emulator.Psn.Bridges);
        _emulator.Psn.NoteRestart();
        using SampleProcess next = Start("sign-out");
        Assert.Equal(0, await next.EndAsync());
        Assert.Equal([.. In, .. Out], PartySteps());
        AssertNothingIsLeft();
    }

    [SignalFact]
    public async Task On_the_embedded_emulator_it_joins_a_friend_s_party()
    {
        using SampleProcess party = SampleProcess.Start("PsnParty", "--emulator", "--party", "Emulated raid");
        await party.WaitForAsync(static line => line.EndsWith("Ctrl+C leaves.", StringComparison.Ordinal));
        party.Signal("TERM");
        Assert.Equal(0, await party.EndAsync());
        Assert.Contains("Emulated raid (1 of 16): EmuSilver", party.Output, StringComparison.Ordinal);
        Assert.EndsWith("the voice is ended.", party.Output.TrimEnd(), StringComparison.Ordinal);
    }

    private async Task<SampleProcess> EnterAsync()
    {
        SampleProcess party = Start();
        try
        {
            await party.WaitForAsync(static line => line.EndsWith("Ctrl+C leaves.", StringComparison.Ordinal));
            return party;
        }
        catch
        {
            party.Dispose();
            throw;
        }
    }

    private SampleProcess Start(params string[] arguments) => SampleProcess.StartWith(
        [.. _emulator.Configuration, new("DOTNET_ENVIRONMENT", "Development")], _emulator.Psn.NpssoOf("EmuTrophies"), "PsnParty", [.. arguments, "--store", _store]);

    private string[] PartySteps() => [.. _emulator.Log.Events.Select(static one => one.Step).Where(static step => In.Contains(step) || Out.Contains(step))];

    private void AssertNothingIsLeft()
    {
        Assert.Empty(_emulator.Psn.Bridges);
        Assert.Equal(["EmuSilver"], _emulator.Psn.Parties.Single().Members);
        Assert.Empty(_emulator.Psn.OrderProblems);
        Assert.Empty(_emulator.Psn.IdProblems());
        Assert.Empty(_emulator.Psn.RepeatedIds);
    }
}
