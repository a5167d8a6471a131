using GameAuth.Psn.PartyHost;

namespace GameAuth.Psn.Tests.Processes;

/// <summary>A process is killed after each step, and in the middle of each request: the next start leaves nothing behind.</summary>
public sealed class KillTests : IAsyncLifetime
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

    [Theory]
    [InlineData("join")]
    [InlineData("create")]
    [InlineData("join", "rename")]
    [InlineData("join", "invite")]
    [InlineData("talk")]
    [InlineData("join", "voice")]
    [InlineData("join", "voice", "answer")]
    [InlineData("join", "voice", "answer", "reoffer")]
    [InlineData("join", "voice", "read")]
    [InlineData("join", "voice", "end")]
    [InlineData("join", "voice", "answer", "end", "voice")]
    [InlineData("join", "leave")]
    [InlineData("join", "voice", "leave")]
    public async Task After_a_step(params string[] steps)
    {
        using (PartyProcess first = await StartAsync())
        {
            foreach (string step in steps)
            {
                await first.StepAsync(step);
            }

            await first.KillAsync();
        }

        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("join", "join")]
    [InlineData("enter", "join")]
    [InlineData("create", "create")]
    [InlineData("enter", "create")]
    [InlineData("rename", "join", "rename")]
    [InlineData("invite", "join", "invite")]
    [InlineData("link", "join", "voice")]
    [InlineData("peer", "join", "voice")]
    [InlineData("peer", "talk")]
    [InlineData("answer", "join", "voice", "answer")]
    [InlineData("reoffer", "join", "voice", "answer", "reoffer")]
    [InlineData("read", "join", "voice", "read")]
    [InlineData("peer-end", "join", "voice", "end")]
    [InlineData("bridge-end", "join", "voice", "end")]
    [InlineData("leave", "join", "voice", "leave")]
    [InlineData("peer-end", "join", "voice", "leave")]
    [InlineData("bridge-end", "join", "voice", "leave")]
    public async Task Before_an_answer_comes(string request, params string[] steps)
    {
        await KillAtAsync(new HeldStep(request, IsMade: true), steps);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("join", "join")]
    [InlineData("enter", "join")]
    [InlineData("create", "create")]
    [InlineData("bridge", "join", "voice")]
    [InlineData("link", "join", "voice")]
    [InlineData("peer", "join", "voice")]
    [InlineData("leave", "join", "voice", "leave")]
    [InlineData("peer-end", "join", "voice", "leave")]
    [InlineData("bridge-end", "join", "voice", "leave")]
    public async Task Before_a_request_arrives(string request, params string[] steps)
    {
        await KillAtAsync(new HeldStep(request, IsMade: false), steps);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Of_a_bridge_whose_answer_was_lost_nobody_knows_the_id_and_the_party_is_left_all_the_same()
    {
        await KillAtAsync(new HeldStep("bridge", IsMade: true), "join", "voice");
        await AssertNothingIsLeftAsync(nameless: 1);
        Assert.Single(_front.Service.Parties.Voice);
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("peer-end")]
    [InlineData("bridge-end")]
    public async Task While_the_next_start_ends_it_the_one_after_goes_on_there(string request)
    {
        using (PartyProcess first = await StartAsync())
        {
            await first.StepAsync("talk");
            await first.KillAsync();
        }

        HeldStep held = new(request, IsMade: true);
        _front.Held = held;
        using (PartyProcess second = await StartAsync())
        {
            await held.Reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await second.KillAsync();
        }

        // What was answered is not asked for again; what was made and not answered is, once.
        using PartyProcess third = await StartAsync();
        await third.StepAsync("join");
        string[] ends = ["leave", "peer-end", "bridge-end"];
        Assert.All(ends, step => Assert.Equal(step == request ? 2 : 1, _front.Service.Count(step)));
        Assert.Equal((1, 0), (_front.Service.Parties.Open(ScriptedService.Player), _front.Service.Parties.Voice.Count));
    }

    private Task<PartyProcess> StartAsync() => PartyProcess.StartAsync(_front.Settings, _directory, ScriptedService.Npsso);

    /// <summary>Takes steps, and is killed while a request of the last one is on its way.</summary>
    private async Task KillAtAsync(HeldStep held, params string[] steps)
    {
        using PartyProcess first = await StartAsync();
        foreach (string step in steps[..^1])
        {
            await first.StepAsync(step);
        }

        _front.Held = held;
        await first.BeginAsync(steps[^1]);
        await held.Reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await first.KillAsync();
    }

    /// <param name="nameless">How many bridges are there that nobody can end.</param>
    private async Task AssertNothingIsLeftAsync(int nameless = 0)
    {
        // A start in this process is a start like any other: the same program over what the dead one left.
        await using PartyProgram next = await PartyProgram.StartAsync(_front.Settings, _directory, ScriptedService.Npsso);
        await ProviderContract.ProviderHarness.UntilAsync(() => _front.Service.Parties.Open(ScriptedService.Player) == nameless);

        // Its account can go on.
        await next.StepAsync("join");
        await next.StepAsync("voice");
        await next.StepAsync("leave");
        Assert.Equal(nameless, _front.Service.Parties.Open(ScriptedService.Player));
    }
}
