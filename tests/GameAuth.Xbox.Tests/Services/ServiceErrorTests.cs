namespace GameAuth.Xbox.Tests;

/// <summary>What every typed call does with what is no good answer.</summary>
public class ServiceErrorTests
{
    public static TheoryData<string> Calls => [.. ServiceCalls.All.Keys];

    public static TheoryData<string> Lookups => [.. ServiceCalls.Lookups.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_answer_that_can_not_be_read_names_the_step(string call)
    {
        foreach (string body in (string[])["", "<html></html>", "null", "7", "\"text\"", "{\"code\":5,\"description\":\"no\"}", "{\"a\":1,\"a\":2}", "{\"achievements\":{},\"titles\":3,\"people\":true}", "[[]]"])
        {
            if (call == "presence batch" && body == "[[]]")
            {
                // A list is read item by item: what does not fit is left out.
                continue;
            }

            await using ServiceWorld world = await ServiceWorld.StartAsync(body);
            ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default));
            Assert.Equal((ServiceCalls.Step(call), 200), (error.Step, error.Status));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_failure_has_its_status_and_correlation_id(string call)
    {
        foreach ((int status, bool isTransient) in ((int, bool)[])[(400, false), (403, false), (409, false), (500, true), (503, true), (302, true)])
        {
            await using ServiceWorld world = await ServiceWorld.StartAsync();
            world.Wire.Answer("", status, ("MS-CV", "emu.1"));
            ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default));
            Assert.Equal((status, isTransient, ServiceCalls.Step(call), "emu.1"), (error.Status, error.IsTransient, error.Step, error.CorrelationId));
            Assert.Single(world.Wire.Sent);
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_is_not_there_is_null_where_it_may_be_and_an_error_where_it_must_be(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer("""{"code":4,"description":"not found"}""", 404);
        if (ServiceCalls.Lookups.ContainsKey(call))
        {
            Assert.Null(await ServiceCalls.All[call](world.Me, default));
        }
        else if (call.EndsWith("batch", StringComparison.Ordinal))
        {
            Assert.Empty((System.Collections.IEnumerable)(await ServiceCalls.All[call](world.Me, default))!);
        }
        else
        {
            Assert.Equal(404, (await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default))).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_limit_is_an_error_of_its_own_and_says_when(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer("", 429, ("Retry-After", "15"));
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => ServiceCalls.All[call](world.Me, default));
        
        // The pacer's own time, which has its jitter.
        Assert.InRange(error.RetryAt - world.World.Clock.GetUtcNow(), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(16));
        Assert.Equal((true, ServiceCalls.Step(call)), (error.WasSent, error.Step));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_lost_answer_is_a_transient_failure_also_of_a_query_that_is_sent_with_post(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Lose();
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default))).IsTransient);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_refused_token_is_minted_again_once_and_then_believed(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer("", 401).Answer("", 401);
        string calls = await world.World.CallsAsync(async () =>
            Assert.Equal(401, (await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default))).Status));
        Assert.Equal("xsts.authorize:200", calls);
        Assert.Equal(2, world.Wire.Sent.Count);
        Assert.NotEqual(world.Wire.Sent[0].Headers["Authorization"], world.Wire.Sent[1].Headers["Authorization"]);
        Assert.Equal(world.Wire.Sent[0].Body, world.Wire.Sent[1].Body);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Whoever_gives_up_before_sends_nothing(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ServiceCalls.All[call](world.Me, new CancellationToken(canceled: true)));
        Assert.Empty(world.Wire.Sent);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_code_of_the_service_is_what_the_caller_decides_on(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer("{\"XErr\":2148916227}", 403);
        Assert.Equal("2148916227", (await Assert.ThrowsAsync<AccountRestrictedException>(() => ServiceCalls.All[call](world.Me, default))).Code);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_bare_403_is_no_matter_of_clocks_and_keys(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer("", 403, ("Date", world.World.Clock.GetUtcNow().AddHours(1).ToString("R")));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default));
        Assert.Equal(403, error.Status);
        Assert.DoesNotContain("key", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_player_is_not_logged(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer("{\"XErr\":\"EmuBen\",\"profileUsers\":[]}", 500, ("MS-CV", "emu.1"));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default));
        Assert.DoesNotContain(ServiceWorld.Other, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ServiceWorld.Xuid, error.Message, StringComparison.Ordinal);
        Assert.All(world.Log.Lines, static line => Assert.DoesNotContain("28146000000000", line, StringComparison.Ordinal));
    }
}
