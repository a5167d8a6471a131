namespace GameAuth.Psn.Tests.Processes;

/// <summary>Two processes over one directory, and one account: one of them is in a party. When it is killed the other one takes its place, and what it had open is ended first.</summary>
public sealed class TwoProcessPartyTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gameauth-psn-").FullName;
    private readonly ScriptedFront _front = new(new ScriptedService(TimeProvider.System));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _front.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        Assert.Empty(_front.Service.Violations);
    }

    [Fact]
    public async Task One_is_refused_while_the_other_lives_and_ends_what_that_leaves_when_it_dies()
    {
        using PartyProcess first = await StartAsync();
        using PartyProcess second = await StartAsync();
        await first.StepAsync("talk");
        string? refused = await second.TryAsync("join");
        Assert.StartsWith("IllegalStepException: psn: step 'party join' is out of order: another process on this store has the account in the party ", refused, StringComparison.Ordinal);
        Assert.Equal((1, 0, 3), (_front.Service.Count("join"), _front.Service.Count("leave"), _front.Service.Parties.Open(ScriptedService.Player)));

        // The second has looked for what the dead left before the first one died.
        await first.KillAsync();
        _front.Service.Clear();
        await second.StepAsync("join");
        Assert.Equal(["list", "leave", "peer-end", "bridge-end", "join", "enter"], _front.Service.Sent.Select(static call => call.Step));
        await second.StepAsync("leave");
        Assert.Equal(0, _front.Service.Parties.Open(ScriptedService.Player));
    }

    private Task<PartyProcess> StartAsync() => PartyProcess.StartAsync(_front.Settings, _directory, ScriptedService.Npsso);
}
